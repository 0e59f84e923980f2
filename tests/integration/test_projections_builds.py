"""Builds of a read model side by side: made while others read and write, compared, switched to, and removed."""

import asyncio
from uuid import uuid4

import pytest

from eventstore.walls import Pool, reading
from projections.positions import set_aside
from projections.rebuild import UnknownReadModel, rebuild
from projections.runner import run_once
from projections.symptoms.projection import SYMPTOMS
from tests.support.feed import Feed
from tests.support.levels import Picky, levels, pain
from tests.support.stories import BEGIN


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


async def test_no_read_model_of_that_name(engine_pool: Pool) -> None:
    with pytest.raises(UnknownReadModel, match="'adherance'; there are adherence, symptoms"):
        await rebuild(engine_pool, "adherance")
