"""Thresholds tried on a patient's past: the same rules in the same order, whatever is counted ahead of its time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from random import Random
from typing import NamedTuple
from uuid import UUID

import pytest

from bench.stories import Story
from domain.adherence.facts import SessionRecord, merge, session_id_of, settle
from domain.adherence.judge import judge_week
from domain.adherence.plan import DAY, DayEvent, Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.alert.decider import RaiseAlert
from domain.alert.events import AlertEvent, AlertRaised, AlertResolved
from domain.alerting.closed_date import Closing, sums_of
from domain.alerting.closing import judge_closing
from domain.alerting.history import History, alert_key, closed
from domain.alerting.judge import judge
from domain.alerting.rule import PolicyInForce
from domain.alerting.tried import tried
from domain.clinic.events import Policy
from domain.decider import Event
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.zones import day_over, local_date

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
CLINIC, THERAPIST = UUID(int=1), UUID(int=2)


class Stored(NamedTuple):
    event_id: UUID
    pos: int
    occurred_at: datetime
    recorded_at: datetime


Facts = list[tuple[Stored, Event]]


def story(seed: int, count: int = 160) -> tuple[UUID, Facts]:
    """A patient's past as the benches make it up: some of it late, corrected, taken back or paused."""
    patient_id = UUID(int=1000 + seed)
    told = sorted(
        Story(Random(seed), patient_id, CLINIC, THERAPIST, UNTIL).told(count),
        key=lambda one: one.recorded_at,
    )
    return patient_id, [
        (Stored(one.event_id, pos, one.occurred_at, one.recorded_at), one.event) for pos, one in enumerate(told, 1)
    ]


class Naively:
    """The same past with nothing kept: at the end of each date every week is judged from all that was said by then."""

    def __init__(self, patient_id: UUID, policy: PolicyInForce) -> None:
        self.raised: list[RaiseAlert] = []
        self.patient_id, self.policies = patient_id, {CLINIC: policy}
        self.history, self.plan, self.heard = History(), Plan(), list[tuple[Stored, Event]]()
        self.sessions: dict[UUID, SessionRecord] = {}
        self.open: dict[UUID, tuple[str, datetime]] = {}
        self.real: dict[UUID, str] = {}

    def run(self, facts: Facts) -> list[RaiseAlert]:
        day = None
        for stored, event in facts:
            day = self.close(day, stored.recorded_at)
            self.take(stored, event)
            if day is None and self.plan.zones and self.plan.programs:
                day = min(program.begins for program in self.plan.programs)
        self.close(day, UNTIL)
        return self.raised

    def close(self, day: date | None, now: datetime) -> date | None:
        while day is not None and day_over(self.plan.zones, day) <= now:
            at = day_over(self.plan.zones, day)
            if any(self.plan.runs_between(program, day, day) for program in self.plan.programs):
                self.expire(at)
                facts = [fact for record in self.sessions.values() if (fact := settle(record))]
                mondays = {monday_of(local_date(self.plan.zones, fact.happened_at)) for fact in facts}
                weeks = {monday: judge_week(self.plan, monday, facts) for monday in mondays}
                closing = Closing(
                    day=day,
                    at=at,
                    plan=self.plan,
                    weeks=weeks,
                    sums=sums_of(weeks),
                    position=self.heard[-1][0].pos,
                )
                self.history, decisions = judge_closing(self.history, self.patient_id, closing, self.policies)
                self.decided(decisions)
            day += DAY
        return day

    def take(self, stored: Stored, event: Event) -> None:
        self.heard.append((stored, event))
        if isinstance(event, AlertRaised):
            self.real[event.alert_id] = alert_key(event.rule, event.scope)
        if isinstance(event, AlertResolved):
            for alert_id in [each for each, (key, _) in self.open.items() if key == self.real.get(event.alert_id)]:
                self.shut(alert_id)
        if isinstance(event, AlertEvent):
            return
        self.expire(stored.recorded_at)
        if isinstance(event, DayEvent | ProgramEvent):
            self.plan = evolve_plan(self.plan, event)
        if isinstance(event, SessionEvent):
            session_id = session_id_of(event, stored.event_id)
            known = self.sessions.get(session_id) or SessionRecord(session_id)
            self.sessions[session_id] = merge(known, event, stored.event_id, stored.occurred_at)
        self.history, decisions = judge(self.history, self.patient_id, stored, event, self.policies)
        self.decided(decisions)

    def decided(self, decisions: Iterable[object]) -> None:
        for decision in decisions:
            if isinstance(decision, RaiseAlert) and decision.withheld is None:
                self.raised.append(decision)
                self.open[decision.alert_id] = alert_key(decision.rule, decision.scope), decision.answer_by

    def expire(self, now: datetime) -> None:
        for alert_id in [each for each, (_, answer_by) in self.open.items() if answer_by <= now]:
            self.shut(alert_id)

    def shut(self, alert_id: UUID) -> None:
        del self.open[alert_id]
        self.history = closed(self.history, alert_id)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_counted_ahead_changes_no_alert(seed: int) -> None:
    patient_id, facts = story(seed)
    policy = PolicyInForce(Policy(high_pain=50, low_percent=80))
    assert tried(patient_id, facts, policy, UNTIL) == Naively(patient_id, policy).run(facts)


def test_the_stories_hold_alerts_of_events_and_of_dates() -> None:
    raised = [alert for seed in range(12) for alert in tried(*story(seed), PolicyInForce(), UNTIL)]
    rules = {alert.rule for alert in raised}
    assert {"high_pain", "hurts", "low", "silent"} <= rules


def test_a_lower_threshold_finds_all_that_the_higher_one_found_and_more() -> None:
    patient_id, facts = story(3)

    def high(policy: Policy) -> set[UUID]:
        return {a.facts[-1] for a in tried(patient_id, facts, PolicyInForce(policy), UNTIL) if a.rule == "high_pain"}

    strict = high(Policy(high_pain=40))
    assert len(strict) > len(high(Policy(high_pain=90)))


def test_where_nobody_resolved_anything_an_alert_stays_open_until_it_should_have_been_answered() -> None:
    patient_id, facts = story(5)
    unanswered = [(stored, event) for stored, event in facts if not isinstance(event, AlertEvent)]
    alerts = tried(patient_id, unanswered, PolicyInForce(Policy(high_pain=10)), UNTIL)
    by_key: dict[str, list[RaiseAlert]] = {}
    for alert in alerts:
        by_key.setdefault(alert_key(alert.rule, alert.scope), []).append(alert)
    again = [pair for same in by_key.values() for pair in pairwise(same)]
    assert again
    assert all(later.at >= earlier.answer_by for earlier, later in again)
