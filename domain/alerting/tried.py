"""Thresholds tried on a patient's own past: which alerts there would have been, event by event and day by day.

The rules are asked in the order in which things were recorded, a date's end between the events, as the service asks
them. An alert that would have been raised counts as open until somebody resolved a real one of the same rule and scope,
and until it should have been answered at the longest: what nobody was told cannot have been resolved.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.adherence.change import first_change
from domain.adherence.facts import SessionRecord, merge, session_id_of, settle
from domain.adherence.plan import DAY, DayEvent, Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertEvent, AlertRaised, AlertResolved
from domain.alerting.closing import Closing, ClosingDecision, judge_closing
from domain.alerting.history import History, Stored, alert_key, closed
from domain.alerting.judge import Decision, judge
from domain.alerting.rule import PolicyInForce
from domain.alerting.weeks_then import WeeksThen
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.zones import day_over

LOOKS_BACK = timedelta(days=42)
"""The weeks that the rules about closed dates may ask for."""


def tried(
    patient_id: UUID, facts: Sequence[tuple[Stored, Event]], in_force: PolicyInForce, until: datetime
) -> list[RaiseAlert]:
    """The alerts that there would have been of a patient by `until` under a clinic's policy, in order of time.

    `facts` are all that was recorded of the patient, in the order of the log, up to that instant. Those that would only
    have been recorded as withheld are left out.
    """
    trial = _Trial(patient_id, in_force, WeeksThen(facts))
    for stored, event in facts:
        trial.days_until(stored.recorded_at)
        trial.heard(stored, event)
    trial.days_until(until)
    return trial.raised


class _Trial:
    def __init__(self, patient_id: UUID, in_force: PolicyInForce, weeks: WeeksThen) -> None:
        self.raised: list[RaiseAlert] = []
        self._patient_id = patient_id
        self._in_force = in_force
        self._weeks = weeks
        self._history = History()
        self._open: dict[str, RaiseAlert] = {}  # by rule and scope
        self._really: dict[UUID, str] = {}  # rule and scope of the alerts that were raised
        self._plan = Plan()
        self._next: date | None = None  # the first date that has not been looked at
        self._over: datetime | None = None  # when that one is
        self._sessions: dict[UUID, SessionRecord] = {}
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
        while self._next is not None and self._over is not None and self._over <= now:
            day, at = self._next, self._over
            if any(self._plan.runs_between(program, day, day) for program in self._plan.programs):
                self._look(day, at)
            self._next, self._over = day + DAY, day_over(self._plan.zones, day + DAY)

    def _look(self, day: date, at: datetime) -> None:
        self._answered_by(at)
        weeks, sums = self._weeks.between(self._plan, monday_of(day - LOOKS_BACK), day)
        closing = Closing(day=day, at=at, plan=self._plan, weeks=weeks, sums=sums, position=self._pos)
        policies = {} if self._history.clinic_id is None else {self._history.clinic_id: self._in_force}
        self._history, decisions = judge_closing(self._history, self._patient_id, closing, policies)
        self._decided(decisions)

    def _planned(self, event: DayEvent | ProgramEvent) -> None:
        before, self._plan = self._plan, evolve_plan(self._plan, event)
        plan = self._plan
        if plan.zones and plan.programs:
            if self._next is None:
                self._next = min(program.begins for program in plan.programs)
            self._over = day_over(plan.zones, self._next)
        changed = first_change(before, plan)
        if changed is not None:
            self._weeks.judge_anew(plan, monday_of(changed), self._sessions.values())

    def _did(self, stored: Stored, event: SessionEvent) -> None:
        session_id = session_id_of(event, stored.event_id)
        before = self._sessions.get(session_id) or SessionRecord(session_id)
        after = merge(before, event, stored.event_id, stored.occurred_at)
        self._sessions[session_id] = after
        if self._plan.zones:
            self._weeks.moved(self._plan, settle(before), settle(after))

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
