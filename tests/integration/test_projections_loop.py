"""The loop that runs for ever: woken by a word, looking by itself, telling who moved."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from projections.runner import run, run_once
from projections.symptoms.projection import SYMPTOMS
from tests.support.feed import Feed
from tests.support.levels import Picky, levels, pain
from tests.support.story_draws import BEGIN


class Bell:
    """A wake-up that rings when the test says so, and notes what it is told."""

    def __init__(self, broken: bool = False) -> None:
        self.rung = asyncio.Event()
        self.names: list[UUID] | None = None
        self.told: list[UUID] = []
        self.heard = asyncio.Event()
        self.broken = broken

    async def wait(self, seconds: float) -> list[UUID] | None:
        if self.broken:
            raise ConnectionError("the bell is gone")
        try:
            async with asyncio.timeout(seconds):
                await self.rung.wait()
        except TimeoutError:
            return None
        self.rung.clear()
        return self.names

    async def moved(self, org_ids: Sequence[UUID]) -> None:
        self.told += org_ids
        self.heard.set()
        if self.broken:
            raise ConnectionError("the bell is gone")


@pytest.mark.parametrize("broken", [False, True], ids=["woken", "nobody rings"])
async def test_the_loop_folds_what_comes_tells_who_moved_and_stops(engine_pool: Pool, broken: bool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    bell, stop = Bell(broken), asyncio.Event()
    running = asyncio.create_task(run(engine_pool, bell, stop))
    for count in (1, 2):
        bell.heard.clear()
        await feed.tell([pain(patient, count)])
        bell.rung.set()
        await bell.heard.wait()
        assert await levels(engine_pool, feed.org_id) == {patient: list(range(1, count + 1))}
    stop.set()
    await running
    assert set(bell.told) == {feed.org_id}


async def test_a_round_among_some_leaves_the_others(engine_pool: Pool) -> None:
    named, other, patient = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN), uuid4()
    for feed in (named, other):
        await feed.tell([pain(patient, 10)])
    assert await run_once(engine_pool, among=[named.org_id]) == 1
    assert await levels(engine_pool, named.org_id) == {patient: [10]}
    assert await levels(engine_pool, other.org_id) == {}


async def test_who_is_not_named_is_looked_at_all_the_same(engine_pool: Pool) -> None:
    named, other, patient = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN), uuid4()
    bell, stop = Bell(), asyncio.Event()
    bell.names = [named.org_id]
    running = asyncio.create_task(run(engine_pool, bell, stop))
    for count, feed in enumerate((named, other, other), start=1):
        bell.heard.clear()
        await feed.tell([pain(patient, count)])
        bell.rung.set()
        await bell.heard.wait()
    stop.set()
    await running
    assert await levels(engine_pool, named.org_id) == {patient: [1]}
    assert await levels(engine_pool, other.org_id) == {patient: [2, 3]}


async def test_what_other_code_made_is_left_to_it_and_told_once(
    engine_pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    await feed.tell([pain(patient, 10)])
    await run_once(engine_pool, [SYMPTOMS])
    newer = Picky()
    newer.version = 2
    await feed.tell([pain(patient, 20)])
    bell, stop = Bell(), asyncio.Event()
    running = asyncio.create_task(run(engine_pool, bell, stop, [newer, *PROJECTIONS[2:]]))
    await bell.heard.wait()
    stop.set()
    await running
    assert await levels(engine_pool, feed.org_id) == {patient: [10]}
    assert [record.getMessage() for record in caplog.records] == [
        "symptoms is read as version 1 made it in 1 organisations, and this is version 2: `carryover rebuild symptoms`"
    ]
    await rebuild(engine_pool, "symptoms", catalogue=[newer])
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20]}
    await feed.tell([pain(patient, 30)])
    assert [await run_once(engine_pool, [model]) for model in (SYMPTOMS, newer)] == [2, 1]
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20, 30]}
