"""What happens to an alert, from the rule that fired to what the therapist did about it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import field

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
    """A rule fired. Names everything needed to reproduce it: the patient's events up to `position`, the rule and the
    policies by their versions, and, of a rule that looks at the end of a date, the date and the moment of the look.
    """

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
    patient_policy_version: int = 0  # of the patient's own thresholds; 0 where none were in force
    day: date | None = None  # the patient's date whose end was looked at; none where an event fired
    at: Instant | None = None  # the moment of that look
    figures: dict[str, str] = field(
        default_factory=dict
    )  # the numbers it stood on, by names fixed for each rule; exact fractions, tenths


class AlertRegraded(Event):
    """At the end of a later date the same silence weighs more: another grade, and a clock that begins anew."""

    alert_id: UUID
    patient_id: UUID
    grade: Grade
    answer_by: Instant
    day: date
    at: Instant
    position: int
    policy_version: int
    patient_policy_version: int = 0
    figures: dict[str, str] = field(default_factory=dict)


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
    patient_policy_version: int = 0
    figures: dict[str, str] = field(default_factory=dict)


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


AlertEvent = (
    AlertRaised | AlertAttached | AlertWithheld | AlertDelivered | AlertAcknowledged | AlertResolved | AlertRegraded
)

EVENTS: dict[str, type[Event]] = {
    "alert.raised": AlertRaised,
    "alert.attached": AlertAttached,
    "alert.withheld": AlertWithheld,
    "alert.delivered": AlertDelivered,
    "alert.acknowledged": AlertAcknowledged,
    "alert.resolved": AlertResolved,
    "alert.regraded": AlertRegraded,
}
