"""What every read model promises, and what adherence and symptoms promise beyond it."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import projections
from eventstore.walls import Pool, reading, walled
from projections.base import Projection
from projections.builds import builds_of
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.switch import switch, the_one_before
from tests.support.feed import Feed, Told
from tests.support.rebuilt import without_ids
from tests.support.stories import messy_story
from tests.support.story_draws import BEGIN

Rows = dict[str, list[tuple[object, ...]]]
READ_MODELS = pytest.mark.parametrize("model", PROJECTIONS, ids=lambda model: model.name)
STEP = 6  # events, so that a report and what corrects it are folded apart, and now and then together
ORDER_FREE = pytest.mark.parametrize("name", ["adherence", "symptoms"])


def test_every_read_model_is_in_the_list_under_the_name_of_its_folder() -> None:
    folders = sorted(path.parent.name for path in Path(projections.__file__).parent.glob("*/projection.py"))
    assert sorted(model.name for model in PROJECTIONS) == folders


async def fold_everything(pool: Pool, at_once: int = 2000) -> None:
    while await run_once(pool, at_once=at_once):
        pass


async def told(pool: Pool, events: Sequence[Told]) -> UUID:
    """A new organisation to which all this happened."""
    feed = Feed(pool, uuid4(), BEGIN)
    await feed.tell(events)
    return feed.org_id


async def rows_of(pool: Pool, model: Projection, org_id: UUID, build: int | None = None) -> Rows:
    """Every row and byte that one organisation has in a build, or in the live one, without the ids of both."""
    found: Rows = {}
    async with reading(pool, org_id) as db:
        for table in model.tables:
            kept = ", ".join(table.columns[1:])
            of_build = f"FROM {table.name} WHERE org_id = $1 AND build = coalesce($2, log.live($1, $3))"
            rows = await db.fetch(f"SELECT {kept} {of_build}", org_id, build, model.name)
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    assert any(found.values()), "the story leaves no trace in this read model, so it proves nothing"
    return found


@READ_MODELS
async def test_applied_twice_is_applied_once(engine_pool: Pool, model: Projection) -> None:
    org_id = await told(engine_pool, messy_story(1).in_order())
    await fold_everything(engine_pool)
    once = await rows_of(engine_pool, model, org_id)
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute("UPDATE log.checkpoint SET pos = 0")
    while await run_once(engine_pool, [model], at_once=4):
        assert await rows_of(engine_pool, model, org_id) == once


@READ_MODELS
@pytest.mark.parametrize("at_once", [7, 5000], ids=["person by person", "all people at once"])
async def test_rebuilt_is_live(engine_pool: Pool, model: Projection, at_once: int) -> None:
    stories = [messy_story(2).in_order(), *(messy_story(seed).shuffled(seed) for seed in (3, 4))]
    org_ids = [await told(engine_pool, story) for story in stories]
    await fold_everything(engine_pool, at_once=40)
    live = [await rows_of(engine_pool, model, org_id) for org_id in org_ids]
    await rebuild(engine_pool, model.name, at_once=at_once)
    assert [await rows_of(engine_pool, model, org_id) for org_id in org_ids] == live


@READ_MODELS
async def test_a_build_beside_changes_nothing_that_is_read_and_is_kept_up_with_it(
    engine_pool: Pool, model: Projection
) -> None:
    happened = messy_story(5).shuffled(1)
    half = len(happened) // 2
    feed = Feed(engine_pool, uuid4(), BEGIN)
    await feed.tell(happened[:half])
    await fold_everything(engine_pool)
    live = await rows_of(engine_pool, model, feed.org_id)
    await rebuild(engine_pool, model.name, go_live=False)
    assert await rows_of(engine_pool, model, feed.org_id) == live
    assert await rows_of(engine_pool, model, feed.org_id, build=2) == live
    await feed.tell(happened[half:])
    await fold_everything(engine_pool, at_once=30)
    alone = await told(engine_pool, happened)
    await fold_everything(engine_pool)
    expected = await rows_of(engine_pool, model, alone)
    assert await rows_of(engine_pool, model, feed.org_id) == expected
    assert await rows_of(engine_pool, model, feed.org_id, build=2) == expected


@READ_MODELS
async def test_after_a_switch_and_after_going_back_the_same_is_read(engine_pool: Pool, model: Projection) -> None:
    org_id = await told(engine_pool, messy_story(6).in_order())
    await fold_everything(engine_pool)
    before = await rows_of(engine_pool, model, org_id)
    assert await rebuild(engine_pool, model.name) > 0
    switched = await rows_of(engine_pool, model, org_id)
    went_back = await switch(engine_pool, model, org_id, the_one_before)
    assert went_back.number == 1
    assert [switched, await rows_of(engine_pool, model, org_id)] == [before, before]
    async with reading(engine_pool, org_id) as db:
        assert [(build.number, build.live) for build in await builds_of(db, org_id, model.name)] == [
            (1, True),
            (2, False),
        ]


@READ_MODELS
async def test_what_comes_later_in_the_log_is_not_known_yet(engine_pool: Pool, model: Projection) -> None:
    happened = messy_story(7).shuffled(7)
    along, ahead = Feed(engine_pool, uuid4(), BEGIN), await told(engine_pool, happened)
    for start in range(0, len(happened), STEP):
        told_now = happened[start : start + STEP]
        await along.tell(told_now)
        for org_id in (along.org_id, ahead):
            assert await run_once(engine_pool, [model], among=[org_id], at_once=STEP) == len(told_now)
        there = await without_ids(engine_pool, model, along.org_id)
        assert await without_ids(engine_pool, model, ahead) == there
    assert any(there.values())


@READ_MODELS
async def test_anothers_events_change_nothing(engine_pool: Pool, model: Projection) -> None:
    story = messy_story(3)
    ours = await told(engine_pool, story.in_order())
    await fold_everything(engine_pool)
    before = await rows_of(engine_pool, model, ours)
    some = [*story.decided[:17], *story.decided[-7:], *story.reported[::2]]
    theirs = await told(engine_pool, some)  # the same ids, another story
    await fold_everything(engine_pool)
    assert await rows_of(engine_pool, model, ours) == before
    assert await rows_of(engine_pool, model, theirs) != before


@READ_MODELS
async def test_an_app_that_names_no_organisation_sees_nothing(
    engine_pool: Pool, app_pool: Pool, model: Projection
) -> None:
    await told(engine_pool, messy_story(4).in_order())
    await fold_everything(engine_pool)
    for table in model.tables:
        assert await app_pool.fetch(f"SELECT * FROM {table.name}") == []


@ORDER_FREE
@pytest.mark.parametrize("seed", range(5))
async def test_any_order_of_reports_gives_the_same_bytes(engine_pool: Pool, name: str, seed: int) -> None:
    [model] = [model for model in PROJECTIONS if model.name == name]
    story = messy_story(10 + seed)
    in_order = await told(engine_pool, story.in_order())
    shuffled = [await told(engine_pool, story.shuffled(way)) for way in range(3)]
    await fold_everything(engine_pool, at_once=[2000, 100, 50, 36, 24][seed])
    expected = await rows_of(engine_pool, model, in_order)
    for other in shuffled:
        assert await rows_of(engine_pool, model, other) == expected
