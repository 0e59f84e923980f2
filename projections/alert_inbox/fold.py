"""One alert, event by event."""

from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertEscalated,
    AlertRaised,
    AlertRegraded,
    AlertResolved,
    AlertSnoozed,
    AlertWoken,
)
from eventstore.records import Recorded

InboxEvent = (
    AlertRaised
    | AlertAttached
    | AlertDelivered
    | AlertAcknowledged
    | AlertResolved
    | AlertRegraded
    | AlertSnoozed
    | AlertWoken
    | AlertEscalated
)
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
    snoozed_until: datetime | None  # while it is put off
    escalated_to: str | None  # the step it was passed on to last
    escalated_at: datetime | None
    facts_seen: int  # how many of the facts were known when it was acknowledged
    day: date | None  # the patient's date whose end was looked at last
    figures: dict[str, str]  # what it was raised or graded on
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
            return _attached(alert, event)
        case AlertDelivered():
            return replace(alert, channels=tuple(sorted({*alert.channels, event.channel})))
        case AlertAcknowledged():
            status = "acknowledged" if alert.status == "open" else alert.status
            seen = len(alert.facts)
            return replace(alert, status=status, acknowledged_at=at, acknowledged_by=event.staff_id, facts_seen=seen)
        case AlertResolved():
            resolved = replace(alert, status="resolved", resolved_at=at, resolved_by=event.staff_id)
            return replace(resolved, resolution=event.resolution.value, snoozed_until=None)
        case AlertRegraded():
            return _regraded(alert, event)
        case AlertSnoozed():
            return replace(alert, snoozed_until=event.until)
        case AlertWoken():
            return replace(alert, snoozed_until=None, answer_by=event.answer_by)
        case AlertEscalated():
            return replace(alert, escalated_to=event.to.value, escalated_at=at, answer_by=event.answer_by)
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
        snoozed_until=None,
        escalated_to=None,
        escalated_at=None,
        facts_seen=0,
        day=event.day,
        figures=event.figures,
        facts=event.facts,
        channels=(),
    )


def _attached(alert: Alert, event: AlertAttached) -> Alert:
    """A fact that wants an answer of its own opens again what somebody took on; they have seen what was there then."""
    known = replace(alert, facts=(*alert.facts, event.fact))
    if event.answer_by is None or alert.status != "acknowledged":
        return known
    open_again = replace(known, status="open", acknowledged_at=None, acknowledged_by=None, snoozed_until=None)
    return replace(open_again, answer_by=event.answer_by, escalated_to=None, escalated_at=None)


def _regraded(alert: Alert, event: AlertRegraded) -> Alert:
    """Graver than what somebody took on, put off or was told of: open again."""
    open_again = replace(alert, status="open", acknowledged_at=None, acknowledged_by=None, facts_seen=0)
    not_put_off = replace(open_again, snoozed_until=None, escalated_to=None, escalated_at=None)
    return replace(
        not_put_off, grade=event.grade.value, answer_by=event.answer_by, day=event.day, figures=event.figures
    )
