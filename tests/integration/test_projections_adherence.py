"""Adherence as it is answered: numbers one can work out by hand, through corrections, moves and changed plans."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.adherence.week import NotCounted, Uncounted
from domain.patient.events import DischargeReason, PatientDischarged, PatientZoneSet
from domain.program.events import ProgramRevised
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.values import Fixed, Provenance
from eventstore.walls import Pool, reading, walled
from projections.adherence.document import Number
from projections.adherence.projection import ADHERENCE
from projections.adherence.queries import adherence_of_many, known
from projections.places import FIRST_BUILD, Place, park
from projections.positions import set_aside
from projections.runner import run_once
from tests.support.one_patient import CLINIC, MONDAY, NEXT_MONDAY, SQUAT, STRETCH, Patient, done, on


def number(fraction: str | None, shown: str | None, done_: str, expected: int, reason: str | None = None) -> Number:
    return Number(done_, expected, fraction, shown, reason, expected < 5)


@pytest.fixture
async def patient(engine_pool: Pool) -> Patient:
    return await Patient(engine_pool).enrolled()


async def test_a_week_by_hand(patient: Patient) -> None:
    await patient.did(on(1), done(STRETCH))
    await patient.did(on(3), done(STRETCH, sets=1), done(SQUAT))
    answer = await patient.judged()
    week, month, quarter, since_start = answer.ranges
    assert (week.range_days, week.first, week.last) == (7, MONDAY, date(2026, 6, 7))
    assert week.days == number("2/3", "0.6667", "2", 3)
    assert week.doses == number("1/2", "0.5000", "5/2", 5)
    assert [(p.program_id, p.days, p.doses) for p in week.programs] == [(patient.program_id, week.days, week.doses)]
    assert (month.first, month.doses, quarter.range_days, quarter.doses) == (
        date(2026, 5, 11),
        week.doses,
        90,
        week.doses,
    )
    assert (since_start.range_days, since_start.first, since_start.last) == (None, MONDAY, date(2026, 6, 7))
    assert (since_start.days, since_start.doses) == (week.days, week.doses)
    assert [(p.prescription_id, p.days, p.doses) for p in week.programs[0].prescriptions] == [
        (STRETCH.prescription_id, number("2/3", "0.6667", "2", 3), number("1/2", "0.5000", "3/2", 3)),
        (SQUAT.prescription_id, number(None, None, "0", 0, "no_day_expected"), number("1/2", "0.5000", "1", 2)),
    ]
    assert (answer.definition, answer.zone, answer.clinic_id, answer.at) == (3, "Europe/Berlin", CLINIC, NEXT_MONDAY)
    assert (answer.today.day, answer.today.expected, answer.today.done) == (date(2026, 6, 8), 1, "0")
    assert [(count.target, count.done) for count in answer.today.weekly] == [(2, "0")]


async def test_ninety_days_reach_back_ninety_days(engine_pool: Pool) -> None:
    patient = await Patient(engine_pool).enrolled(effective=date(2026, 3, 9))
    await patient.did(datetime(2026, 3, 9, 10, tzinfo=UTC), done(STRETCH))  # the day before the first of them
    await patient.did(datetime(2026, 3, 11, 10, tzinfo=UTC), done(STRETCH))
    quarter = (await patient.judged()).ranges[2]
    assert (quarter.first, quarter.last, quarter.days.done) == (date(2026, 3, 10), date(2026, 6, 7), "1")


async def test_nothing_expected_is_no_number_but_a_reason(patient: Patient) -> None:
    week = (await patient.judged(datetime(2026, 6, 1, 10, tzinfo=UTC))).ranges[0]
    assert week.days == number(None, None, "0", 0, "no_day_expected")
    assert week.doses == number(None, None, "0", 0, "nothing_expected")


async def test_what_is_done_today_stands_apart(patient: Patient) -> None:
    await patient.did(on(8, 7), done(STRETCH))
    answer = await patient.judged()
    assert (answer.today.expected, answer.today.done) == (1, "1")
    assert answer.ranges[0].doses == number("0", "0.0000", "0", 5)


async def test_a_moved_session_leaves_its_week_and_counts_in_the_other(patient: Patient) -> None:
    session = await patient.did(on(8), done(STRETCH))
    assert (await patient.judged()).ranges[0].doses.done == "0"
    moved = SessionCorrected(patient_id=patient.id, session_id=session, moved_to=on(5))
    await patient.happened(moved, on(8))
    answer = await patient.judged()
    assert (answer.ranges[0].doses.done, answer.today.done) == ("1", "0")
    async with reading(patient.pool, patient.feed.org_id) as db:
        mondays = [row["monday"] for row in await db.fetch("SELECT monday FROM rm.adherence_week")]
    assert mondays == [MONDAY]


async def test_a_session_taken_back_before_it_arrives_never_counts(patient: Patient) -> None:
    session = uuid4()
    await patient.happened(SessionRetracted(patient_id=patient.id, session_id=session), on(2))
    assert (await patient.judged()).ranges[0].doses.done == "0"
    logged = SessionLogged(
        patient_id=patient.id, clinic_id=CLINIC, entries=(done(STRETCH),), provenance=Provenance.PATIENT
    )
    await patient.happened(logged, on(1), session)
    assert (await patient.judged()).ranges[0].doses.done == "0"


async def test_a_stranger_takes_nothing_back(patient: Patient) -> None:
    session = await patient.did(on(1), done(STRETCH))
    await patient.happened(SessionRetracted(patient_id=uuid4(), session_id=session), on(2))
    assert (await patient.judged()).ranges[0].doses.done == "1"


async def test_a_zone_told_of_later_moves_the_dates_of_what_was_done(patient: Patient) -> None:
    await patient.did(on(5, 21), done(STRETCH))  # Friday 23:00 in Berlin
    assert (await patient.judged()).ranges[0].days.done == "1"
    await patient.happened(PatientZoneSet(patient_id=patient.id, zone="Asia/Kolkata", since=on(4)))  # Saturday there
    answer = await patient.judged()
    assert (answer.zone, answer.ranges[0].days.done) == ("Asia/Kolkata", "0")


async def test_a_changed_plan_judges_the_weeks_from_its_first_day_and_no_earlier_one(patient: Patient) -> None:
    for day in (1, 8, 15):
        await patient.did(on(day), done(STRETCH))
    await patient.judged()
    async with patient.pool.acquire() as db, db.transaction():
        await walled(db, [patient.feed.org_id])
        await db.execute("UPDATE rm.adherence_week SET week = '{}'")
    revised = ProgramRevised(
        patient_id=patient.id,
        program_id=patient.program_id,
        version=2,
        prescriptions=(STRETCH,),
        effective=date(2026, 6, 10),
    )
    await patient.happened(revised)
    while await run_once(patient.pool):
        pass
    async with reading(patient.pool, patient.feed.org_id) as view:
        rows = await view.fetch("SELECT monday, week::text FROM rm.adherence_week ORDER BY monday")
    assert [(row["monday"], row["week"] == "{}") for row in rows] == [
        (date(2026, 6, 1), True),
        (date(2026, 6, 8), False),
        (date(2026, 6, 15), False),
    ]


async def test_work_that_names_a_prescription_to_come_counts_once_that_is_known(patient: Patient) -> None:
    often = replace(STRETCH, prescription_id=UUID(int=3), schedule=Fixed())
    await patient.did(on(1), done(often))
    assert (await patient.judged()).ranges[0].doses.done == "0"
    revised = ProgramRevised(
        patient_id=patient.id,
        program_id=patient.program_id,
        version=2,
        prescriptions=(often,),
        effective=date(2026, 6, 10),
    )
    await patient.happened(revised)
    assert (await patient.judged()).ranges[0].doses.done == "1"  # it is the same exercise as in the version before


async def test_a_discharge_ends_what_is_expected(patient: Patient) -> None:
    await patient.did(on(1), done(STRETCH))
    last_day = date(2026, 6, 2)
    await patient.happened(
        PatientDischarged(patient_id=patient.id, last_day=last_day, reason=DischargeReason.MOVED_AWAY)
    )
    week = (await patient.judged()).ranges[0]
    assert week.days == number("1", "1.0000", "1", 1)
    assert week.doses == number("1/2", "0.5000", "1", 2)  # of twice a week one is left in two days of seven


async def test_what_counts_for_nothing_is_kept_with_its_reason(patient: Patient) -> None:
    seen = await patient.did(on(1), done(STRETCH), in_clinic=True)
    await patient.judged()
    async with reading(patient.pool, patient.feed.org_id) as db:
        found = await known(db, patient.feed.org_id, patient.id)
    assert found is not None
    assert found.weeks[MONDAY].uncounted == (Uncounted(MONDAY, seen, NotCounted.IN_CLINIC),)


async def test_numbers_of_a_patient_with_undigested_events_are_withheld(patient: Patient) -> None:
    await patient.did(on(1), done(STRETCH))
    await patient.judged()
    async with patient.pool.acquire() as db, db.transaction():
        await walled(db, [patient.feed.org_id])
        place = Place(patient.feed.org_id, ADHERENCE.name, FIRST_BUILD, ADHERENCE.version)
        await park(db, place, patient.id, 3, "ValueError: cannot digest this")
    assert (await patient.judged()).ranges[0].doses == number(None, None, "1", 5, "incomplete")


async def test_a_list_has_the_same_numbers_in_one_statement(engine_pool: Pool) -> None:
    one = await Patient(engine_pool).enrolled()
    other = Patient(engine_pool)
    other.feed = one.feed
    await other.enrolled("Pacific/Kiritimati")
    for patient in (one, other):
        await patient.did(on(3), done(STRETCH))
    alone = {patient.id: await patient.judged() for patient in (one, other)}
    async with reading(engine_pool, one.feed.org_id) as db:
        statements: list[str] = []
        db.add_query_logger(lambda query: statements.append(query.query))
        together = await adherence_of_many(db, one.feed.org_id, [one.id, other.id, uuid4()], NEXT_MONDAY, 28)
    assert {whose: (found.first, found.last, found.days, found.doses) for whose, found in together.items()} == {
        whose: (found.first, found.last, found.days, found.doses)
        for whose, answer in alone.items()
        for found in answer.ranges[1:2]
    }
    assert sum("rm." in statement for statement in statements) == 1


async def test_nobody_knows_a_patient_whom_nobody_enrolled(patient: Patient) -> None:
    await patient.judged()
    async with reading(patient.pool, patient.feed.org_id) as db:
        assert await known(db, patient.feed.org_id, uuid4()) is None


async def test_clocks_at_the_ends_of_the_calendar_hold_nobody_up(patient: Patient) -> None:
    await patient.did(datetime(1, 1, 1, tzinfo=UTC), done(STRETCH))
    await patient.did(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), done(STRETCH), clock_shift=86_400)
    await patient.did(on(1), done(STRETCH))
    assert (await patient.judged()).ranges[0].doses.done == "1"
    async with reading(patient.pool, patient.feed.org_id) as db:
        assert await set_aside(db, patient.feed.org_id, patient.id) == {}
