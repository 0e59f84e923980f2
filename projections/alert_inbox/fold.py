"""One alert, event by event."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertRaised,
    AlertRegraded,
    AlertResolved,
)
from eventstore.records import Recorded

InboxEvent = AlertRaised | AlertAttached | AlertDelivered | AlertAcknowledged | AlertResolved | AlertRegraded
"""An alert that was withheld is in nobody's inbox."""


class Alert(Struct, frozen=True):
    """As stored, in the order of the table's columns. Times in UTC."""

    version: int  # of the alert's stream, up to which it is folded
    patient_id: UUID
    clinic_id: UUID
    rule: str
    rule_version: int
    grade: str
    scope: str
    status: str
    raised_at: datetime
    answer_by: datetime
    therapist_id: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    resolved_at: datetime | None
    resolved_by: UUID | None
    resolution: str | None
    facts: tuple[UUID, ...]  # in the order in which they were found
    channels: tuple[str, ...]  # on which it arrived, in alphabetical order


def evolve(alert: Alert | None, recorded: Recorded, event: InboxEvent) -> Alert:
    """After one more event; unchanged by one that was folded before. Raises LookupError for what was never raised."""
    if alert is not None and recorded.version <= alert.version:
        return alert
    if isinstance(event, AlertRaised):
        return _raised(recorded, event)
    if alert is None:
        raise LookupError(f"alert {event.alert_id} was never raised")
    alert = replace(alert, version=recorded.version)
    at = recorded.recorded_at
    match event:
        case AlertAttached():
            return replace(alert, facts=(*alert.facts, event.fact))
        case AlertDelivered():
            return replace(alert, channels=tuple(sorted({*alert.channels, event.channel})))
        case AlertAcknowledged():
            status = "acknowledged" if alert.status == "open" else alert.status
            return replace(alert, status=status, acknowledged_at=at, acknowledged_by=event.staff_id)
        case AlertResolved():
            resolved = replace(alert, status="resolved", resolved_at=at, resolved_by=event.staff_id)
            return replace(resolved, resolution=event.resolution.value)
        case AlertRegraded():
            return replace(alert, grade=event.grade.value, answer_by=event.answer_by)
        case _:
            assert_never(event)


def _raised(recorded: Recorded, event: AlertRaised) -> Alert:
    return Alert(
        version=recorded.version,
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        rule=event.rule,
        rule_version=event.rule_version,
        grade=event.grade.value,
        scope=event.scope,
        status="open",
        raised_at=recorded.recorded_at,
        answer_by=event.answer_by,
        therapist_id=event.therapist_id,
        acknowledged_at=None,
        acknowledged_by=None,
        resolved_at=None,
        resolved_by=None,
        resolution=None,
        facts=event.facts,
        channels=(),
    )
