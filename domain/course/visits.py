"""A visit of a course of treatment as it stands: planned, cancelled, or how it was."""

from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.values import Provenance
from domain.visit.events import CancelReason, VisitCancelled, VisitEvent, VisitKind, VisitRecorded, VisitScheduled
from domain.visit.measures import Measures
from domain.zones import shifted


class VisitStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    RECORDED = "recorded"


class CourseVisit(Struct, frozen=True):
    """Times in UTC. What it was to be stays beside what it was."""

    visit_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None
    kind: VisitKind
    status: VisitStatus
    starts_at: datetime | None = None  # None where it was recorded without having been scheduled
    minutes: int | None = None  # as scheduled
    cancelled_because: CancelReason | None = None  # kept where the person came after all
    happened_at: datetime | None = None  # by a clock set right
    provenance: Provenance | None = None  # who recorded it
    measures: Measures = ()
    seen_in: UUID | None = None  # the vault's item with what the therapist saw; it has the event's id

    @property
    def at(self) -> datetime:
        """When it was, or else is to be."""
        found = self.happened_at or self.starts_at
        if found is None:
            raise LookupError(f"visit {self.visit_id} was neither scheduled nor recorded")
        return found


def evolve_visit(visit: CourseVisit | None, event: VisitEvent, event_id: UUID) -> CourseVisit:
    """After one more event. Raises LookupError for a cancelled one that was never scheduled."""
    match event:
        case VisitScheduled():
            return CourseVisit(
                visit_id=event.visit_id,
                clinic_id=event.clinic_id,
                therapist_id=event.therapist_id,
                kind=event.kind,
                status=VisitStatus.SCHEDULED,
                starts_at=event.starts_at,
                minutes=event.minutes,
            )
        case VisitCancelled():
            if visit is None:
                raise LookupError(f"visit {event.visit_id} was never scheduled")
            return replace(visit, status=VisitStatus.CANCELLED, cancelled_because=event.reason)
        case VisitRecorded():
            return CourseVisit(
                visit_id=event.visit_id,
                clinic_id=event.clinic_id,
                therapist_id=event.therapist_id,
                kind=event.kind,
                status=VisitStatus.RECORDED,
                starts_at=visit.starts_at if visit else None,
                minutes=visit.minutes if visit else None,
                cancelled_because=visit.cancelled_because if visit else None,
                happened_at=shifted(event.happened_at, event.clock_shift),
                provenance=event.provenance,
                measures=event.measures,
                seen_in=None if event.private is None else event_id,
            )
        case _:
            assert_never(event)
