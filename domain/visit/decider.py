"""Scheduling a visit, moving it, cancelling it, and recording that it took place."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Report, Seen, clock_shift
from domain.patient.state import clinic_of
from domain.rejections import refused
from domain.staff.member import known_staff
from domain.values import Instant, Provenance
from domain.visit.events import (
    EVENTS,
    CancelReason,
    Minutes,
    VisitCancelled,
    VisitEvent,
    VisitKind,
    VisitRecorded,
    VisitScheduled,
)
from domain.visit.measures import Measures, plausible
from domain.zones import shifted


class ScheduleVisit(Command):
    """Given again with another time, clinic, kind or therapist it moves the visit."""

    patient_id: UUID
    visit_id: UUID
    starts_at: Instant
    minutes: Minutes
    kind: VisitKind = VisitKind.FOLLOW_UP
    clinic_id: UUID | None = None  # the patient's where it is not given
    therapist_id: UUID | None = None


class CancelVisit(Command):
    patient_id: UUID
    visit_id: UUID
    reason: CancelReason


class RecordVisit(Report, frozen=True, kw_only=True):
    """`occurred_at` is when the visit was. What is not given is as it was scheduled, or else the patient's clinic, a
    follow-up and no therapist.
    """

    visit_id: UUID
    kind: VisitKind | None = None
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None
    measures: Measures = ()
    private: str | None = None
    provenance: Provenance = Provenance.CLINICIAN


VisitCommand = ScheduleVisit | CancelVisit | RecordVisit


class Visit(Struct, frozen=True):
    scheduled: VisitScheduled | None = None
    cancelled: VisitCancelled | None = None
    recorded: VisitRecorded | None = None

    @property
    def patient_id(self) -> UUID | None:
        """Whose it is; None before anything is known of it."""
        first = self.scheduled or self.recorded
        return first.patient_id if first else None

    @property
    def clinic_id(self) -> UUID | None:
        """Where it was, or else is to be; None before anything is known of it."""
        last = self.recorded or self.scheduled
        return last.clinic_id if last else None


def decide(command: VisitCommand, visit: Visit, seen: Seen) -> Sequence[VisitEvent]:
    patients_clinic = clinic_of(seen, command.patient_id)
    match command:
        case ScheduleVisit():
            return schedule(command, visit, patients_clinic, seen)
        case CancelVisit():
            return cancel(command, visit)
        case RecordVisit():
            return record(command, visit, patients_clinic, seen)
        case _:
            assert_never(command)


def schedule(command: ScheduleVisit, visit: Visit, patients_clinic: UUID, seen: Seen) -> Sequence[VisitScheduled]:
    _is_own(visit, command.patient_id)
    _known(command, seen)
    wanted = VisitScheduled(
        patient_id=command.patient_id,
        visit_id=command.visit_id,
        clinic_id=command.clinic_id or patients_clinic,
        starts_at=shifted(command.starts_at, 0),
        minutes=command.minutes,
        kind=command.kind,
        therapist_id=command.therapist_id,
    )
    if visit.recorded is not None:
        raise refused("visit_recorded")
    if visit.cancelled is not None:
        raise refused("visit_cancelled")
    return [] if wanted == visit.scheduled else [wanted]


def cancel(command: CancelVisit, visit: Visit) -> Sequence[VisitCancelled]:
    if visit.patient_id != command.patient_id:  # another patient's is answered like one that nobody scheduled
        raise refused("unknown_visit")
    if visit.recorded is not None:
        raise refused("visit_recorded")
    wanted = VisitCancelled(patient_id=command.patient_id, visit_id=command.visit_id, reason=command.reason)
    return [] if wanted == visit.cancelled else [wanted]


def record(command: RecordVisit, visit: Visit, patients_clinic: UUID, seen: Seen) -> Sequence[VisitRecorded]:
    """Also of a visit that was cancelled: the person came after all."""
    _is_own(visit, command.patient_id)
    _known(command, seen)
    plausible(command.measures)
    planned = visit.scheduled
    wanted = VisitRecorded(
        patient_id=command.patient_id,
        visit_id=command.visit_id,
        clinic_id=command.clinic_id or (planned.clinic_id if planned else patients_clinic),
        happened_at=shifted(command.occurred_at, 0),
        kind=command.kind or (planned.kind if planned else VisitKind.FOLLOW_UP),
        provenance=command.provenance,
        therapist_id=command.therapist_id or (planned.therapist_id if planned else None),
        measures=command.measures,
        private=command.private,
        clock_shift=clock_shift(command.at, command.sent_at),
    )
    if visit.recorded is None:
        return [wanted]
    if _as_it_arrived(wanted, visit.recorded) == visit.recorded:
        return []
    raise refused("visit_recorded")


def _is_own(visit: Visit, patient_id: UUID) -> None:
    if visit.patient_id not in (None, patient_id):
        raise refused("wrong_patient")


def _known(command: ScheduleVisit | RecordVisit, seen: Seen) -> None:
    if command.clinic_id is not None:
        known_clinic(seen, command.clinic_id)
    if command.therapist_id is not None:
        known_staff(seen, command.therapist_id)


def _as_it_arrived(wanted: VisitRecorded, there: VisitRecorded) -> VisitRecorded:
    """What is told again, without what only says how it arrived."""
    return replace(wanted, clinic_id=there.clinic_id, clock_shift=there.clock_shift)


def evolve(visit: Visit, event: VisitEvent) -> Visit:
    match event:
        case VisitScheduled():
            return replace(visit, scheduled=event)
        case VisitCancelled():
            return replace(visit, cancelled=event)
        case VisitRecorded():
            return replace(visit, recorded=event)
        case _:
            assert_never(event)


def needs(command: VisitCommand) -> Sequence[Need]:
    found = [Need("patient", command.patient_id)]
    if isinstance(command, CancelVisit):
        return found
    if command.clinic_id is not None:
        found.append(Need("clinic", command.clinic_id))
    if command.therapist_id is not None:
        found.append(Need("staff", command.therapist_id))
    return found


VISIT = Decider(
    kind="visit",
    empty=Visit(),
    commands=(ScheduleVisit, CancelVisit, RecordVisit),
    events=EVENTS,
    stream=lambda command: command.visit_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
)
