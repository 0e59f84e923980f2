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
    MOVED = "moved"  # to the patient into whom this one, a duplicate, was merged


class WithheldBecause(StrEnum):
    TOO_OLD = "too_old"
    IMPORTED = "imported"


class Step(StrEnum):
    """Who is to answer an alert, one after the other while nobody does."""

    THERAPIST = "therapist"
    COVER = "cover"  # who stands in while the therapist is away
    LEAD = "lead"  # of the clinic
    MANAGERS = "managers"  # every owner and admin that reaches the clinic


class EscalatedBecause(StrEnum):
    UNANSWERED = "unanswered"  # its clock ran out
    UNRESOLVED = "unresolved"  # somebody took it on, and it was still open when its clock had run twice


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
    position: int  # of the patient's feed at which it fired; 0: at the door, in the append that stored its last fact
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
    """A later event matched while the alert was open.

    Where `answer_by` is given somebody has to look at the fact itself: what was taken on is open again until then.
    """

    alert_id: UUID
    patient_id: UUID
    fact: UUID
    answer_by: Instant | None = None


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
    """It went out, or stands in somebody's inbox (`in_app`)."""

    alert_id: UUID
    patient_id: UUID
    channel: str
    effect_id: UUID
    staff_id: UUID | None = None  # to whom; none on the console
    again: bool = False  # an earlier attempt may have arrived too


class AlertAcknowledged(Event):
    alert_id: UUID
    patient_id: UUID
    staff_id: UUID


class AlertResolved(Event):
    alert_id: UUID
    patient_id: UUID
    staff_id: UUID
    resolution: Resolution
    private: str | None = None  # keyed digest of the vault's item of this event: what was done, in words


class AlertSnoozed(Event):
    """Put off: its clock stands from `at` until `until`, when it is told again."""

    alert_id: UUID
    patient_id: UUID
    staff_id: UUID
    at: Instant
    until: Instant


class AlertWoken(Event):
    """The time it was put off for is over: what was left of its clock runs on."""

    alert_id: UUID
    patient_id: UUID
    answer_by: Instant


class AlertEscalated(Event):
    """Passed on to the next who may answer, with a clock that begins anew."""

    alert_id: UUID
    patient_id: UUID
    to: Step
    answer_by: Instant
    because: EscalatedBecause
    staff: tuple[UUID, ...]  # who that was at the time


AlertEvent = (
    AlertRaised
    | AlertAttached
    | AlertWithheld
    | AlertDelivered
    | AlertAcknowledged
    | AlertResolved
    | AlertRegraded
    | AlertSnoozed
    | AlertWoken
    | AlertEscalated
)

EVENTS: dict[str, type[Event]] = {
    "alert.raised": AlertRaised,
    "alert.attached": AlertAttached,
    "alert.withheld": AlertWithheld,
    "alert.delivered": AlertDelivered,
    "alert.acknowledged": AlertAcknowledged,
    "alert.resolved": AlertResolved,
    "alert.regraded": AlertRegraded,
    "alert.snoozed": AlertSnoozed,
    "alert.woken": AlertWoken,
    "alert.escalated": AlertEscalated,
}
