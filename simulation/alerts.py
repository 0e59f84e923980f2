"""The life of an alert: raised, attached to, put off, taken on, passed on, closed; who is told of it, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from simulation.clinics import MANAGERS, Asked, Clinic, House

CHANNELS: Mapping[str, Sequence[str]] = {"critical": ("email", "sms", "push"), "high": ("email",), "medium": ()}
"""On which an alert leaves the house at once, where there is an address; it is in the inbox in any case."""


class Letter(NamedTuple):
    """What must have reached a sink: once, at this instant."""

    to: str  # the address
    channel: str
    at: datetime
    about: str


class Was(NamedTuple):
    """How an alert stood from an instant on."""

    since: datetime
    status: str
    grade: str
    put_off: bool
    step: str | None


@dataclass
class Alert:
    rule: str
    scope: str
    grade: str
    raised_at: datetime
    answer_by: datetime
    causes: list[str] = field(default_factory=list)  # ids of the reports; of a closing rule none
    reports: int = 0  # that fired its rule
    day: date | None = None
    acknowledged: datetime | None = None
    resolved: datetime | None = None
    resolution: str | None = None
    snoozed_at: datetime | None = None
    snoozed_until: datetime | None = None
    step: str | None = None
    overdue: bool = False
    told: set[str] = field(default_factory=set)
    escalations: list[tuple[str, datetime]] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    past: list[Was] = field(default_factory=list)

    def remember(self, at: datetime) -> None:
        self.past.append(Was(at, self.status, self.grade, self.snoozed_until is not None, self.step))

    def at(self, instant: datetime) -> Was | None:
        """How it stood then; None before it was raised."""
        return next((was for was in reversed(self.past) if was.since <= instant), None)

    @property
    def status(self) -> str:
        if self.resolved is not None:
            return "resolved"
        return "open" if self.acknowledged is None else "acknowledged"


class Alerts:
    """Of one patient."""

    def __init__(self, house: House, clinic: Clinic, therapist: str) -> None:
        self._house = house
        self._clinic = clinic
        self._therapist = therapist
        self.all: list[Alert] = []
        self.letters: list[Letter] = []
        self.left_to_the_digest: list[tuple[datetime, str]] = []  # when, and to whose

    @property
    def clinic(self) -> Clinic:
        return self._clinic

    @property
    def therapist(self) -> str:
        return self._therapist

    def open_of(self, rule: str, scope: str) -> Alert | None:
        return next((one for one in self.all if (one.rule, one.scope) == (rule, scope) and one.resolved is None), None)

    def matched(self, rule: str, scope: str, grade: str, at: datetime, causes: list[str], deciding: str) -> None:
        """A rule that an event fires: attached where one is open, else raised."""
        there = self.open_of(rule, scope)
        if there is None:
            self.raised(rule, scope, grade, at, causes=causes)
            return
        if deciding not in there.causes:
            there.causes.append(deciding)
            there.reports += 1
            if rule == "red_flag":
                self._tell(there, self._in_danger(at), at)

    def raised(
        self,
        rule: str,
        scope: str,
        grade: str,
        at: datetime,
        *,
        causes: list[str] | None = None,
        day: date | None = None,
    ) -> None:
        alert = Alert(
            rule, scope, grade, at, self._clinic.answer_by(grade, at), list(causes or ()), int(bool(causes)), day
        )
        alert.grades.append(grade)
        self.all.append(alert)
        alert.remember(at)
        self._tell(alert, self._in_danger(at) if rule == "red_flag" else self._steps(at)[:1], at)

    def regraded(self, alert: Alert, grade: str, at: datetime, day: date) -> None:
        """Graver than what was taken on or put off: it wants an answer from its owner again."""
        alert.grade, alert.day = grade, day
        alert.grades.append(grade)
        alert.answer_by = self._clinic.answer_by(grade, at)
        alert.acknowledged = alert.snoozed_at = alert.snoozed_until = alert.step = None
        alert.overdue, alert.told = False, set()
        alert.remember(at)
        self._tell(alert, self._steps(at)[:1], at)

    def done(self, alert: Alert, do: str, at: datetime, resolution: str | None, until: datetime | None) -> None:
        """What somebody does about it."""
        if do == "acknowledge" and alert.acknowledged is None:
            alert.acknowledged = at
        elif do == "resolve":
            alert.resolved, alert.resolution = at, resolution
        elif do == "snooze" and alert.grade != "critical":
            alert.snoozed_at, alert.snoozed_until = alert.snoozed_at or at, until
        alert.remember(at)

    def due(self, alert: Alert) -> datetime | None:
        """When its clock calls next."""
        if alert.resolved is not None:
            return None
        if alert.snoozed_until is not None:
            return alert.snoozed_until
        if alert.acknowledged is None:
            return alert.answer_by
        return None if alert.overdue else self._clinic.answer_by(alert.grade, alert.answer_by)

    def call(self, alert: Alert, at: datetime) -> bool:
        """Its clock has run out: woken, or passed on. False where nobody is left to be told."""
        if alert.snoozed_until is not None and alert.snoozed_at is not None:
            left = self._clinic.open_between(alert.grade, alert.snoozed_at, alert.answer_by)
            alert.answer_by = self._clinic.after_open(alert.grade, left, alert.snoozed_until)
            alert.snoozed_at = alert.snoozed_until = None
            alert.remember(at)
            self._tell(alert, self._steps(at)[:1], at)
            return True
        unresolved = alert.acknowledged is not None
        asked = self._house.next_step(self._clinic, self._therapist, at, alert.told, alert.step, unresolved)
        if asked is None:
            return False
        alert.step, alert.overdue = asked[0], alert.overdue or unresolved
        alert.answer_by = self._clinic.answer_by(alert.grade, at)
        alert.escalations.append((asked[0], at))
        alert.remember(at)
        self._tell(alert, [asked], at)
        return True

    def _steps(self, at: datetime) -> list[Asked]:
        return self._house.steps(self._clinic, self._therapist, at)

    def _in_danger(self, at: datetime) -> list[Asked]:
        found = self._steps(at)
        return [asked for asked in found if asked[0] != MANAGERS] or found

    def _tell(self, alert: Alert, asked: list[Asked], at: datetime) -> None:
        for _, people in asked:
            alert.told.update(people)
            for person in people:
                if alert.grade == "medium":
                    self.left_to_the_digest.append((at, person))
                known = self._house.staff[person].addresses
                ways = [channel for channel in CHANNELS[alert.grade] if channel in known]
                self.letters += [Letter(known[channel], channel, at, alert.rule) for channel in ways]
