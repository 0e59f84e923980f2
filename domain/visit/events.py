"""What happens to one appointment at a clinic: scheduled, moved, cancelled, and recorded when it took place."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from domain.decider import Event
from domain.values import Instant, Provenance
from domain.visit.measures import Measures

Minutes = Annotated[int, Meta(ge=5, le=480)]


class VisitKind(StrEnum):
    FIRST = "first"
    FOLLOW_UP = "follow_up"
    DISCHARGE = "discharge"
    TELEHEALTH = "telehealth"


class CancelReason(StrEnum):
    PATIENT = "patient"
    CLINIC = "clinic"
    NO_SHOW = "no_show"
    OTHER = "other"


class VisitScheduled(Event):
    """Once more: moved, to what it says."""

    patient_id: UUID
    visit_id: UUID
    clinic_id: UUID
    starts_at: Instant
    minutes: Minutes
    kind: VisitKind
    therapist_id: UUID | None = None


class VisitCancelled(Event):
    """Once more: for another reason. A visit that is recorded after all took place."""

    patient_id: UUID
    visit_id: UUID
    reason: CancelReason


class VisitRecorded(Event):
    """It took place, whether it had been scheduled or not."""

    patient_id: UUID
    visit_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where it was, or else was to be, or else the patient's when it arrived
    happened_at: Instant  # by the sender's clock, as is the event's `occurred_at`
    kind: VisitKind
    provenance: Provenance
    therapist_id: UUID | None = None
    measures: Measures = ()
    private: str | None = None  # keyed digest of the vault's item of this event: what the therapist saw
    clock_shift: int = field(name="_clock_shift", default=0)  # seconds to add to the sender's times


VisitEvent = VisitScheduled | VisitCancelled | VisitRecorded

EVENTS: dict[str, type[Event]] = {
    "visit.scheduled": VisitScheduled,
    "visit.cancelled": VisitCancelled,
    "visit.recorded": VisitRecorded,
}
