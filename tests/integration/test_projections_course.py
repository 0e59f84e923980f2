"""A course of treatment as it is kept: visits by clinic and time, scores and barriers in any order, what hurts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.barrier.events import BarrierReported, BarrierRetracted
from domain.barrier.record import settle
from domain.course.changes import What
from domain.course.visits import VisitStatus
from domain.decider import Event
from domain.patient.events import (
    DischargeReason,
    PatientDischarged,
    PatientEnrolled,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
    TherapistAssigned,
)
from domain.program.events import ProgramAssigned, ProgramRevised, RestAdvised
from domain.score.change import Taken
from domain.score.events import ScoreRecorded
from domain.score.instruments import InstrumentName
from domain.values import BarrierReason, Deficit, Dose, Fixed, Prescription, Provenance, Side
from domain.visit.events import CancelReason, VisitCancelled, VisitKind, VisitRecorded, VisitScheduled
from domain.zones import FIRST_INSTANT, ZoneChange
from eventstore.walls import Pool, reading
from projections.course.fold import Course
from projections.course.queries import ClinicVisit, Told, course_of, hurts_between, visits_between
from projections.runner import run_once
from tests.support import feed
from tests.support.feed import Feed

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
TODAY, TOMORROW = date(2026, 6, 9), date(2026, 6, 10)
PATIENT, CLINIC, PROGRAM, HILL = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
ANNA, BEN = UUID(int=5), UUID(int=6)
BEND = Prescription(
    prescription_id=UUID(int=7),
    exercise_id=UUID(int=8),
    deficit=Deficit.MOBILITY,
    dose=Dose(sets=3),
    schedule=Fixed(),
    side=Side.LEFT,
)
LIFT = replace(BEND, prescription_id=UUID(int=9), exercise_id=UUID(int=10))
ENROLLED = PatientEnrolled(patient_id=PATIENT, clinic_id=CLINIC, zone="Europe/Berlin", therapist_id=ANNA)
ASSIGNED = ProgramAssigned(
    patient_id=PATIENT, clinic_id=CLINIC, program_id=PROGRAM, prescriptions=(BEND, LIFT), effective=TOMORROW
)
LIGHTER = ProgramRevised(
    patient_id=PATIENT,
    program_id=PROGRAM,
    version=2,
    prescriptions=(replace(BEND, dose=Dose(sets=1)), LIFT),
    effective=TOMORROW,
)
RESTED = RestAdvised(
    patient_id=PATIENT,
    program_id=PROGRAM,
    prescriptions=(LIFT.prescription_id,),
    first_day=TOMORROW,
    last_day=TOMORROW,
)


def hurts(exercise_id: UUID | None = None, reason: BarrierReason = BarrierReason.HURTS) -> BarrierReported:
    return BarrierReported(
        patient_id=PATIENT, clinic_id=CLINIC, reason=reason, provenance=Provenance.PATIENT, exercise_id=exercise_id
    )


def told(event: Event, hours: int = 0) -> feed.Told:
    """By the sender's claim so many hours after noon."""
    return feed.Told(uuid4(), event, NOON + hours * HOUR)


