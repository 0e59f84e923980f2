"""A barrier as it stands, whatever the order in which the report and its retraction arrived."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.barrier.events import BarrierEvent, BarrierReported, BarrierRetracted
from domain.corrections import with_retraction
from domain.values import BarrierReason, Provenance, Side
from domain.zones import shifted


class Hindered(Struct, frozen=True, omit_defaults=True):
    """What kept the patient from the work, and when."""

    patient_id: UUID
    clinic_id: UUID
    at: datetime  # UTC, by a clock set right
    reason: BarrierReason
    provenance: Provenance
    exercise_id: UUID | None = None
    side: Side = Side.NONE


class BarrierRecord(Struct, frozen=True, omit_defaults=True):
    """All that was said of one report: the same for any order of arrival and any number of repeats."""

    barrier_id: UUID
    reported: Hindered | None = None
    retracted_for: tuple[UUID, ...] = ()  # the patients for whom it was taken back, in order


def barrier_id_of(event: BarrierEvent, event_id: UUID) -> UUID:
    """The report an event speaks of; a report's own id is its event's."""
    return event_id if isinstance(event, BarrierReported) else event.barrier_id


def merge(record: BarrierRecord, event: BarrierEvent, occurred_at: datetime) -> BarrierRecord:
    """The record with one more event; `occurred_at` is the sender's claim."""
    match event:
        case BarrierReported():
            return replace(record, reported=as_reported(event, occurred_at))
        case BarrierRetracted():
            return replace(record, retracted_for=with_retraction(record.retracted_for, event.patient_id))
        case _:
            assert_never(event)


def as_reported(event: BarrierReported, occurred_at: datetime) -> Hindered:
    """The report alone."""
    return Hindered(
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        at=shifted(occurred_at, event.clock_shift),
        reason=event.reason,
        provenance=event.provenance,
        exercise_id=event.exercise_id,
        side=event.side,
    )


def settle(record: BarrierRecord) -> Hindered | None:
    """The report as it stands; None while it has not arrived, and after it was taken back."""
    reported = record.reported
    return None if reported is None or reported.patient_id in record.retracted_for else reported
