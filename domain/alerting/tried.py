"""Thresholds tried on a patient's own past: which alerts there would have been, event by event and day by day.

The rules are asked in the order in which things were recorded, a date's end between the events, as the service asks
them. An alert that would have been raised counts as open until somebody resolved a real one of the same rule and scope,
and until it should have been answered at the longest: what nobody was told cannot have been resolved.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.adherence.change import first_change
from domain.adherence.facts import SessionFact, SessionRecord, merge, session_id_of, settle
from domain.adherence.judge import judge_week
from domain.adherence.plan import DAY, DayEvent, Plan, evolve_plan
from domain.adherence.week import Week, monday_of
from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertEvent, AlertRaised, AlertResolved
from domain.alerting.closing import Closing, ClosingDecision, judge_closing
from domain.alerting.history import History, Stored, alert_key, closed
from domain.alerting.judge import Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.zones import day_over, local_date

LOOKS_BACK = timedelta(days=42)
"""The weeks that the rules about closed dates may ask for."""


def tried(
    patient_id: UUID, facts: Iterable[tuple[Stored, Event]], in_force: PolicyInForce, until: datetime
) -> list[RaiseAlert]:
    """The alerts that there would have been of a patient by `until` under a clinic's policy, in order of time.

    `facts` are all that was recorded of the patient, in the order of the log, up to that instant. Those that would only
    have been recorded as withheld are left out.
    """
    trial = _Trial(patient_id, in_force)
    for stored, event in facts:
        trial.days_until(stored.recorded_at)
        trial.heard(stored, event)
    trial.days_until(until)
    return trial.raised


class _Trial:
    def __init__(self, patient_id: UUID, in_force: PolicyInForce) -> None:
        self.raised: list[RaiseAlert] = []
        self._patient_id = patient_id
        self._in_force = in_force
        self._history = History()
        self._open: dict[str, RaiseAlert] = {}  # by rule and scope
        self._really: dict[UUID, str] = {}  # rule and scope of the alerts that were raised
        self._plan = Plan()
        self._next: date | None = None  # the first date that has not been looked at
        self._sessions: dict[UUID, SessionRecord] = {}
        self._weeks = _Weeks()
        self._pos = 0

    def heard(self, stored: Stored, event: Event) -> None:
        self._pos = stored.pos
        if isinstance(event, AlertEvent):
            self._really_happened(event)
            return
        self._answered_by(stored.recorded_at)
        if isinstance(event, DayEvent | ProgramEvent):
            self._planned(event)
        if isinstance(event, SessionEvent):
            self._did(stored, event)
        clinic_id = self._history.clinic_id or getattr(event, "clinic_id", None)
        policies = {} if clinic_id is None else {clinic_id: self._in_force}
        self._history, decisions = judge(self._history, self._patient_id, stored, event, policies)
        self._decided(decisions)

    def days_until(self, now: datetime) -> None:
        """Looks at each date that has ended by now, once."""
        while (day := self._ended_by(now)) is not None:
            at = day_over(self._plan.zones, day)
            self._answered_by(at)
            first = monday_of(day - LOOKS_BACK)
            weeks = self._weeks.judged(self._plan, first, day)
            closing = Closing(day=day, at=at, plan=self._plan, weeks=weeks, position=self._pos)
            policies = {} if self._history.clinic_id is None else {self._history.clinic_id: self._in_force}
            self._history, decisions = judge_closing(self._history, self._patient_id, closing, policies)
            self._decided(decisions)
            self._next = day + DAY

    def _ended_by(self, now: datetime) -> date | None:
        """The next date to look at, where it is over: dates on which no program runs are passed over."""
        if self._next is None or not self._plan.zones:
            return None
        today = local_date(self._plan.zones, now)
        while self._next < today:
            if any(self._plan.runs_between(program, self._next, self._next) for program in self._plan.programs):
                return self._next
            self._next += DAY
        return None

    def _planned(self, event: DayEvent | ProgramEvent) -> None:
        before, self._plan = self._plan, evolve_plan(self._plan, event)
        if self._plan.zones and self._next is None and self._plan.programs:
            self._next = min(program.begins for program in self._plan.programs)
        changed = first_change(before, self._plan)
        if changed is not None:
            self._weeks.begin_again(self._plan, monday_of(changed), self._sessions.values())

    def _did(self, stored: Stored, event: SessionEvent) -> None:
        session_id = session_id_of(event, stored.event_id)
        before = self._sessions.get(session_id) or SessionRecord(session_id)
        after = merge(before, event, stored.event_id, stored.occurred_at)
        self._sessions[session_id] = after
        self._weeks.move(self._plan, settle(before), settle(after))

    def _decided(self, decisions: Iterable[Decision | ClosingDecision]) -> None:
        for decision in decisions:
            if isinstance(decision, RaiseAlert) and decision.withheld is None:
                self.raised.append(decision)
                self._open[alert_key(decision.rule, decision.scope)] = decision

    def _really_happened(self, event: AlertEvent) -> None:
        if isinstance(event, AlertRaised):
            self._really[event.alert_id] = alert_key(event.rule, event.scope)
        elif isinstance(event, AlertResolved) and (key := self._really.get(event.alert_id)) is not None:
            self._close(key)

    def _answered_by(self, now: datetime) -> None:
        for key in [key for key, alert in self._open.items() if alert.answer_by <= now]:
            self._close(key)

    def _close(self, key: str) -> None:
        alert = self._open.pop(key, None)
        if alert is not None:
            self._history = closed(self._history, alert.alert_id)


class _Weeks:
    """A patient's sessions by week, judged anew only where something of the week was said."""

    def __init__(self) -> None:
        self._sessions: dict[date, dict[UUID, SessionFact]] = {}
        self._judged: dict[date, Week] = {}

    def move(self, plan: Plan, before: SessionFact | None, after: SessionFact | None) -> None:
        """A session that stood as `before` stands as `after`; None: not at all."""
        if not plan.zones:
            return
        if before is not None:
            monday = monday_of(local_date(plan.zones, before.happened_at))
            self._sessions.get(monday, {}).pop(before.session_id, None)
            self._judged.pop(monday, None)
        if after is not None:
            monday = monday_of(local_date(plan.zones, after.happened_at))
            self._sessions.setdefault(monday, {})[after.session_id] = after
            self._judged.pop(monday, None)

    def begin_again(self, plan: Plan, since: date, records: Iterable[SessionRecord]) -> None:
        """The plan judges weeks from `since` on otherwise than before."""
        self._judged = {monday: week for monday, week in self._judged.items() if monday < since}
        self._sessions = {}
        for record in records:
            self.move_in(plan, settle(record))

    def move_in(self, plan: Plan, fact: SessionFact | None) -> None:
        """Puts a session into its week without judging that one anew."""
        if fact is not None and plan.zones:
            monday = monday_of(local_date(plan.zones, fact.happened_at))
            self._sessions.setdefault(monday, {})[fact.session_id] = fact

    def judged(self, plan: Plan, first: date, last: date) -> dict[date, Week]:
        """The weeks between two dates in which anything was reported."""
        weeks: dict[date, Week] = {}
        for monday in self._mondays(first, last):
            sessions = self._sessions.get(monday)
            if sessions:
                week = self._judged.get(monday)
                if week is None:
                    week = self._judged[monday] = judge_week(plan, monday, list(sessions.values()))
                weeks[monday] = week
        return weeks

    @staticmethod
    def _mondays(first: date, last: date) -> Iterator[date]:
        monday = first
        while monday <= last:
            yield monday
            monday += 7 * DAY
