"""One patient's course of treatment, event by event."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.barrier.events import BarrierEvent, BarrierReported
from domain.barrier.record import BarrierRecord, barrier_id_of, merge, settle
from domain.course.changes import (
    ProgramChange,
    ProgramSoFar,
    Touched,
    program_after,
    touched_by,
    touched_by_discharge,
    touched_by_readmission,
    touched_by_red_flag,
)
from domain.course.hurts import Hurt, answer_to
from domain.course.visits import CourseVisit, evolve_visit
from domain.patient.events import (
    PatientDischarged,
    PatientEnrolled,
    PatientReadmitted,
    PatientTransferred,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    TherapistAssigned,
)
from domain.program.events import ProgramEvent
from domain.score.change import Taken
from domain.score.events import ScoreEvent
from domain.values import BarrierReason
from domain.visit.events import VisitEvent
from domain.zones import FIRST_INSTANT, ZoneChange, shifted, with_change
from eventstore.records import Recorded

CareEvent = PatientEnrolled | PatientZoneSet | TherapistAssigned | PatientTransferred
StayEvent = PatientDischarged | PatientReadmitted
RedFlagEvent = RedFlagReported | RedFlagCleared
CourseEvent = CareEvent | StayEvent | RedFlagEvent | ProgramEvent | BarrierEvent | VisitEvent | ScoreEvent


class Arrival(Struct, frozen=True):
    """Where in the log a "hurts" barrier came, and whose the patient was then."""

    place: int
    recorded_at: datetime  # UTC
    therapist_id: UUID | None


class Course(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of it, in one row that is read and written anew with each event: fit for hundreds, not for many thousands.

    Visits, barriers and scores by their ids.
    """

    place: int = 0  # in the log, up to which it is folded
    therapist_id: UUID | None = None
    zones: tuple[ZoneChange, ...] = ()
    programs: dict[UUID, ProgramSoFar] = {}
    changes: tuple[ProgramChange, ...] = ()  # in the order in which they were decided
    visits: dict[UUID, CourseVisit] = {}
    barriers: dict[UUID, BarrierRecord] = {}
    arrivals: dict[UUID, Arrival] = {}  # of the barriers that say "hurts"
    scores: dict[UUID, Taken] = {}


class HurtLine(Struct, frozen=True):
    """A "hurts" barrier that stands, and the decision that answered it, if any did."""

    clinic_id: UUID  # where the patient was when it arrived
    therapist_id: UUID | None  # whose the patient was then
    hurt: Hurt
    answered: ProgramChange | None


def evolve(course: Course, recorded: Recorded, event: CourseEvent) -> Course:
    """After one more event of the patient; unchanged by one that was folded before."""
    if recorded.pos <= course.place:
        return course
    course = replace(course, place=recorded.pos)
    if isinstance(event, CareEvent):
        return _care(course, event)
    if isinstance(event, PatientDischarged):
        return _changed(course, recorded, None, touched_by_discharge(event, course.programs.values()))
    if isinstance(event, PatientReadmitted):
        return _changed(course, recorded, None, touched_by_readmission(event))
    if isinstance(event, RedFlagEvent):
        return _changed(course, recorded, None, touched_by_red_flag(event))
    if isinstance(event, ProgramEvent):
        return _program(course, recorded, event)
    if isinstance(event, BarrierEvent):
        return _barrier(course, recorded, event)
    if isinstance(event, VisitEvent):
        visit = evolve_visit(course.visits.get(event.visit_id), event, recorded.event_id)
        return replace(course, visits={**course.visits, event.visit_id: visit})
    taken_at = shifted(recorded.occurred_at, event.clock_shift)
    score = Taken(taken_at, recorded.event_id, event.instrument, event.value)
    return replace(course, scores={**course.scores, recorded.event_id: score})


def _care(course: Course, event: CareEvent) -> Course:
    match event:
        case PatientEnrolled():
            zones = with_change(course.zones, FIRST_INSTANT, event.zone)
            return replace(course, zones=zones, therapist_id=event.therapist_id)
        case PatientZoneSet():
            return replace(course, zones=with_change(course.zones, event.since, event.zone))
        case TherapistAssigned() | PatientTransferred():
            return replace(course, therapist_id=event.therapist_id)
        case _:
            assert_never(event)


def _program(course: Course, recorded: Recorded, event: ProgramEvent) -> Course:
    before = course.programs.get(event.program_id)
    after = program_after(event, before)
    course = _changed(course, recorded, event.program_id, touched_by(event, before))
    return course if after is None else replace(course, programs={**course.programs, event.program_id: after})


def _changed(course: Course, recorded: Recorded, program_id: UUID | None, touched: Touched) -> Course:
    change = ProgramChange(
        event_id=recorded.event_id,
        place=recorded.pos,
        decided_at=recorded.recorded_at,
        program_id=program_id,
        what=touched.what,
        first_day=touched.first_day,
        last_day=touched.last_day,
        eased=touched.eased,
    )
    return replace(course, changes=(*course.changes, change))


def _barrier(course: Course, recorded: Recorded, event: BarrierEvent) -> Course:
    barrier_id = barrier_id_of(event, recorded.event_id)
    record = merge(course.barriers.get(barrier_id, BarrierRecord(barrier_id)), event, recorded.occurred_at)
    course = replace(course, barriers={**course.barriers, barrier_id: record})
    if isinstance(event, BarrierReported) and event.reason is BarrierReason.HURTS:
        arrival = Arrival(recorded.pos, recorded.recorded_at, course.therapist_id)
        return replace(course, arrivals={**course.arrivals, barrier_id: arrival})
    return course


def hurts_of(course: Course) -> dict[UUID, HurtLine]:
    """The "hurts" barriers that stand, by their ids."""
    found = {}
    for barrier_id, arrival in course.arrivals.items():
        stands = settle(course.barriers[barrier_id])
        if stands is not None:
            hurt = Hurt(arrival.place, arrival.recorded_at, stands.exercise_id, stands.side)
            answered = answer_to(hurt, course.changes)
            found[barrier_id] = HurtLine(stands.clinic_id, arrival.therapist_id, hurt, answered)
    return found
