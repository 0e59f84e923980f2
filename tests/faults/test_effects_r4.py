"""R4: a worker is killed before, during and after it calls the mail server: one record, the same key, and nobody waits
for luck: what the dead worker had in hand is due again when its lease is over."""

import signal

from eventstore.walls import Pool
from services.clock import RealClock
from services.embedded.mail import MailSink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_rows import let_leases_run_over, rows
from tests.support.in_flight import held, somebody_waits
from tests.support.length import length
from tests.support.mailbox import mails
from tests.support.posted import all_ended, email_state, keys_of, nobody_reads_keys, recorded
from tests.support.running import running_engine
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, WorkerProcess, worker_process

AGAIN = "You may have had this before."


async def killed(worker: WorkerProcess) -> None:
    worker.process.kill()
    assert await worker.ended() == -signal.SIGKILL


async def until_another_has_delivered(settings: Settings, day: ClinicDay, pool: Pool) -> None:
    """Within a minute; its twenty seconds are waited for in the full form only."""
    assert await email_state(pool, day.org_id) == "claimed", "whoever died had let go of it"
    if not length(0, 1):
        await let_leases_run_over(pool, day.org_id)
    async with worker_process(settings) as second:
        await second.says("worker_ready")
        await until(lambda: all_ended(pool, day.org_id))
    email = (await rows(pool, day.org_id))["email"]
    assert (email["state"], email["attempt"]) == ("done", 2)


async def test_r4_killed_before_it_calls_nothing_went_out_and_the_next_one_sends_it_once(
    alerted: ClinicDay,
    mailing: Settings,
    mail_server: HoldingMailServer,
    mailbox: MailSink,
    database: Database,
    engine_pool: Pool,
) -> None:
    mail_server.release()
    async with running_engine(mailing, RealClock()):
        async with worker_process(mailing) as first, nobody_reads_keys(database) as db:
            await first.says("worker_ready")
            await alerted.pain("seven", 70)
            await somebody_waits(db)
            await killed(first)
        await until_another_has_delivered(mailing, alerted, engine_pool)
    [mail] = mails(mailbox)
    assert AGAIN not in mail["body"]
    assert [event.again for event in await recorded(alerted)] == [False]


async def test_r4_killed_during_the_call_the_next_one_sends_it_under_the_same_key_and_says_so(
    alerted: ClinicDay, mailing: Settings, mail_server: HoldingMailServer, mailbox: MailSink, engine_pool: Pool
) -> None:
    async with running_engine(mailing, RealClock()):
        async with worker_process(mailing) as first:
            await first.says("worker_ready")
            await alerted.pain("seven", 70)
            await mail_server.in_hand()  # it has the e-mail in hand and waits for the server's first word
            await killed(first)
        mail_server.release()
        await until_another_has_delivered(mailing, alerted, engine_pool)
    [mail] = mails(mailbox)
    assert AGAIN in mail["body"], "nobody knew whether it had gone out"
    [event] = await recorded(alerted)
    assert event.again
    assert keys_of(mailbox) == [f"<{event.effect_id}@clinic.test>"]


async def test_r4_killed_after_the_call_and_before_the_record_it_is_recorded_once_and_the_repeat_has_the_same_key(
    alerted: ClinicDay,
    mailing: Settings,
    mail_server: HoldingMailServer,
    mailbox: MailSink,
    database: Database,
    engine_pool: Pool,
) -> None:
    async def arrived() -> bool:
        return bool(mails(mailbox))

    async with running_engine(mailing, RealClock()):
        async with worker_process(mailing) as first:
            await first.says("worker_ready")
            await alerted.pain("seven", 70)
            await mail_server.in_hand()
            async with held(database, "LOCK TABLE log.events IN ACCESS EXCLUSIVE MODE"):
                mail_server.release()
                await until(arrived)  # and nobody can look whether it may be recorded
                await killed(first)
        await until_another_has_delivered(mailing, alerted, engine_pool)
    sent, repeated = mails(mailbox)
    assert (AGAIN in sent["body"], AGAIN in repeated["body"]) == (False, True)
    [event] = await recorded(alerted)
    assert event.again
    assert keys_of(mailbox) == [f"<{event.effect_id}@clinic.test>"] * 2


async def test_r4_killed_after_the_record_the_next_one_closes_the_row_and_sends_nothing(
    alerted: ClinicDay,
    mailing: Settings,
    mail_server: HoldingMailServer,
    mailbox: MailSink,
    database: Database,
    engine_pool: Pool,
) -> None:
    async with running_engine(mailing, RealClock()):
        async with worker_process(mailing) as first:
            await first.says("worker_ready")
            await alerted.pain("seven", 70)
            await mail_server.in_hand()
            async with held(database, "SELECT 1 FROM log.feed_head FOR UPDATE") as db:
                mail_server.release()
                await somebody_waits(db)  # the record is on its way, and goes into the log without its writer
                await killed(first)
        await until_another_has_delivered(mailing, alerted, engine_pool)
    [mail] = mails(mailbox)
    assert AGAIN not in mail["body"]
    assert [event.again for event in await recorded(alerted)] == [False]
