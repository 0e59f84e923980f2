"""Whom a read model has set aside, and trying again: all that waited comes in, and the rows are as if nothing was."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from eventstore.walls import Pool, reading
from projections.base import Projection, Reader
from projections.catalogue import PROJECTIONS
from projections.parked import NotParked, OtherCode, Parked, Retried, find_parked, retry
from projections.places import FIRST_BUILD, Place
from projections.positions import set_aside
from projections.rebuild import rebuild
from projections.runner import run_once
from projections.symptoms.projection import SYMPTOMS, Symptoms
from tests.support.choosy import GARBLED, OF_A_NEWER_PROGRAM, Choosy, Unread, tell_unread
from tests.support.database import Database
from tests.support.feed import CODEC, Feed, Told
from tests.support.levels import Picky, levels, pain
from tests.support.rebuilt import without_ids
from tests.support.stories import messy_story
from tests.support.story_draws import BEGIN, NOW
from tests.support.tampering import Change, change_event, superuser


async def fold(pool: Pool, *models: Reader, at_once: int = 2000) -> None:
    while await run_once(pool, models, at_once=at_once):
        pass


async def parked_in(pool: Pool, org_id: UUID, models: Sequence[Reader] = PROJECTIONS) -> list[Parked]:
    return await find_parked(pool, {model.name: model.wants for model in models}, [org_id])


def in_the_middle(model: Projection, told: Sequence[Told]) -> tuple[UUID, list[UUID]]:
    """The person of whom the model wants most, and those events of theirs from the middle on."""
    by_person: dict[UUID, list[UUID]] = {}
    for one in told:
        person = getattr(one.event, "patient_id", None) or getattr(one.event, "staff_id", None)
        if type(one.event) in model.wants and person is not None:
            by_person.setdefault(person, []).append(one.event_id)
    person, events = max(by_person.items(), key=lambda item: len(item[1]))
    return person, events[len(events) // 2 :]


@pytest.mark.parametrize("model", PROJECTIONS, ids=lambda model: model.name)
async def test_after_a_retry_the_rows_are_those_of_a_log_that_never_had_trouble(
    engine_pool: Pool, model: Projection
) -> None:
    told = messy_story(7).shuffled(3)
    patient, waiting = in_the_middle(model, told)
    sick, well = Feed(engine_pool, uuid4(), BEGIN), Feed(engine_pool, uuid4(), BEGIN)
    for feed in (sick, well):
        await feed.tell(told)
    await fold(engine_pool, Choosy(model, [waiting[0]]), at_once=50)
    [parked] = await parked_in(engine_pool, sick.org_id)
    assert (parked.place, parked.live, parked.subject_id, parked.error, parked.waiting) == (
        Place(sick.org_id, model.name, FIRST_BUILD, model.version),
        True,
        patient,
        "ValueError: cannot digest this",
        len(waiting),
    )
    [beside] = await parked_in(engine_pool, well.org_id)
    await retry(engine_pool, model, beside)
    assert await without_ids(engine_pool, model, sick.org_id) != await without_ids(engine_pool, model, well.org_id)

    assert await retry(engine_pool, model, parked, at_once=3) == Retried(len(waiting), None, None)
    assert await parked_in(engine_pool, sick.org_id) == []
    await rebuild(engine_pool, model.name, [well.org_id])
    assert await without_ids(engine_pool, model, sick.org_id) == await without_ids(engine_pool, model, well.org_id)


@pytest.mark.parametrize(
    "form", [pytest.param(GARBLED, id="garbled"), pytest.param(OF_A_NEWER_PROGRAM, id="of an unknown version")]
)
async def test_what_could_not_be_read_waits_with_what_follows_until_it_can(
    engine_pool: Pool, database: Database, form: Unread
) -> None:
    feed, patient, other = Feed(engine_pool, uuid4(), BEGIN), uuid4(), uuid4()
    await feed.tell([pain(patient, 10), pain(other, 20)])
    unread = await tell_unread(engine_pool, feed.org_id, patient, form, NOW)
    await feed.tell([pain(patient, 30), pain(other, 40)])
    await fold(engine_pool, SYMPTOMS)
    assert await levels(engine_pool, feed.org_id) == {patient: [10], other: [20, 40]}
    [parked] = await parked_in(engine_pool, feed.org_id)
    assert (parked.subject_id, parked.pos, parked.waiting) == (patient, unread, 2)
    assert parked.error.startswith(f"Undecodable: symptom.reported v{form.schema_v}: ")
    again = await retry(engine_pool, SYMPTOMS, parked)
    assert again == Retried(0, unread, parked.error)
    assert await parked_in(engine_pool, feed.org_id) == [parked]

    async with superuser(database) as db:  # what a program that understands it sees
        _, version, body = CODEC.encode(pain(patient, 25).event)
        await change_event(db, feed.org_id, unread, Change("data", f"'{body.decode()}'"))
        await change_event(db, feed.org_id, unread, Change("schema_v", str(version)))
    assert await retry(engine_pool, SYMPTOMS, parked) == Retried(2, None, None)
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 25, 30], other: [20, 40]}


async def test_what_is_before_an_event_that_fails_again_is_kept(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    told = [pain(patient, level) for level in range(10, 100, 10)]
    await feed.tell(told)
    await fold(engine_pool, Choosy(SYMPTOMS, [told[2].event_id]))
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20]}
    [parked] = await parked_in(engine_pool, feed.org_id)
    half_mended = Choosy(SYMPTOMS, [told[6].event_id])
    assert await retry(engine_pool, half_mended, parked, at_once=3) == Retried(4, 7, "ValueError: cannot digest this")
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20, 30, 40, 50, 60]}
    assert await parked_in(engine_pool, feed.org_id) == [parked._replace(pos=7, waiting=3)]
    await fold(engine_pool, SYMPTOMS)
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20, 30, 40, 50, 60]}


async def test_an_error_that_quotes_what_no_text_can_hold_is_kept_readable(engine_pool: Pool) -> None:
    feed, patient, other = Feed(engine_pool, uuid4(), BEGIN), uuid4(), uuid4()
    told = [pain(patient, 10), pain(other, 20)]
    await feed.tell(told)
    await fold(engine_pool, Picky([told[0].event_id], ValueError("no \0, no \ud800")))
    [parked] = await parked_in(engine_pool, feed.org_id)
    assert (parked.subject_id, parked.error) == (patient, "ValueError: no \\x00, no \\ud800")
    assert await levels(engine_pool, feed.org_id) == {other: [20]}


async def test_a_retry_meets_new_events_and_a_folding_engine(engine_pool: Pool) -> None:
    feed, patient, other = Feed(engine_pool, uuid4(), BEGIN), uuid4(), uuid4()
    told = [pain(patient, level) for level in range(40)]
    await feed.tell(told)
    await fold(engine_pool, Choosy(SYMPTOMS, [told[5].event_id]))
    [parked] = await parked_in(engine_pool, feed.org_id)

    async def write() -> None:
        for level in range(40, 80):
            await feed.tell([pain(patient, level), pain(other, level)])

    async def keep_up(writing: "asyncio.Task[None]") -> None:
        while await run_once(engine_pool, [SYMPTOMS], at_once=4) or not writing.done():
            pass

    writing = asyncio.create_task(write())
    _, again, _ = await asyncio.gather(writing, retry(engine_pool, SYMPTOMS, parked, at_once=2), keep_up(writing))
    assert (again.pos, again.error) == (None, None)
    await fold(engine_pool, SYMPTOMS)
    assert await levels(engine_pool, feed.org_id) == {patient: list(range(80)), other: list(range(40, 80))}


async def test_one_builds_retry_leaves_the_other_builds_and_other_readers_alone(engine_pool: Pool) -> None:
    feed, patient = Feed(engine_pool, uuid4(), BEGIN), uuid4()
    told = [pain(patient, 10), pain(patient, 20)]
    await feed.tell(told)
    by_name = {model.name: model for model in PROJECTIONS}
    choosy = [Choosy(by_name[name], [told[0].event_id]) for name in ("symptoms", "caseload")]
    await fold(engine_pool, *choosy)
    await rebuild(engine_pool, "symptoms", catalogue=[Picky([told[1].event_id])])
    parked = {(one.place.reader, one.place.build): one for one in await parked_in(engine_pool, feed.org_id)}
    assert {key: (one.pos, one.live) for key, one in parked.items()} == {
        ("symptoms", 1): (1, False),
        ("symptoms", 2): (2, True),
        ("caseload", 1): (1, True),
    }
    assert await retry(engine_pool, SYMPTOMS, parked["symptoms", 1]) == Retried(2, None, None)
    assert await levels(engine_pool, feed.org_id) == {patient: [10]}
    async with reading(engine_pool, feed.org_id) as db:
        assert await set_aside(db, feed.org_id, patient) == {"symptoms": 2, "caseload": 1}
    assert await retry(engine_pool, SYMPTOMS, parked["symptoms", 2]) == Retried(1, None, None)
    assert await levels(engine_pool, feed.org_id) == {patient: [10, 20]}


async def test_what_is_no_longer_parked_and_what_other_code_makes_is_not_tried(engine_pool: Pool) -> None:
    feed, told = Feed(engine_pool, uuid4(), BEGIN), pain(uuid4(), 10)
    await feed.tell([told])
    await fold(engine_pool, Choosy(SYMPTOMS, [told.event_id]))
    [parked] = await parked_in(engine_pool, feed.org_id)
    newer = Symptoms()
    newer.version = SYMPTOMS.version + 1
    with pytest.raises(OtherCode, match="is made by version 1 of its code, and this is version 2"):
        await retry(engine_pool, newer, parked)
    await retry(engine_pool, SYMPTOMS, parked)
    with pytest.raises(NotParked):
        await retry(engine_pool, SYMPTOMS, parked)
