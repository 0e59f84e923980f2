"""R3: the queue is killed, emptied, full, or away for ten minutes: events are taken all the same, and what is due goes
out in time, once."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from domain.values import BodyRegion
from eventstore.walls import Pool
from services.clock import RealClock, SetClock
from services.context import Context, open_context, open_engine_pool
from services.embedded.mail import MailSink, mail_sink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.effect_hands import add_effects, states_of
from tests.support.mailbox import address
from tests.support.own_servers import VALKEY, OwnServers, own_servers
from tests.support.posted import all_ended, keys_of, recorded
from tests.support.running import running_engine
from tests.support.times import NOON
from tests.support.waiting import until
from tests.support.worker_process import worker_process
from workers.actors import hand_over
from workers.broker import close_broker, make_broker
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher
from workers.doing import Outcome
from workers.effects import Claim, End
from workers.sending import Channels

BOUND = 30.0
"""Seconds: two for a worker that does not come, a broker's timeouts, and a slow machine."""


@pytest.fixture
async def servers() -> AsyncIterator[OwnServers]:
    async with own_servers() as servers:
        yield servers


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def settings(servers: OwnServers, sink: MailSink) -> Settings:
    return replace((await servers.create()).settings, smtp_url=address(sink))


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with open_context(settings) as context:
        yield context


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    async with open_engine_pool(settings) as pool:
        yield pool


async def delivered(day: ClinicDay, pool: Pool, sink: MailSink, alerts: int) -> None:
    """So many alerts are out, each by one mail and one record."""
    await until(lambda: all_ended(pool, day.org_id, alerts), BOUND)
    keys = [f"<{event.effect_id}@clinic.test>" for event in await recorded(day)]
    assert len(keys) == alerts
    assert sorted(keys_of(sink)) == sorted(keys)


async def test_r3_killed_alerts_go_out_without_it_and_through_it_once_it_is_back(
    servers: OwnServers, settings: Settings, context: Context, pool: Pool, sink: MailSink
) -> None:
    day = await ClinicDay.open(context)
    async with running_engine(settings, RealClock()), worker_process(settings) as worker:
        await worker.says("worker_ready")
        await servers.end(VALKEY, signal.SIGKILL)
        await day.pain("while it is away", 80, BodyRegion.KNEE)
        await delivered(day, pool, sink, 1)
        await servers.start(VALKEY)
        said = worker.output
        await day.pain("when it is back", 80, BodyRegion.HIP)
        await delivered(day, pool, sink, 2)
        await day.pain("and the worker too", 80, BodyRegion.ANKLE)
        await delivered(day, pool, sink, 3)
        assert worker.process.returncode is None, said


async def test_r3_emptied_what_was_in_it_goes_out_all_the_same(
    settings: Settings, context: Context, pool: Pool, sink: MailSink
) -> None:
    day = await ClinicDay.open(context)
    valkey = Redis.from_url(settings.broker_url)
    async with running_engine(settings, RealClock()):
        for region in (BodyRegion.KNEE, BodyRegion.HIP, BodyRegion.ANKLE):
            await day.pain(region, 80, region)
            await until(valkey.dbsize, BOUND)  # handed on, and no worker is there to take it
            await valkey.flushall()
        await delivered(day, pool, sink, 3)
    await valkey.aclose()


async def test_r3_full_it_takes_nothing_and_alerts_go_out_all_the_same(
    settings: Settings, context: Context, pool: Pool, sink: MailSink
) -> None:
    day = await ClinicDay.open(context)
    valkey = Redis.from_url(settings.broker_url)
    await valkey.config_set("maxmemory", "1")
    await valkey.config_set("maxmemory-policy", "noeviction")
    async with running_engine(settings, RealClock()), worker_process(settings) as worker:
        await worker.says("worker_ready")
        await day.pain("while it is full", 80, BodyRegion.KNEE)
        await delivered(day, pool, sink, 1)
        await valkey.config_set("maxmemory", "0")
        await day.pain("when there is room", 80, BodyRegion.HIP)
        await delivered(day, pool, sink, 2)
    await valkey.aclose()


async def test_r3_away_ten_minutes_what_comes_due_meanwhile_is_done_in_time_and_nothing_twice(
    servers: OwnServers, settings: Settings, context: Context, pool: Pool
) -> None:
    clock = SetClock(NOON)
    done: dict[int, int] = {}

    async def do(context: Context, channels: Channels, claims: Sequence[Claim]) -> Sequence[Outcome]:
        minute = int((clock.instant - NOON) / timedelta(minutes=1))
        done[minute] = done.get(minute, 0) + len(claims)
        return [(End.EXPIRED if claim.has_expired(clock.instant) else End.DONE, None) for claim in claims]

    day = await ClinicDay.open(context)
    for minute in range(11):
        due = NOON + timedelta(minutes=minute)
        await add_effects(pool, day.org_id, 30, due=due, expires=due + timedelta(seconds=59))
    broker = make_broker(settings)
    delivery = Delivery(context, pool, {}, kinds={"test.kind": do})
    dispatcher = Dispatcher(pool, clock, delivery, hand_over(broker))
    await servers.end(VALKEY, signal.SIGKILL)
    for minute in range(11):
        clock.instant = NOON + timedelta(minutes=minute)
        assert await dispatcher.look() == 30
        await dispatcher.drain(10)
    assert done == dict.fromkeys(range(11), 30)
    await servers.start(VALKEY)
    clock.instant = NOON + timedelta(hours=1)
    assert await dispatcher.look() == 0
    assert await asyncio.to_thread(broker.client.dbsize) == 0, "something is left to be done again"
    assert await states_of(pool, day.org_id) == {"done": 330}
    close_broker(broker)
