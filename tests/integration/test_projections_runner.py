"""What one round of the loop does: leases, poison, neighbours in trouble."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.postgres import PostgresStore
from eventstore.records import Append, NewEvent
from eventstore.walls import Pool, reading, walled
from projections.catalogue import PROJECTIONS
from projections.places import FIRST_BUILD, Place, lock_places, open_places
from projections.positions import places, set_aside
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.symptoms.projection import SYMPTOMS
from tests.support.feed import Feed
from tests.support.levels import Picky, levels, pain
from tests.support.rebuilt import Rows, rows_of
from tests.support.stories import messy_story
from tests.support.story_draws import BEGIN, NOW


async def test_a_poison_event_sets_its_patient_aside_and_the_rest_goes_on(engine_pool: Pool) -> None:
    feed, good, bad = Feed(engine_pool, uuid4(), BEGIN), uuid4(), uuid4()
    told = [pain(good, 10), pain(bad, 20), pain(bad, 30), pain(good, 40), pain(bad, 50), pain(good, 60)]
    await feed.tell(told)
    picky = Picky([told[2].event_id])
    while await run_once(engine_pool, [picky]):
        pass
    assert await levels(engine_pool, feed.org_id) == {good: [10, 40, 60], bad: [20]}
    await feed.tell([pain(bad, 70), pain(good, 80)])
    assert await run_once(engine_pool, [picky]) == 2
    assert await levels(engine_pool, feed.org_id) == {good: [10, 40, 60, 80], bad: [20]}
    async with reading(engine_pool, feed.org_id) as db:
        [parked] = await db.fetch("SELECT reader, build, subject_id, pos, error FROM log.parked")
    assert tuple(parked) == ("symptoms", 1, bad, 3, "ValueError: cannot digest this")


async def test_a_poison_event_of_one_organisation_does_not_hold_up_another(engine_pool: Pool) -> None:
    sick, well = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN)
    poison, patient = pain(uuid4()), uuid4()
    await sick.tell([poison])
    await well.tell([pain(patient, 70)])
    assert await run_once(engine_pool, [Picky([poison.event_id])]) == 2
    assert await levels(engine_pool, well.org_id) == {patient: [70]}
    assert await levels(engine_pool, sick.org_id) == {}


async def test_what_nobody_can_decode_is_parked_for_those_who_want_it(engine_pool: Pool) -> None:
    feed, patient, other = Feed(engine_pool, uuid4(), BEGIN), uuid4(), uuid4()
    await feed.tell([pain(patient, 10), pain(other, 20)])
    garbled = NewEvent(
        event_id=uuid4(),
        type="symptom.reported",
        schema_v=1,
        occurred_at=NOW,
        data=b'{"level": "?"}',
        subject_id=patient,
    )
    await PostgresStore(engine_pool).append(
        [
            Append(
                org_id=feed.org_id,
                stream_id=garbled.event_id,
                expected=0,
                events=(garbled,),
                recorded_at=NOW,
                actor="system:test",
            )
        ]
    )
    await feed.tell([pain(patient, 30), pain(other, 40)])
    while await run_once(engine_pool):
        pass
    assert await levels(engine_pool, feed.org_id) == {patient: [10], other: [20, 40]}
    async with reading(engine_pool, feed.org_id) as db:
        parked = await db.fetch("SELECT reader, pos FROM log.parked ORDER BY reader")
        assert await places(db, feed.org_id) == dict.fromkeys((model.name for model in PROJECTIONS), 5)
        assert await set_aside(db, feed.org_id, patient) == {"caseload": 3, "symptoms": 3}
        assert await set_aside(db, feed.org_id, other) == {}
    assert [tuple(row) for row in parked] == [("caseload", 3), ("symptoms", 3)]


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        TimeoutError(),
        asyncpg.UndefinedTableError("no such table"),
    ],
)
async def test_trouble_that_is_no_events_fault_parks_nobody(engine_pool: Pool, error: Exception) -> None:
    sick, well = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN)
    patient, other = uuid4(), uuid4()
    troubled = pain(patient, 20)
    await sick.tell([troubled])
    await well.tell([pain(other, 70)])
    with pytest.raises(type(error)):
        await run_once(engine_pool, [Picky([troubled.event_id], error)])
    assert await levels(engine_pool, sick.org_id) == {}
    assert await levels(engine_pool, well.org_id) == {other: [70]}
    assert await run_once(engine_pool, [SYMPTOMS]) == 1
    assert await levels(engine_pool, sick.org_id) == {patient: [20]}


async def test_what_another_worker_holds_is_left_to_it(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    await feed.tell([pain(patient, 10)])
    assert await run_once(engine_pool) == 1
    await feed.tell([pain(patient, 20)])
    async with engine_pool.acquire() as other, other.transaction():
        await walled(other, [feed.org_id])
        held = [Place(feed.org_id, model.name, FIRST_BUILD, model.version) for model in PROJECTIONS]
        assert len(await lock_places(other, held)) == len(PROJECTIONS)
        assert await run_once(engine_pool) == 0
    assert await run_once(engine_pool) == 1
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20]}


async def test_behind_what_others_hold_there_is_more_to_do(engine_pool: Pool) -> None:
    held, free, patient = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), NOW), uuid4()
    for feed in (held, free):
        await feed.tell([pain(patient, 10)])
    place = Place(held.org_id, SYMPTOMS.name, FIRST_BUILD, SYMPTOMS.version)
    async with engine_pool.acquire() as other, other.transaction():
        await walled(other, [held.org_id])
        await open_places(other, [place])
    async with engine_pool.acquire() as other, other.transaction():
        await walled(other, [held.org_id])
        assert len(await lock_places(other, [place])) == 1
        async with asyncio.timeout(10):
            assert await run_once(engine_pool, [SYMPTOMS], organisations=1) == 1
        assert await levels(engine_pool, free.org_id) == {patient: [10]}
        assert await levels(engine_pool, held.org_id) == {}


async def test_many_workers_do_what_one_does(engine_pool: Pool) -> None:
    stories = [messy_story(seed) for seed in range(30, 36)]
    feeds = [Feed(engine_pool, uuid4(), BEGIN) for _ in stories]
    for feed, story in zip(feeds, stories, strict=True):
        await feed.tell(story.in_order())

    async def worker(at_once: int) -> None:
        while not all([await all_folded(engine_pool, feed) for feed in feeds]):
            await run_once(engine_pool, at_once=at_once)

    await asyncio.gather(worker(60), worker(90), worker(500))
    together = [await everything(engine_pool, feed.org_id) for feed in feeds]
    for model in PROJECTIONS:
        await rebuild(engine_pool, model.name)
    assert [await everything(engine_pool, feed.org_id) for feed in feeds] == together


async def all_folded(pool: Pool, feed: Feed) -> bool:
    async with reading(pool, feed.org_id) as db:
        return all(pos == feed.pos for pos in (await places(db, feed.org_id)).values())


async def everything(pool: Pool, org_id: UUID) -> Rows:
    return {table: rows for model in PROJECTIONS for table, rows in (await rows_of(pool, model, org_id)).items()}


async def test_the_app_can_ask_how_far_a_read_model_is(engine_pool: Pool, app_pool: Pool) -> None:
    feed = Feed(engine_pool, uuid4(), BEGIN)
    pos = await feed.tell([pain(uuid4()), pain(uuid4())])
    nowhere = dict.fromkeys((model.name for model in PROJECTIONS), 0)
    async with reading(app_pool, feed.org_id) as db:
        assert await places(db, feed.org_id) == nowhere
    await run_once(engine_pool, [SYMPTOMS])
    async with reading(app_pool, feed.org_id) as db:
        assert await places(db, feed.org_id) == {**nowhere, "symptoms": pos}
