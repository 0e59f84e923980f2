"""What an alert rule is: a name, a grade, what it is one per, an age, and a question to a patient's history."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.alert.events import Grade
from domain.alerting.closed_date import Closing
from domain.alerting.history import History, Stored, day_of
from domain.clinic.events import Policy
from domain.clinic.hours import OpeningHours, answer_by
from domain.clinic.thresholds import Thresholds, thresholds
from domain.decider import Event
from domain.values import Provenance, ZoneName


class Finding(Struct, frozen=True, kw_only=True):
    """A rule matched: in which scope, on what, and when that was (UTC, by a clock set right)."""

    scope: str  # what the rule is one per: a region, an exercise or program id, or empty
    happened_at: datetime
    provenance: Provenance
    facts: tuple[UUID, ...]  # ids of the events used, the deciding one last
    figures: dict[str, str] = {}  # the numbers it stood on: levels in tenths, exact fractions
    only_noted: bool = False  # told to an alert that is open, raises none of its own


class Rule(Struct, frozen=True, kw_only=True):
    """One alert rule. `name` is stored for ever; `version` rises with every change of what `fires` answers.

    `fires(history, stored, event, thresholds)` is asked after the history has folded the event, and answers the
    scopes in which this event is what makes the rule match; nothing in most cases. `age` is how old a match may be,
    at the most, to be an alert.
    """

    name: str
    version: int
    grade: Grade
    age: Callable[[Thresholds], timedelta]
    looks_at: frozenset[type[Event]]
    fires: Callable[[History, Stored, Any, Thresholds], Iterable[Finding]]


class ClosingFinding(Struct, frozen=True, kw_only=True):
    """A rule that looks at the end of a date found something. Without a grade the patient is nudged, nobody alerted."""

    scope: str  # a program id, or empty for the patient
    grade: Grade | None
    facts: tuple[UUID, ...]
    figures: dict[str, str]


class ClosingRule(Struct, frozen=True, kw_only=True):
    """One alert rule about what did not happen, asked when a date of the patient is over.

    `finds(history, closing, thresholds)` is pure as `fires` is. Of an open alert it is told again only where
    `regrades` is set: then it answers when more than the last time was found.
    """

    name: str
    version: int
    finds: Callable[[History, Closing, Thresholds], Iterable[ClosingFinding]]
    regrades: bool = False


class PolicyInForce(Struct, frozen=True):
    """A clinic's thresholds and when it is open; version 0 are the rules' own, without hours all clocks run on."""

    policy: Policy = Policy()
    version: int = 0
    hours: OpeningHours | None = None
    zone: ZoneName = "UTC"  # of the clinic's clocks, where it says its hours


class InForce(Struct, frozen=True):
    """The thresholds of a patient at a moment, the versions of the policies they come from, and the clinic's hours."""

    thresholds: Thresholds
    clinic: PolicyInForce
    patient_policy_version: int  # 0 where the patient has none in force

    @property
    def policy_version(self) -> int:
        return self.clinic.version

    def answer_by(self, grade: Grade, at: datetime) -> datetime:
        """Until when what was recorded at an instant wants an answer."""
        return answer_by(grade, at, self.clinic.hours, self.clinic.zone)


def in_force(history: History, clinic: PolicyInForce, at: datetime, day: date | None = None) -> InForce:
    """What holds for a patient on the date of `at`, or on `day` where a rule looks at the end of it."""
    own = history.own_policy
    if own is None or (own.until is not None and (day or day_of(history, at)) > own.until):
        return InForce(thresholds(clinic.policy), clinic, 0)
    return InForce(thresholds(clinic.policy, own.policy), clinic, own.version)
