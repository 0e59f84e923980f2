"""The engine and a worker together: from a report to the therapist's mailbox, with and without Valkey's memory."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.alert.events import AlertAttached, AlertDelivered, AlertRaised
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context
from services.embedded.mail import MailSink, mail_sink
from services.settings import Settings
from services.wake import Wake
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_rows import let_leases_run_over, states
from tests.support.mailbox import address, mails
from tests.support.running import lose_valkey, running_engine, running_worker
from tests.support.waiting import until
from workers.engine import EngineDied, run_parts
from workers.house import NotOpened
from workers.wakeups import WakeUps

WAITING = {"alert.due": "pending"}  # the look at the alert's clock, hours later
DONE = {**WAITING, "alert.tell": "done", "email": "done", "console": "done"}


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def settings(database: Database, sink: MailSink) -> Settings:
    settings = replace(database.settings, smtp_url=address(sink))
    await lose_valkey(settings)
    return settings


@pytest.fixture
async def day(settings: Settings, clock: SetClock) -> AsyncIterator[ClinicDay]:
    async with open_context(settings, clock=clock) as context:
        yield await ClinicDay.open(context)


async def all_done(day: ClinicDay, pool: Pool) -> None:
    async def everything_is_delivered() -> bool:
        return await states(pool, day.org_id) == DONE

    await until(everything_is_delivered)


async def test_high_pain_reaches_the_therapists_mailbox(
    day: ClinicDay, settings: Settings, clock: SetClock, engine_pool: Pool, sink: MailSink
) -> None:
    async with running_engine(settings, clock), running_worker(settings, clock):
        await day.pain("seven", 70)
        await day.pain("eight", 80)
        await all_done(day, engine_pool)
    assert [mail["to"] for mail in mails(sink)] == [["hands@clinic.test"]]
    told = await day.told()
    assert sorted(type(event).__name__ for event in told) == sorted(
        kind.__name__ for kind in (AlertRaised, AlertAttached, AlertDelivered, AlertDelivered, AlertDelivered)
    )


async def test_without_any_worker_the_engine_delivers_a_critical_alert_itself(
    day: ClinicDay, settings: Settings, clock: SetClock, engine_pool: Pool, sink: MailSink
) -> None:
    async with running_engine(settings, clock):
        await day.pain("seven", 70)
        await all_done(day, engine_pool)
    assert len(mails(sink)) == 1


async def test_losing_all_of_valkey_loses_nothing(
    day: ClinicDay, settings: Settings, clock: SetClock, engine_pool: Pool, sink: MailSink
) -> None:
    async def telling_handed_over() -> bool:
        return await states(engine_pool, day.org_id) == {**WAITING, "alert.tell": "leased", "console": "leased"}

    async def letter_handed_over() -> bool:
        return await states(engine_pool, day.org_id) == {**DONE, "email": "leased"}

    async with running_engine(settings, clock):
        await day.hurts("it hurts")
        for handed_over in (telling_handed_over, letter_handed_over):
            await until(handed_over)
            await lose_valkey(settings)
            await let_leases_run_over(engine_pool, day.org_id)
        await all_done(day, engine_pool)
    assert len(mails(sink)) == 1


async def test_while_valkey_cannot_be_reached_alerts_go_out_all_the_same(
    day: ClinicDay, settings: Settings, clock: SetClock, engine_pool: Pool, sink: MailSink, tmp_path: Path
) -> None:
    nowhere = f"unix://{tmp_path / 'no.sock'}"
    away = replace(settings, valkey_url=f"{nowhere}?db=1", broker_url=f"{nowhere}?db=2")
    async with running_engine(away, clock):
        await day.pain("seven", 70)
        await all_done(day, engine_pool)
    assert len(mails(sink)) == 1


async def test_two_engines_raise_and_deliver_once(
    day: ClinicDay, settings: Settings, clock: SetClock, engine_pool: Pool, sink: MailSink
) -> None:
    async with running_engine(settings, clock), running_engine(settings, clock), running_worker(settings, clock):
        for number in range(5):
            await day.pain(f"pain {number}", 80)
        await all_done(day, engine_pool)
    kinds = [type(event) for event in await day.told()]
    assert (kinds.count(AlertRaised), kinds.count(AlertAttached), kinds.count(AlertDelivered)) == (1, 4, 3)
    assert len(mails(sink)) == 1


async def test_a_worker_that_cannot_reach_its_servers_takes_no_work(settings: Settings, clock: SetClock) -> None:
    nowhere = replace(settings, engine_url="postgresql://carryover_engine@127.0.0.1:1/nothing")
    with pytest.raises(NotOpened):
        async with running_worker(nowhere, clock):
            pass


async def test_the_engine_dies_loudly_when_a_part_of_it_ends(context: Context) -> None:
    async def breaks() -> None:
        raise ValueError("a fault of ours")

    async def works() -> None:
        await asyncio.Event().wait()

    with pytest.raises(EngineDied, match="broken ended by itself") as died:
        await run_parts({"broken": breaks(), "whole": works()}, WakeUps(context.valkey), asyncio.Event())
    assert isinstance(died.value.__cause__, ValueError)


async def test_a_word_after_a_commit_wakes_every_listener(context: Context) -> None:
    wakeups = WakeUps(context.valkey)
    listeners = [wakeups.listener(), wakeups.listener()]
    running = asyncio.create_task(wakeups.run())
    async with asyncio.timeout(10):
        for listener in listeners:
            await listener.wait(60)  # the subscription stands
        await Wake(context.valkey)(set())
        for listener in listeners:
            await listener.wait(60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
