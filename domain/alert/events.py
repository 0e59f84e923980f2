"""What happens to an alert, from the rule that fired to what the therapist did about it."""

from enum import StrEnum
from uuid import UUID

from domain.decider import Event
from domain.values import Instant


class Grade(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"


class Resolution(StrEnum):
    PROGRAM_CHANGED = "program_changed"
    CALLED = "called"
    REASSURED = "reassured"
    REFERRED = "referred"


class WithheldBecause(StrEnum):
    TOO_OLD = "too_old"
    IMPORTED = "imported"


class AlertRaised(Event):
    """A rule fired. Names everything needed to reproduce it."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    rule: str
    rule_version: int
    policy_version: int
    grade: Grade
    scope: str  # what the rule is one per: a region, an exercise id, or empty for the patient
    position: int  # of the patient's feed at which it fired
    facts: tuple[UUID, ...]  # ids of the events used, the deciding one last
    answer_by: Instant
    therapist_id: UUID | None = None


class AlertAttached(Event):
    """A later event matched while the alert was open."""

    alert_id: UUID
    patient_id: UUID
    fact: UUID


class AlertWithheld(Event):
    """A rule would have fired, but what it saw is older than its age, or was imported."""

    alert_id: UUID
    patient_id: UUID
    clinic_id: UUID
    rule: str
    rule_version: int
    policy_version: int
    scope: str
    position: int
    facts: tuple[UUID, ...]
    because: WithheldBecause


class AlertDelivered(Event):
    alert_id: UUID
    patient_id: UUID
    channel: str
    effect_id: UUID


class AlertAcknowledged(Event):
    alert_id: UUID
    patient_id: UUID
    staff_id: UUID


class AlertResolved(Event):
    alert_id: UUID
    patient_id: UUID
    staff_id: UUID
    resolution: Resolution


AlertEvent = AlertRaised | AlertAttached | AlertWithheld | AlertDelivered | AlertAcknowledged | AlertResolved

EVENTS: dict[str, type[Event]] = {
    "alert.raised": AlertRaised,
    "alert.attached": AlertAttached,
    "alert.withheld": AlertWithheld,
    "alert.delivered": AlertDelivered,
    "alert.acknowledged": AlertAcknowledged,
    "alert.resolved": AlertResolved,
}
