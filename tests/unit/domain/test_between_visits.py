"""The stretches between visits: which local dates each has, and how much it hurt in it."""

from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from domain.course.pain import PainThere, pain_by_place
from domain.course.stretches import Held, Stretch, stretches
from domain.course.visits import CourseVisit, VisitStatus, evolve_visit
from domain.symptom.record import Felt
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from domain.visit.events import CancelReason, VisitCancelled, VisitKind, VisitRecorded, VisitScheduled
from domain.visit.measures import RangeOfMotion
from domain.visit.motion import Joint, Movement
from tests.support.examples import CLINIC_ID, NOON, OTHER_THERAPIST_ID, PATIENT_ID, THERAPIST_ID, named

FIRST, SECOND, THIRD = named("first"), named("second"), named("third")
TODAY = date(2026, 6, 9)


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([], []),
        ([Held(FIRST, june(1))], [Stretch(june(2), june(8), FIRST, None)]),
        (
            [Held(FIRST, june(1)), Held(SECOND, june(4))],
            [Stretch(june(2), june(4), FIRST, SECOND), Stretch(june(5), june(8), SECOND, None)],
        ),
        (
            [Held(FIRST, june(1)), Held(SECOND, june(2)), Held(THIRD, june(3))],
            [
                Stretch(june(2), june(2), FIRST, SECOND),
                Stretch(june(3), june(3), SECOND, THIRD),
                Stretch(june(4), june(8), THIRD, None),
            ],
        ),
        ([Held(FIRST, june(1)), Held(SECOND, june(9))], [Stretch(june(2), june(8), FIRST, SECOND)]),
        ([Held(FIRST, june(7)), Held(SECOND, june(10))], [Stretch(june(8), june(8), FIRST, None)]),
        ([Held(FIRST, june(8))], []),
        ([Held(FIRST, june(9))], []),
        ([Held(FIRST, june(10))], []),
        (
            [Held(FIRST, june(1)), Held(SECOND, june(1)), Held(THIRD, june(4))],
            [Stretch(june(2), june(4), SECOND, THIRD), Stretch(june(5), june(8), THIRD, None)],
        ),
    ],
    ids=[
        "no visit",
        "one visit",
        "two visits",
        "a visit every day",
        "a visit today ends the stretch before, and today is not over",
        "what lies ahead waits",
        "no date since yesterday's visit is over",
        "none since today's",
        "none before tomorrow's",
        "of two on one date the later one counts",
    ],
)
def test_a_stretch_has_the_dates_after_a_visit_up_to_that_of_the_next(
    visits: list[Held], expected: list[Stretch]
) -> None:
    assert stretches(visits, TODAY) == expected


def test_no_date_is_in_two_stretches_where_a_flight_to_the_east_of_the_date_line_brings_one_back() -> None:
    flown = [Held(FIRST, june(3)), Held(SECOND, june(2)), Held(THIRD, june(5))]
    assert stretches(flown, TODAY) == [
        Stretch(june(4), june(5), SECOND, THIRD),
        Stretch(june(6), june(8), THIRD, None),
    ]


def felt(level: int, kind: SymptomKind = SymptomKind.PAIN, side: Side = Side.LEFT) -> Felt:
    return Felt(PATIENT_ID, CLINIC_ID, NOON, kind, level, BodyRegion.KNEE, side, Timing.AT_REST, Provenance.PATIENT)


def test_pain_is_told_place_by_place() -> None:
    told = [felt(30), felt(75), felt(80, side=Side.RIGHT), felt(20), felt(25), felt(90, SymptomKind.SORENESS)]
    assert pain_by_place(told) == [
        PainThere(BodyRegion.KNEE, Side.LEFT, 30, 25, 75, Fraction(55, 2), 4),
        PainThere(BodyRegion.KNEE, Side.RIGHT, 80, 80, 80, Fraction(80), 1),
    ]
    assert pain_by_place([]) == []


VISIT_ID, EVENT_ID = named("a visit"), named("an event")
LATER = datetime(2026, 6, 9, 11, 30, tzinfo=UTC)
BENT = RangeOfMotion(joint=Joint.KNEE, movement=Movement.FLEXION, degrees=95)
SCHEDULED = VisitScheduled(
    patient_id=PATIENT_ID,
    visit_id=VISIT_ID,
    clinic_id=CLINIC_ID,
    starts_at=NOON,
    minutes=30,
    kind=VisitKind.FIRST,
    therapist_id=THERAPIST_ID,
)
CANCELLED = VisitCancelled(patient_id=PATIENT_ID, visit_id=VISIT_ID, reason=CancelReason.NO_SHOW)
RECORDED = VisitRecorded(
    patient_id=PATIENT_ID,
    visit_id=VISIT_ID,
    clinic_id=CLINIC_ID,
    happened_at=NOON,
    kind=VisitKind.FOLLOW_UP,
    provenance=Provenance.CLINICIAN,
    therapist_id=OTHER_THERAPIST_ID,
    measures=(BENT,),
    private="5c1d",
    clock_shift=5400,
)
PLANNED = CourseVisit(VISIT_ID, CLINIC_ID, THERAPIST_ID, VisitKind.FIRST, VisitStatus.SCHEDULED, NOON, 30)
WAS = CourseVisit(
    visit_id=VISIT_ID,
    clinic_id=CLINIC_ID,
    therapist_id=OTHER_THERAPIST_ID,
    kind=VisitKind.FOLLOW_UP,
    status=VisitStatus.RECORDED,
    happened_at=LATER,
    provenance=Provenance.CLINICIAN,
    measures=(BENT,),
    seen_in=EVENT_ID,
)


def test_a_visit_is_what_was_planned_and_then_what_it_was() -> None:
    planned = evolve_visit(None, SCHEDULED, EVENT_ID)
    assert planned == PLANNED
    cancelled = evolve_visit(planned, CANCELLED, EVENT_ID)
    assert (cancelled.status, cancelled.cancelled_because, cancelled.at) == ("cancelled", CancelReason.NO_SHOW, NOON)
    came = evolve_visit(cancelled, RECORDED, EVENT_ID)
    assert (came.status, came.cancelled_because, came.starts_at, came.at) == (
        "recorded",
        CancelReason.NO_SHOW,
        NOON,
        LATER,
    )
    assert evolve_visit(None, RECORDED, EVENT_ID) == WAS


def test_a_visit_that_was_neither_planned_nor_recorded_has_no_time() -> None:
    with pytest.raises(LookupError, match="never scheduled"):
        evolve_visit(None, CANCELLED, EVENT_ID)
    with pytest.raises(LookupError, match="neither"):
        _ = CourseVisit(UUID(int=1), CLINIC_ID, None, VisitKind.FIRST, VisitStatus.SCHEDULED).at
