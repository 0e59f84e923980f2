"""Builds of a read model side by side: made while others read and write, switched to, and removed."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.walls import Pool, reading, walled
from projections.base import Fact
from projections.builds import Build, BuildsBusy, NoSuchBuild, builds_of, claimed, drop_beside
from projections.desk import Desk
from projections.positions import places, set_aside
from projections.rebuild import UnknownReadModel, rebuild
from projections.runner import run_once
from projections.switch import newest, switch, the_one_before
from projections.symptoms.projection import SYMPTOMS, Symptoms
from tests.support.database import Database
from tests.support.feed import Feed
from tests.support.in_flight import somebody_waits
from tests.support.levels import Picky, levels, pain
from tests.support.story_draws import BEGIN
from tests.support.tampering import superuser

# As a network that fails would: whoever has claimed builds loses the connection, and nobody else does.
CUT_CLAIMS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Breaking(Symptoms):
    """The symptoms read model, whose server goes away with the fourth lot of events."""

    def __init__(self) -> None:
        self.lots = 0

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        self.lots += 1
        if self.lots > 3:
            raise ConnectionResetError("the server is gone")
        await super().apply(desk, facts)


class Overtaken(Symptoms):
    """The symptoms read model; at its third lot of events the claim is lost, and another rebuild begins and dies."""

    def __init__(self, pool: Pool, database: Database) -> None:
        self.pool, self.database = pool, database
        self.lots = 0

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        self.lots += 1
        if self.lots == 3:
            async with superuser(self.database) as db:
                assert len(await db.fetch(CUT_CLAIMS)) == 1
            with pytest.raises(ConnectionResetError):
                await rebuild(self.pool, "symptoms", catalogue=[Breaking()], at_once=2)
        await super().apply(desk, facts)


@pytest.fixture
async def feed(engine_pool: Pool) -> Feed:
    """Nine patients with a report each, folded."""
    feed = Feed(engine_pool, uuid4(), BEGIN)
    await feed.tell([pain(uuid4(), n) for n in range(9)])
    await run_once(engine_pool, [SYMPTOMS])
    return feed


async def builds(pool: Pool, org_id: UUID) -> list[Build]:
    async with reading(pool, org_id) as db:
        return await builds_of(db, org_id, "symptoms")


async def rows_by_build(pool: Pool, org_id: UUID) -> dict[int, int]:
    async with reading(pool, org_id) as db:
        rows = await db.fetch("SELECT build, count(*) FROM rm.symptoms_report WHERE org_id = $1 GROUP BY 1", org_id)
    return {row["build"]: row["count"] for row in rows}


async def test_readers_never_see_a_read_model_half_built(engine_pool: Pool, app_pool: Pool) -> None:
    feed, patients = Feed(engine_pool, uuid4(), BEGIN), [uuid4() for _ in range(9)]
    await feed.tell([pain(patients[n % 9], n % 100) for n in range(4500)])
    while await run_once(engine_pool, [SYMPTOMS]):
        pass
    steps: list[tuple[int, int]] = []
    building = asyncio.create_task(
        rebuild(engine_pool, "symptoms", [feed.org_id], lambda *step: steps.append(step), at_once=2000)
    )
    seen = set()
    while not building.done():
        seen.add(sum(map(len, (await levels(app_pool, feed.org_id)).values())))
    assert await building == 4500
    assert seen == {4500}
    assert steps == sorted(steps)
    assert (steps[0], steps[-1], len(steps)) == ((0, 4500), (4500, 4500), 5)


async def test_a_rebuild_tries_again_what_was_parked(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    told = [pain(patient, 10), pain(patient, 20)]
    await feed.tell(told)
    await run_once(engine_pool, [Picky([told[0].event_id])])
    assert await levels(engine_pool, feed.org_id) == {}
    await rebuild(engine_pool, "symptoms")
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20]}
    async with reading(engine_pool, feed.org_id) as db:
        assert await set_aside(db, feed.org_id, patient) == {}


async def test_a_rebuild_parks_whom_it_cannot_digest_from_the_event_at_fault_on(engine_pool: Pool, feed: Feed) -> None:
    good, bad = uuid4(), uuid4()
    told = [pain(bad, 10), pain(good, 20), pain(bad, 30), pain(bad, 40)]
    await feed.tell(told)
    before = await levels(engine_pool, feed.org_id)
    await rebuild(engine_pool, "symptoms", catalogue=[Picky([told[2].event_id])])
    assert await levels(engine_pool, feed.org_id) == {**before, good: [20], bad: [10]}
    async with reading(engine_pool, feed.org_id) as db:
        assert await set_aside(db, feed.org_id, bad) == {"symptoms": 12}
        assert (await places(db, feed.org_id))["symptoms"] == 13
    await switch(engine_pool, SYMPTOMS, feed.org_id, the_one_before)
    assert await levels(engine_pool, feed.org_id) == {**before, good: [20], bad: [10, 30, 40]}


async def test_a_rebuild_that_breaks_off_leaves_nothing_that_matters(engine_pool: Pool, feed: Feed) -> None:
    before = await levels(engine_pool, feed.org_id)
    with pytest.raises(ConnectionResetError):
        await rebuild(engine_pool, "symptoms", catalogue=[Breaking()], at_once=2)
    assert set(await rows_by_build(engine_pool, feed.org_id)) == {1, 2}
    assert await builds(engine_pool, feed.org_id) == [Build(1, 1, live=True, pos=9)]
    assert await levels(engine_pool, feed.org_id) == before
    late = uuid4()
    await feed.tell([pain(late, 50)])
    await rebuild(engine_pool, "symptoms")
    assert await levels(engine_pool, feed.org_id) == {**before, late: [50]}
    assert await rows_by_build(engine_pool, feed.org_id) == {1: 9, 2: 10}


async def test_the_second_of_two_at_once_is_told_so(engine_pool: Pool, feed: Feed) -> None:
    told = f"symptoms of organisation {feed.org_id} is being rebuilt, switched or dropped by somebody else"
    async with claimed(engine_pool, feed.org_id, ["symptoms"]):
        with pytest.raises(BuildsBusy, match=told):
            await rebuild(engine_pool, ["course", "symptoms"])
        await rebuild(engine_pool, "course")
    await rebuild(engine_pool, "symptoms")


async def test_a_rebuild_that_lost_its_claim_makes_no_build_of_what_another_may_have_cleared(
    engine_pool: Pool, database: Database, feed: Feed
) -> None:
    before = await levels(engine_pool, feed.org_id)
    with pytest.raises((asyncpg.InterfaceError, asyncpg.ConnectionDoesNotExistError)):
        await rebuild(engine_pool, "symptoms", catalogue=[Overtaken(engine_pool, database)], at_once=2)
    assert await builds(engine_pool, feed.org_id) == [Build(1, 1, live=True, pos=9)]
    await rebuild(engine_pool, "symptoms")
    assert await levels(engine_pool, feed.org_id) == before


async def test_a_build_of_an_organisation_that_was_never_folded(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    await feed.tell([pain(patient, 10)])
    assert await rebuild(engine_pool, "symptoms") == 1
    assert await levels(engine_pool, feed.org_id) == {patient: [10]}


async def test_builds_are_kept_until_the_next_rebuild_or_until_they_are_dropped(engine_pool: Pool, feed: Feed) -> None:
    await rebuild(engine_pool, "symptoms")
    await rebuild(engine_pool, "symptoms")
    assert await builds(engine_pool, feed.org_id) == [Build(2, 1, live=False, pos=9), Build(3, 1, live=True, pos=9)]
    assert await rows_by_build(engine_pool, feed.org_id) == {2: 9, 3: 9}
    assert await drop_beside(engine_pool, SYMPTOMS, feed.org_id) == 1
    assert await builds(engine_pool, feed.org_id) == [Build(3, 1, live=True, pos=9)]
    assert await rows_by_build(engine_pool, feed.org_id) == {3: 9}


async def test_what_is_read_is_kept_up_while_the_other_builds_are_removed(engine_pool: Pool, feed: Feed) -> None:
    await rebuild(engine_pool, "symptoms")
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [feed.org_id])
        await db.execute("SELECT FROM rm.symptoms_report WHERE build = 1 FOR UPDATE")
        dropping = asyncio.create_task(drop_beside(engine_pool, SYMPTOMS, feed.org_id))
        await somebody_waits(db)
        await feed.tell([pain(uuid4(), 50)])
        assert await run_once(engine_pool, [SYMPTOMS]) == 1
    assert await dropping == 1
    assert await builds(engine_pool, feed.org_id) == [Build(2, 1, live=True, pos=10)]
    assert await rows_by_build(engine_pool, feed.org_id) == {2: 10}


async def test_there_is_nothing_to_switch_to_and_nothing_to_go_back_to(engine_pool: Pool, feed: Feed) -> None:
    for choose, why in ((newest, "nothing is built beside"), (the_one_before, "no build from before")):
        with pytest.raises(NoSuchBuild, match=why):
            await switch(engine_pool, SYMPTOMS, feed.org_id, choose)
    nobody = uuid4()
    with pytest.raises(NoSuchBuild, match="nothing was folded"):
        await drop_beside(engine_pool, SYMPTOMS, nobody)


async def test_a_build_that_only_other_code_keeps_up_is_gone_back_to_once_it_is_there(
    engine_pool: Pool, feed: Feed
) -> None:
    newer = Picky()
    newer.version = 2
    await rebuild(engine_pool, "symptoms", catalogue=[newer])
    await feed.tell([pain(uuid4(), 50)])
    await run_once(engine_pool, [newer])
    with pytest.raises(NoSuchBuild, match="build 1 stands at 9, the live one at 10: it was made by version 1"):
        await switch(engine_pool, newer, feed.org_id, the_one_before, steps=2)
    await run_once(engine_pool, [SYMPTOMS])
    assert (await switch(engine_pool, newer, feed.org_id, the_one_before)).number == 1
    assert await builds(engine_pool, feed.org_id) == [Build(1, 1, live=True, pos=10), Build(2, 2, live=False, pos=10)]


async def test_no_read_model_of_that_name(engine_pool: Pool) -> None:
    with pytest.raises(UnknownReadModel, match="'adherance'; there are adherence, symptoms"):
        await rebuild(engine_pool, "adherance")
