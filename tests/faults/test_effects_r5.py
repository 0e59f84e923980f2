"""R5: a worker is frozen past its lease and goes on: what it still wanted to do or say is turned away."""

import signal

from eventstore.walls import Pool
from services.clock import RealClock
from services.embedded.mail import MailSink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_rows import let_leases_run_over, rows
from tests.support.in_flight import somebody_waits
from tests.support.posted import all_ended, keys_of, nobody_reads_keys, recorded
from tests.support.running import running_engine
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, worker_process


async def until_another_has_delivered(settings: Settings, day: ClinicDay, pool: Pool) -> None:
    await let_leases_run_over(pool, day.org_id)
    async with worker_process(settings) as second:
        await second.says("worker_ready")
        await until(lambda: all_ended(pool, day.org_id))


async def test_r5_frozen_before_it_calls_it_may_not_call_any_more(
    alerted: ClinicDay,
    mailing: Settings,
    mail_server: HoldingMailServer,
    mailbox: MailSink,
    database: Database,
    engine_pool: Pool,
) -> None:
    mail_server.release()
    async with running_engine(mailing, RealClock()), worker_process(mailing) as frozen:
        async with nobody_reads_keys(database) as db:
            await frozen.says("worker_ready")
            await alerted.pain("seven", 70)
            await somebody_waits(db)
            frozen.process.send_signal(signal.SIGSTOP)
        await until_another_has_delivered(mailing, alerted, engine_pool)
        frozen.process.send_signal(signal.SIGCONT)
        await frozen.says("effect_ended_late")
    [event] = await recorded(alerted)
    assert keys_of(mailbox) == [f"<{event.effect_id}@clinic.test>"]
    email = (await rows(engine_pool, alerted.org_id))["email"]
    assert (email["state"], email["attempt"], email["error"]) == ("done", 2, None)


async def test_r5_frozen_during_the_call_its_late_word_changes_nothing(
    alerted: ClinicDay, mailing: Settings, mail_server: HoldingMailServer, mailbox: MailSink, engine_pool: Pool
) -> None:
    async with running_engine(mailing, RealClock()), worker_process(mailing) as frozen:
        await frozen.says("worker_ready")
        await alerted.pain("seven", 70)
        await mail_server.in_hand()
        frozen.process.send_signal(signal.SIGSTOP)
        mail_server.release()
        await until_another_has_delivered(mailing, alerted, engine_pool)
        told = await alerted.told()
        ended = (await rows(engine_pool, alerted.org_id))["email"]
        frozen.process.send_signal(signal.SIGCONT)
        await frozen.says("effect_ended_late")
    assert await alerted.told() == told
    assert (await rows(engine_pool, alerted.org_id))["email"] == ended
    [event] = await recorded(alerted)
    assert set(keys_of(mailbox)) == {f"<{event.effect_id}@clinic.test>"}
