"""R8: whatever operators do to builds and parks while events arrive, the rows are at last what the log says."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import Random
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool
from projections.base import Projection, Reader
from projections.builds import BuildsBusy, NoSuchBuild, claimed, drop_beside
from projections.catalogue import PROJECTIONS
from projections.parked import find_parked, retry
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.shadow import compare
from projections.switch import switch, the_one_before
from tests.support.choosy import Choosy
from tests.support.feed import Feed, Told
from tests.support.rebuilt import without_ids
from tests.support.stories import messy_story
from tests.support.story_draws import BEGIN

OPERATIONS = 10  # of each of the two operators
AT_ONCE = 7  # events that arrive together


async def build_and_switch(pool: Pool, model: Projection, org_id: UUID) -> None:
    await rebuild(pool, model.name, [org_id], at_once=20)


async def build_beside(pool: Pool, model: Projection, org_id: UUID) -> None:
    await rebuild(pool, model.name, [org_id], go_live=False, at_once=20)


async def go_back(pool: Pool, model: Projection, org_id: UUID) -> None:
    async with claimed(pool, org_id, [model.name]):
        await switch(pool, model, org_id, the_one_before)


async def drop(pool: Pool, model: Projection, org_id: UUID) -> None:
    async with claimed(pool, org_id, [model.name]):
        await drop_beside(pool, model, org_id)


async def look_at_both(pool: Pool, model: Projection, org_id: UUID) -> None:
    async with claimed(pool, org_id, [model.name]):
        await compare(pool, model, org_id)


async def try_again(pool: Pool, model: Projection, org_id: UUID) -> None:
    for parked in await find_parked(pool, {model.name: model.wants}, [org_id]):
        await retry(pool, model, parked, at_once=4)


ACTS: Sequence[Callable[[Pool, Projection, UUID], Awaitable[None]]] = (
    *(build_and_switch, build_beside, go_back),
    *(drop, look_at_both, try_again),
)


async def arrive(feed: Feed, told: Sequence[Told]) -> None:
    for first in range(0, len(told), AT_ONCE):
        await feed.tell(told[first : first + AT_ONCE])


async def operate(pool: Pool, org_id: UUID, random: Random) -> None:
    for _ in range(OPERATIONS):
        with suppress(BuildsBusy, NoSuchBuild):
            await random.choice(ACTS)(pool, random.choice(PROJECTIONS), org_id)


async def keep_up(pool: Pool, models: Sequence[Reader], random: Random, until: asyncio.Event) -> None:
    while not until.is_set():
        await run_once(pool, models, at_once=random.choice((3, 20, 200)))


@pytest.mark.parametrize("seed", range(3))
async def test_r8_builds_and_parks_that_change_at_random_end_as_what_the_log_says(engine_pool: Pool, seed: int) -> None:
    random, over = Random(seed), asyncio.Event()
    told = messy_story(seed).shuffled(seed)
    poison = [one.event_id for one in random.sample(told, 3)]
    troubled, calm = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN)
    engines = [  # one of them cannot digest what the other can
        asyncio.create_task(keep_up(engine_pool, models, random, over))
        for models in ([Choosy(model, poison) for model in PROJECTIONS], PROJECTIONS)
    ]
    operators = [operate(engine_pool, troubled.org_id, random) for _ in range(2)]
    try:
        await asyncio.gather(arrive(troubled, told), *operators)
    finally:
        over.set()
        await asyncio.gather(*engines)
    await calm.tell(told)
    while await run_once(engine_pool):
        pass
    for model in PROJECTIONS:
        await try_again(engine_pool, model, troubled.org_id)
        assert await find_parked(engine_pool, {model.name: model.wants}, [troubled.org_id]) == []
        rows = await without_ids(engine_pool, model, troubled.org_id)
        assert rows == await without_ids(engine_pool, model, calm.org_id), model.name
