"""Why it did not happen: no time, forgot, hurts and the other reasons."""

from typing import ClassVar
from uuid import UUID

from msgspec import field

from domain.decider import Event
from domain.values import BarrierReason, Provenance, Side


class BarrierReported(Event):
    """When is the event's `occurred_at`. Without an exercise it speaks of the whole program."""

    patient_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where the patient was when it arrived
    reason: BarrierReason
    provenance: Provenance
    exercise_id: UUID | None = None
    side: Side = Side.NONE
    private: str | None = None  # keyed digest of the vault's item of this event: the patient's words
    clock_shift: int = field(name="_clock_shift", default=0)


class BarrierRetracted(Event):
    """It was none. Final."""

    corrects: ClassVar[str] = "barrier_id"

    patient_id: UUID
    barrier_id: UUID


BarrierEvent = BarrierReported | BarrierRetracted

EVENTS: dict[str, type[Event]] = {"barrier.reported": BarrierReported, "barrier.retracted": BarrierRetracted}
