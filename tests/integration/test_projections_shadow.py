"""The shadow comparison: whatever two builds of a read model hold differently is counted and named."""

from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool, walled
from projections.builds import Build, NoSuchBuild
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.shadow import Difference, compare
from projections.symptoms.projection import SYMPTOMS
from tests.support.feed import Feed
from tests.support.levels import Picky, pain
from tests.support.stories import messy_story
from tests.support.story_draws import BEGIN


async def told_to_all(pool: Pool) -> Feed:
    feed = Feed(pool, uuid4(), BEGIN)
    await feed.tell(messy_story(7).shuffled(1))
    while await run_once(pool):
        pass
    return feed


async def change(pool: Pool, org_id: UUID, statement: str, *values: object) -> None:
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute(statement, *values)


async def test_builds_of_the_same_code_say_the_same_also_while_more_is_told(engine_pool: Pool) -> None:
    feed = await told_to_all(engine_pool)
    await rebuild(engine_pool, [model.name for model in PROJECTIONS], go_live=False)
    await feed.tell([pain(uuid4(), 10)])
    for model in PROJECTIONS:
        compared = await compare(engine_pool, model, feed.org_id)
        assert (compared.live.number, compared.new.number, compared.differences) == (1, 2, [])
        assert compared.live.pos == compared.new.pos


async def test_rows_of_one_build_only_and_rows_that_differ_are_counted_and_named(engine_pool: Pool) -> None:
    feed = Feed(engine_pool, uuid4(), BEGIN)
    told = sorted((pain(UUID(int=1), n) for n in range(12)), key=lambda one: one.event_id)
    await feed.tell(told)
    await rebuild(engine_pool, "symptoms")
    await rebuild(engine_pool, "symptoms", go_live=False)
    ids = [one.event_id for one in told]
    gone = "DELETE FROM rm.symptoms_report WHERE build = $1 AND symptom_id = ANY ($2)"
    await change(engine_pool, feed.org_id, gone, 3, ids[:2])
    await change(engine_pool, feed.org_id, gone, 2, ids[2:3])
    changed = "UPDATE rm.symptoms_report SET record = '{}' WHERE build = 3 AND symptom_id = ANY ($1)"
    await change(engine_pool, feed.org_id, changed, ids[3:11])
    compared = await compare(engine_pool, SYMPTOMS, feed.org_id)
    keys = tuple(f"({UUID(int=1)},{symptom_id})" for symptom_id in ids[:5])
    assert compared.differences == [Difference("rm.symptoms_report", 2, 1, 8, keys)]


async def test_whom_a_build_sets_aside_is_compared_too(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), UUID(int=1)
    told = [pain(patient, 10), pain(patient, 20)]
    await feed.tell(told)
    await run_once(engine_pool, [SYMPTOMS])
    await rebuild(engine_pool, "symptoms", catalogue=[Picky([told[1].event_id])], go_live=False)
    compared = await compare(engine_pool, SYMPTOMS, feed.org_id)
    assert compared.differences == [
        Difference("rm.symptoms_report", 1, 0, 0, (f"({patient},{told[1].event_id})",)),
        Difference("log.parked", 0, 1, 0, (f"({patient})",)),
    ]


async def test_builds_of_two_versions_are_brought_to_one_position(engine_pool: Pool) -> None:
    feed, newer = Feed(engine_pool, uuid4(), BEGIN), Picky()
    newer.version = 2
    await feed.tell([pain(uuid4(), 10)])
    await run_once(engine_pool, [SYMPTOMS])
    await rebuild(engine_pool, "symptoms", catalogue=[newer], go_live=False)
    await feed.tell([pain(uuid4(), 20)])
    await run_once(engine_pool, [SYMPTOMS])
    assert await compare(engine_pool, newer, feed.org_id) == (
        Build(1, 1, live=True, pos=2),
        Build(2, 2, live=False, pos=2),
        [],
    )
    await feed.tell([pain(uuid4(), 30)])
    await run_once(engine_pool, [newer])
    with pytest.raises(NoSuchBuild, match="the live build stands at 2, the new one at 3"):
        await compare(engine_pool, newer, feed.org_id)


async def test_nothing_stands_beside(engine_pool: Pool) -> None:
    feed = await told_to_all(engine_pool)
    with pytest.raises(NoSuchBuild, match="nothing is built beside the live one"):
        await compare(engine_pool, SYMPTOMS, feed.org_id)
