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
    """As it stands, and how it came there."""

    rule: str
    scope: str
    grade: str
    raised_at: datetime
    answer_by: datetime  # where the clock runs out that runs now
    causes: list[str] = field(default_factory=list)  # ids of the reports; of a closing rule none
    reports: int = 0  # that fired its rule
    day: date | None = None
    acknowledged: datetime | None = None
    resolved: datetime | None = None
    resolution: str | None = None
    snoozed_at: datetime | None = None
    snoozed_until: datetime | None = None
    step: str | None = None  # to whom it was passed on last
    overdue: bool = False  # passed on because nobody closed it
    nobody_left: bool = False  # to be told
    told: set[str] = field(default_factory=set)  # staff
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
        self.clinic = clinic
        self.therapist = therapist
        self.all: list[Alert] = []
        self.letters: list[Letter] = []
        self.left_to_the_digest: list[tuple[datetime, str]] = []  # when, and to whose

    def open_of(self, rule: str, scope: str) -> Alert | None:
        return next((one for one in self.all if (one.rule, one.scope) == (rule, scope) and one.resolved is None), None)

    def matched(self, rule: str, scope: str, grade: str, at: datetime, causes: list[str]) -> None:
        """A rule that a report fires, the last of `causes`: attached where one is open, else raised."""
        there = self.open_of(rule, scope)
        if there is None:
            self.raised(rule, scope, grade, at, causes=causes)
            return
        if causes[-1] not in there.causes:
            there.causes.append(causes[-1])
            there.reports += 1
            if rule == "red_flag":
                if there.acknowledged is not None:
                    self._wants_an_answer_again(there, at)
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
        answer_by, reports = self.clinic.answer_by(grade, at), int(bool(causes))
        alert = Alert(rule, scope, grade, at, answer_by, list(causes or ()), reports, day, grades=[grade])
        self.all.append(alert)
        alert.remember(at)
        self._tell(alert, self._in_danger(at) if rule == "red_flag" else self._steps(at)[:1], at)

    def regraded(self, alert: Alert, grade: str, at: datetime, day: date) -> None:
        """Graver than what was taken on or put off: it wants an answer from its owner again."""
        alert.grade, alert.day = grade, day
        alert.grades.append(grade)
        self._wants_an_answer_again(alert, at)
        self._tell(alert, self._steps(at)[:1], at)

    def _wants_an_answer_again(self, alert: Alert, at: datetime) -> None:
        alert.answer_by = self.clinic.answer_by(alert.grade, at)
        alert.acknowledged = alert.snoozed_at = alert.snoozed_until = alert.step = None
        alert.overdue, alert.nobody_left, alert.told = False, False, set()
        alert.remember(at)

    def done(self, alert: Alert, do: str, at: datetime, resolution: str | None, until: datetime | None) -> None:
        """What somebody does about it."""
        if do == "acknowledge" and alert.acknowledged is None:
            alert.acknowledged = at
        elif do == "resolve":
            alert.resolved, alert.resolution = at, resolution
        elif do == "snooze" and alert.grade != "critical":
            alert.snoozed_at, alert.snoozed_until = alert.snoozed_at or at, until
        alert.nobody_left = False
        alert.remember(at)
        if (due := self.due(alert)) is not None and due <= at:
            self.call(alert, at)

    def due(self, alert: Alert) -> datetime | None:
        """When its clock calls next."""
        if alert.resolved is not None or alert.nobody_left:
            return None
        if alert.snoozed_until is not None:
            return alert.snoozed_until
        if alert.acknowledged is None:
            return alert.answer_by
        return None if alert.overdue else self.clinic.answer_by(alert.grade, alert.answer_by)

    def call(self, alert: Alert, at: datetime) -> None:
        """Its clock has run out: woken, or passed on."""
        if alert.snoozed_until is not None and alert.snoozed_at is not None:
            left = self.clinic.open_between(alert.grade, alert.snoozed_at, alert.answer_by)
            alert.answer_by = self.clinic.after_open(alert.grade, left, alert.snoozed_until)
            alert.snoozed_at = alert.snoozed_until = None
            alert.remember(at)
            self._tell(alert, self._steps(at)[:1], at)
            return
        unresolved = alert.acknowledged is not None
        asked = self._house.next_step(self.clinic, self.therapist, at, alert.told, alert.step, unresolved)
        if asked is None:
            alert.nobody_left = True
            return
        alert.step, alert.overdue = asked[0], alert.overdue or unresolved
        alert.answer_by = self.clinic.answer_by(alert.grade, at)
        alert.escalations.append((asked[0], at))
        alert.remember(at)
        self._tell(alert, [asked], at)

    def _steps(self, at: datetime) -> list[Asked]:
        return self._house.steps(self.clinic, self.therapist, at)

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
