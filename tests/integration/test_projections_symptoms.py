"""The series of what a patient felt, and that what is looked up beside it is all that findings take."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.adherence.facts import SessionFact
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.symptom.findings import Stretch, findings_of, sessions_needed
from domain.symptom.record import Symptom
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from domain.zones import FIRST_INSTANT, LAST_INSTANT, ZoneChange
from eventstore.walls import Pool, reading
from projections.runner import run_once
from projections.symptoms.queries import felt_during, reports_for, symptoms
from tests.support.feed import Feed, Told

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = (ZoneChange(FIRST_INSTANT, "Europe/Berlin"),)
PATIENT = UUID(int=1)


def pain(level: int, hours: int, region: BodyRegion = BodyRegion.KNEE, **more: Any) -> Told:
    """Felt so many hours after noon."""
    reported = SymptomReported(
        **{
            "patient_id": PATIENT,
            "clinic_id": UUID(int=2),
            "kind": SymptomKind.PAIN,
            "level": level,
            "region": region,
            "provenance": Provenance.PATIENT,
            **more,
        }
    )
    return Told(uuid4(), reported, NOON + hours * HOUR)


async def given(pool: Pool, *told: Told) -> UUID:
    feed = Feed(pool, uuid4(), NOON)
    await feed.tell(told)
    while await run_once(pool):
        pass
    return feed.org_id


def brief(found: list[Symptom]) -> list[tuple[int, str, int]]:
    """Level, region, and hours after noon."""
    return [(s.felt.level, s.felt.region.value, (s.felt.felt_at - NOON) // HOUR) for s in found]


async def test_the_series_runs_from_an_instant_until_just_before_another(engine_pool: Pool) -> None:
    org_id = await given(
        engine_pool,
        pain(40, 3),
        pain(10, -1),
        pain(20, 0),
        pain(30, 1, BodyRegion.HIP),
        pain(50, 0, patient_id=UUID(int=5)),
    )
    async with reading(engine_pool, org_id) as db:
        assert brief(await symptoms(db, org_id, PATIENT, NOON, NOON + 3 * HOUR)) == [(20, "knee", 0), (30, "hip", 1)]
        of_the_knee = await symptoms(db, org_id, PATIENT, NOON - 9 * HOUR, NOON + 9 * HOUR, BodyRegion.KNEE)
        assert brief(of_the_knee) == [(10, "knee", -1), (20, "knee", 0), (40, "knee", 3)]


async def test_the_series_has_reports_as_they_stand(engine_pool: Pool) -> None:
    first, second, third = pain(10, 0), pain(20, 1), pain(30, 2)
    org_id = await given(
        engine_pool,
        Told(uuid4(), SymptomRetracted(patient_id=PATIENT, symptom_id=third.event_id), NOON),
        first,
        second,
        third,
        Told(uuid4(), SymptomCorrected(patient_id=PATIENT, symptom_id=first.event_id, moved_to=NOON + 5 * HOUR), NOON),
        Told(uuid4(), SymptomCorrected(patient_id=PATIENT, symptom_id=second.event_id, region=BodyRegion.FOOT), NOON),
    )
    async with reading(engine_pool, org_id) as db:
        assert brief(await symptoms(db, org_id, PATIENT, NOON, NOON + 9 * HOUR)) == [(20, "foot", 1), (10, "knee", 5)]


def story(seed: int) -> list[Told]:
    """Hundreds of reports of some places over half a year, some of them ahead of NOON, some at one moment."""
    chance = random.Random(seed)
    return [
        pain(
            chance.randrange(101),
            chance.randrange(-24 * 180, 24 * 9),
            chance.choice([BodyRegion.KNEE, BodyRegion.HIP]),
            kind=chance.choice([SymptomKind.PAIN, SymptomKind.SORENESS]),
            side=chance.choice([Side.LEFT, Side.NONE]),
            timing=chance.choice([Timing.AT_REST, Timing.BEFORE, Timing.NEXT_MORNING]),
        )
        for _ in range(300)
    ]


@pytest.mark.parametrize("region", [None, BodyRegion.HIP])
@pytest.mark.parametrize(
    ("since", "until"), [(-90, 1), (-2, 0), (-1, -1), (-150, -120), (-60, 9)], ids=lambda days: f"{days} days"
)
async def test_what_is_looked_up_says_of_a_stretch_what_all_reports_say(
    engine_pool: Pool, since: int, until: int, region: BodyRegion | None
) -> None:
    told = story(since)
    org_id = await given(engine_pool, *told)
    asked = Stretch(NOON + since * DAY, NOON + until * DAY, NOON, region)
    async with reading(engine_pool, org_id) as db:
        everything = await symptoms(db, org_id, PATIENT, FIRST_INSTANT, LAST_INSTANT)
        looked_up = await reports_for(db, org_id, PATIENT, asked)
    assert len(everything) == len(told)
    sessions = [
        SessionFact(UUID(int=100 + n), NOON - n * 12 * HOUR, (), Provenance.PATIENT, False) for n in range(-18, 360)
    ]
    between = sessions_needed(looked_up, asked)
    assert between == sessions_needed(everything, asked)
    some = [fact for fact in sessions if between and between[0] <= fact.happened_at <= between[1]]
    assert findings_of(looked_up, some, BERLIN, asked) == findings_of(everything, sessions, BERLIN, asked)


async def test_the_reports_before_the_newest_of_every_place_are_looked_up_in_one_statement(engine_pool: Pool) -> None:
    org_id = await given(engine_pool, *story(1))
    async with reading(engine_pool, org_id) as db:
        statements: list[str] = []
        db.add_query_logger(lambda query: statements.append(query.query))
        await reports_for(db, org_id, PATIENT, Stretch(NOON - 30 * DAY, NOON, NOON))
    assert sum("rm." in statement for statement in statements) == 3


async def test_a_report_that_was_taken_back_is_compared_with_nothing(engine_pool: Pool) -> None:
    told = [pain(level, hour) for hour, level in enumerate([10, 20, 30, 40])]
    taken_back = Told(uuid4(), SymptomRetracted(patient_id=PATIENT, symptom_id=told[1].event_id), NOON)
    org_id = await given(engine_pool, *told, taken_back)
    asked = Stretch(NOON, NOON + DAY, NOON + DAY)
    async with reading(engine_pool, org_id) as db:
        (place,) = findings_of(await reports_for(db, org_id, PATIENT, asked), (), (), asked).places
    assert (place.newest.symptom_id, place.number, place.baseline) == (told[3].event_id, 3, None)


async def test_pain_during_exercise_is_found_of_many_patients_in_one_statement(engine_pool: Pool) -> None:
    other = UUID(int=5)
    org_id = await given(
        engine_pool,
        pain(60, 0, timing=Timing.DURING, exercise_id=UUID(int=11)),
        pain(30, 1, BodyRegion.HIP, patient_id=other, side=Side.LEFT, timing=Timing.DURING),
        pain(40, 2, timing=Timing.DURING),  # the stretch is over
        pain(50, 0, timing=Timing.AFTER),
        pain(50, 0, timing=Timing.DURING, kind=SymptomKind.STIFFNESS),
        pain(50, 0, timing=Timing.DURING, patient_id=UUID(int=6)),
    )
    async with reading(engine_pool, org_id) as db:
        statements: list[str] = []
        db.add_query_logger(lambda query: statements.append(query.query))
        found = await felt_during(db, org_id, [PATIENT, other], NOON, NOON + 2 * HOUR)
    assert sorted((felt.patient_id, felt.level) for felt in found) == [(PATIENT, 60), (other, 30)]
    assert sum("rm." in statement for statement in statements) == 1