class House:
    """A feed of which the first event is recorded at noon and one second, each other a second later."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.feed = Feed(pool, uuid4(), NOON)

    async def hears(self, *events: Event | feed.Told) -> list[feed.Told]:
        happened = [event if isinstance(event, feed.Told) else told(event) for event in events]
        await self.feed.tell(happened)
        while await run_once(self.pool):
            pass
        return happened

    async def course(self) -> Course:
        async with reading(self.pool, self.feed.org_id) as db:
            found = await course_of(db, self.feed.org_id, PATIENT)
        assert found is not None
        return found

    async def hurts(self, since: datetime = NOON, until: datetime = NOON + HOUR) -> Sequence[Told]:
        async with reading(self.pool, self.feed.org_id) as db:
            return await hurts_between(db, self.feed.org_id, CLINIC, since, until)


async def test_a_course_knows_the_zones_the_therapist_and_what_was_decided(engine_pool: Pool) -> None:
    house = House(engine_pool)
    flown = PatientZoneSet(patient_id=PATIENT, zone="Asia/Kolkata", since=NOON)
    await house.hears(ENROLLED, ASSIGNED, flown, LIGHTER, TherapistAssigned(patient_id=PATIENT, therapist_id=BEN))
    course = await house.course()
    assert (course.zones, course.therapist_id) == (
        (ZoneChange(FIRST_INSTANT, "Europe/Berlin"), ZoneChange(NOON, "Asia/Kolkata")),
        BEN,
    )
    assert [(change.what, change.decided_at, change.first_day) for change in course.changes] == [
        (What.ASSIGNED, NOON + 2 * SECOND, TOMORROW),
        (What.REVISED, NOON + 4 * SECOND, TOMORROW),
    ]


async def test_nobody_has_met_a_patient_of_whom_nothing_is_told(engine_pool: Pool) -> None:
    house = House(engine_pool)
    await house.hears(replace(ENROLLED, patient_id=UUID(int=77)))
    async with reading(engine_pool, house.feed.org_id) as db:
        assert await course_of(db, house.feed.org_id, PATIENT) is None


async def test_scores_and_barriers_stand_whatever_the_order_in_which_they_arrived(engine_pool: Pool) -> None:
    house, other = House(engine_pool), House(engine_pool)
    score = ScoreRecorded(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        instrument=InstrumentName.PSFS,
        value=47,
        provenance=Provenance.PATIENT,
        clock_shift=3600,
    )
    scored, forgot, tired = told(score, 2), told(hurts(reason=BarrierReason.FORGOT), 1), told(hurts(), 3)
    undone = told(BarrierRetracted(patient_id=PATIENT, barrier_id=tired.event_id), 4)
    await house.hears(ENROLLED, scored, forgot, tired, undone)
    await other.hears(undone, tired, forgot, ENROLLED, scored)
    expected = Taken(NOON + 3 * HOUR, scored.event_id, InstrumentName.PSFS, 47)
    for course in (await house.course(), await other.course()):
        assert course.scores == {scored.event_id: expected}
        standing = {key: settle(record) for key, record in course.barriers.items()}
        assert {key: found.at for key, found in standing.items() if found} == {forgot.event_id: NOON + HOUR}


async def test_a_clinics_visits_stand_in_order_as_they_were_or_are_to_be(engine_pool: Pool) -> None:
    house = House(engine_pool)
    first, second, third, far = (uuid4() for _ in range(4))

    def planned(visit_id: UUID, hours: int, clinic_id: UUID = CLINIC) -> VisitScheduled:
        return VisitScheduled(
            patient_id=PATIENT,
            visit_id=visit_id,
            clinic_id=clinic_id,
            starts_at=NOON + hours * HOUR,
            minutes=30,
            kind=VisitKind.FOLLOW_UP,
            therapist_id=ANNA,
        )

    held = VisitRecorded(
        patient_id=PATIENT,
        visit_id=third,
        clinic_id=CLINIC,
        happened_at=NOON + HOUR,
        kind=VisitKind.FIRST,
        provenance=Provenance.CLINICIAN,
    )
    await house.hears(ENROLLED, planned(first, 5), planned(second, 3), planned(third, 1), planned(far, 1, HILL))
    await house.hears(
        planned(first, 2),
        VisitCancelled(patient_id=PATIENT, visit_id=second, reason=CancelReason.CLINIC),
        held,
    )
    line: dict[str, Any] = {"patient_id": PATIENT, "clinic_id": CLINIC, "therapist_id": ANNA, "minutes": 30}
    follow_up = {**line, "kind": VisitKind.FOLLOW_UP}
    was = {**line, "kind": VisitKind.FIRST, "therapist_id": None}
    async with reading(engine_pool, house.feed.org_id) as db:
        found = await visits_between(db, house.feed.org_id, CLINIC, NOON, NOON + 9 * HOUR)
        of_the_hill = await visits_between(db, house.feed.org_id, HILL, NOON, NOON + 2 * HOUR)
        soon = await visits_between(db, house.feed.org_id, CLINIC, NOON + HOUR, NOON + 2 * HOUR)
    assert found == [
        ClinicVisit(visit_id=third, at=NOON + HOUR, status=VisitStatus.RECORDED, **was),
        ClinicVisit(visit_id=first, at=NOON + 2 * HOUR, status=VisitStatus.SCHEDULED, **follow_up),
        ClinicVisit(visit_id=second, at=NOON + 3 * HOUR, status=VisitStatus.CANCELLED, **follow_up),
    ]
    assert ([visit.visit_id for visit in of_the_hill], [visit.visit_id for visit in soon]) == ([far], [third])


async def test_what_hurts_is_answered_by_the_decision_that_eases_it(engine_pool: Pool) -> None:
    house = House(engine_pool)
    await house.hears(ENROLLED, ASSIGNED, hurts(BEND.exercise_id), hurts(LIFT.exercise_id), hurts())
    assert await house.hurts() == [Told(ANNA, None)] * 3
    await house.hears(TherapistAssigned(patient_id=PATIENT, therapist_id=BEN), LIGHTER, hurts(BEND.exercise_id))
    assert sorted(await house.hurts(), key=repr) == sorted(
        [Told(ANNA, 4), Told(ANNA, None), Told(ANNA, 2), Told(BEN, None)], key=repr
    )
    await house.hears(RESTED)
    assert await house.hurts(NOON + 4 * SECOND, NOON + 5 * SECOND) == [Told(ANNA, 5)]
    await house.hears(PatientDischarged(patient_id=PATIENT, last_day=TOMORROW, reason=DischargeReason.OTHER))
    assert Told(BEN, 2) in await house.hurts()
    assert (await house.course()).changes[-1].what is What.DISCHARGED


async def test_a_red_flag_and_its_clearing_are_in_the_course_and_answer_nothing_that_hurts(engine_pool: Pool) -> None:
    house = House(engine_pool)
    red_flag = RedFlagReported(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        red_flag_id=PATIENT,
        signs=(RedFlagSign.FALL_WITH_INJURY,),
        provenance=Provenance.PATIENT,
        first_day=TODAY,
    )
    await house.hears(ENROLLED, ASSIGNED, hurts(), red_flag, RedFlagCleared(patient_id=PATIENT, first_day=TOMORROW))
    changes = (await house.course()).changes
    assert [(change.program_id, change.what, change.first_day) for change in changes[1:]] == [
        (None, What.HELD, TODAY),
        (None, What.CLEARED, TOMORROW),
    ]
    assert await house.hurts() == [Told(ANNA, None)]


async def test_what_was_taken_back_or_is_another_reason_is_no_hurt(engine_pool: Pool) -> None:
    house = House(engine_pool)
    waiting, there = told(hurts()), told(hurts())
    undone = [BarrierRetracted(patient_id=PATIENT, barrier_id=each.event_id) for each in (waiting, there)]
    await house.hears(ENROLLED, undone[0], waiting, there, hurts(reason=BarrierReason.TOO_HARD))
    assert await house.hurts() == [Told(ANNA, None)]
    await house.hears(undone[1])
    assert await house.hurts() == []
