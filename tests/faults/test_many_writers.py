"""R9: 64 writers at one stream, and readers who follow feeds whose commits end in another order than they began."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid5

import pytest

from domain.session.decider import CorrectSession
from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Status
from eventstore.store import EventStore
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context, open_context
from services.execute import execute
from tests.support.appends import append, event, opening, whole_log
from tests.support.database import Database
from tests.support.length import length
from tests.support.proxy import proxy_to
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.senders import Ward, open_wards
from tests.support.times import NOON

pytestmark = pytest.mark.timeout(length(120, 1800))

WRITERS = 64
PROCESSES = 2  # as good as: each has a log, a memory and turns of its own
SEED = 9
ORGANISATIONS = tuple(UUID(int=number) for number in range(1, 13))
SESSION = UUID(int=900)
DELAYS = (0.0, 0.01, 0.04)  # seconds to Postgres and back again, for each of the writers in turn


def correction(ward: Ward, writer: int, number: int) -> Call:
    made = NOON + timedelta(seconds=number)
    command = CorrectSession(
        command_id=uuid5(SESSION, f"{writer} {number}"),
        at=made,
        patient_id=ward.patients[0],
        session_id=SESSION,
        occurred_at=made,
        effort=(writer + number) % 101,
    )
    return Call(actor=system(ward.org_id, "test"), command=command)


async def test_r9_64_writers_on_one_stream_are_all_stored(
    context: Context, database: Database, engine_pool: Pool
) -> None:
    [ward] = await open_wards(context, 1, 1)
    each = length(4, 40)

    async def write(through: Context, writer: int) -> set[Verdict]:
        return {(await execute(through, correction(ward, writer, number))).verdict for number in range(each)}

    async with AsyncExitStack() as opened:
        processes = [await opened.enter_async_context(open_context(database.settings)) for _ in range(PROCESSES)]
        verdicts = await asyncio.gather(*(write(processes[writer % PROCESSES], writer) for writer in range(WRITERS)))
    assert set[Verdict]().union(*verdicts) == {Verdict.STORED}
    log = await whole_log(context.store, ward.org_id)
    stream = [stored for stored in log if stored.stream_id == SESSION]
    assert [stored.version for stored in stream] == list(range(1, WRITERS * each + 1))
    assert {stored.event_id for stored in stream} == {
        correction(ward, writer, number).command.command_id for writer in range(WRITERS) for number in range(each)
    }
    await assert_rebuilt_is_live(engine_pool, [ward.org_id])


async def test_r9_no_reader_skips_a_position_while_commits_end_out_of_order(database: Database, app_pool: Pool) -> None:
    store, writes, numbers = PostgresStore(app_pool), length(25, 300), count(10_000)
    await store.append([opening(org_id) for org_id in ORGANISATIONS])
    begun, ended = list[int](), list[int]()

    async def write(through: EventStore, random: Random) -> None:
        for _ in range(writes):
            names = [next(numbers) for _ in range(random.randint(1, 5))]
            begun.append(names[0])
            outcomes = await through.append(
                [append(event(name), org=random.choice(ORGANISATIONS), stream=UUID(int=name)) for name in names]
            )
            ended.append(names[0])
            assert {outcome.status for outcome in outcomes} == {Status.STORED}

    async def follow(org_id: UUID, over: asyncio.Event) -> list[UUID]:
        seen: list[UUID] = []
        while True:
            last_look = over.is_set()
            page = await store.read(org_id, after=len(seen), limit=7)
            assert [stored.pos for stored in page] == list(range(len(seen) + 1, len(seen) + 1 + len(page)))
            seen += [stored.event_id for stored in page]
            if last_look and not page:
                return seen

    over = asyncio.Event()
    followers = asyncio.gather(*(follow(org_id, over) for org_id in ORGANISATIONS))
    async with AsyncExitStack() as opened:
        groups: list[GroupCommit] = []
        for delay in DELAYS:
            link = await opened.enter_async_context(proxy_to(database.settings.app_url))
            pool = await opened.enter_async_context(opened_pool(link.url(database.settings.app_url), log=True))
            link.delay = delay
            groups.append(GroupCommit(PostgresStore(pool)))
            groups[-1].start()
        await asyncio.gather(*(write(group, Random(SEED + n)) for n, group in enumerate(groups * 3)))
        await asyncio.gather(*(group.stop() for group in groups))
    over.set()
    assert begun != ended, "every commit ended in the order in which it began"
    for org_id, seen in zip(ORGANISATIONS, await followers, strict=True):
        assert seen == [stored.event_id for stored in await whole_log(store, org_id)]
