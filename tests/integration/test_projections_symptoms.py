"""The series of what a patient felt, the newest in each place, and what a report is compared with."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from eventstore.walls import Pool, reading
from projections.runner import run_once
from projections.symptoms.queries import Symptom, baselines_of, newest_of, symptoms
from tests.support.feed import Feed, Told

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
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


async def test_the_newest_in_each_place_leaves_out_what_lies_ahead(engine_pool: Pool) -> None:
    org_id = await given(
        engine_pool,
        pain(10, 0),
        pain(20, 1),
        pain(99, 48),
        pain(30, 0, BodyRegion.HIP),
        pain(40, 0, side=Side.LEFT),
        pain(50, 0, kind=SymptomKind.SORENESS),
    )
    async with reading(engine_pool, org_id) as db:
        series = await symptoms(db, org_id, PATIENT, NOON, NOON + 72 * HOUR)
    newest = brief(newest_of(series, NOON + 2 * HOUR))
    assert newest[-1] == (20, "knee", 1)
    assert sorted(newest) == [(20, "knee", 1), (30, "hip", 0), (40, "knee", 0), (50, "knee", 0)]


async def test_reports_are_compared_with_the_five_before_them_in_one_statement(engine_pool: Pool) -> None:
    told = [pain(level, hour) for hour, level in enumerate([100, 100, 10, 20, 30, 40, 50, 90, 0])]
    elsewhere = [pain(level, hour, BodyRegion.HIP) for hour, level in enumerate([10, 20, 30, 100])]
    otherwise = [pain(level, hour, timing=Timing.DURING) for hour, level in enumerate([100, 100])]
    org_id = await given(engine_pool, *told, *elsewhere, *otherwise)
    asked = [told[7], told[2], told[3], elsewhere[3], otherwise[1]]
    async with reading(engine_pool, org_id) as db:
        statements: list[str] = []
        db.add_query_logger(lambda query: statements.append(query.query))
        found = await baselines_of(db, org_id, PATIENT, [*(one.event_id for one in asked), uuid4()])
    assert found == {told[7].event_id: 30, told[3].event_id: 100, elsewhere[3].event_id: 20}
    assert sum("rm." in statement for statement in statements) == 1


async def test_half_a_tenth_between_two_levels_is_kept(engine_pool: Pool) -> None:
    told = [pain(level, hour) for hour, level in enumerate([10, 20, 25, 90, 0])]
    org_id = await given(engine_pool, *told)
    async with reading(engine_pool, org_id) as db:
        assert await baselines_of(db, org_id, PATIENT, [told[4].event_id]) == {told[4].event_id: Fraction(45, 2)}


async def test_a_report_that_was_taken_back_is_compared_with_nothing(engine_pool: Pool) -> None:
    told = [pain(level, hour) for hour, level in enumerate([10, 20, 30, 40])]
    taken_back = Told(uuid4(), SymptomRetracted(patient_id=PATIENT, symptom_id=told[3].event_id), NOON)
    org_id = await given(engine_pool, *told, taken_back)
    async with reading(engine_pool, org_id) as db:
        assert await baselines_of(db, org_id, PATIENT, [told[3].event_id]) == {}
