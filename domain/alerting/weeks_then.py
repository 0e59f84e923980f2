"""A patient's judged weeks as they stood at the end of each date, where the whole past is at hand.

What was logged on its own date and never spoken of again is there from the beginning: it changes nothing about the
dates before its own, and each week is judged once and not once a day.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.adherence.facts import SessionFact, SessionRecord, as_logged, session_id_of, settle
from domain.adherence.figures import Sums
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.sums import WeekSums, by_program
from domain.adherence.week import Week, monday_of
from domain.alerting.history import Stored
from domain.decider import Event
from domain.session.events import SessionEvent, SessionLogged
from domain.zones import ZoneHistory, day_over, local_date

WEEK = timedelta(days=7)


class WeeksThen:
    """Sessions by week as they are told, and the weeks judged anew only where something of them was told late."""

    def __init__(self, facts: Iterable[tuple[Stored, Event]]) -> None:
        self._once = _told_once(facts)  # with the instants at which they were recorded
        self._prompt: dict[UUID, date] = {}  # of these, by the zones as they are known: their weeks
        self._zones: ZoneHistory = ()  # by which the sessions stand in their weeks
        self._sessions: dict[date, dict[UUID, SessionFact]] = {}
        self._judged: dict[date, tuple[Week, tuple[WeekSums, ...]]] = {}

    def judge_anew(self, plan: Plan, since: date, told: Iterable[SessionRecord]) -> None:
        """The plan judges the weeks from `since` on otherwise than before; `told`: every session of which was heard."""
        self._judged = {monday: judged for monday, judged in self._judged.items() if monday < since}
        if plan.zones == self._zones:
            return
        self._zones, self._sessions, self._prompt = plan.zones, {}, {}
        for fact in filter(None, map(settle, told)):
            self._put(fact, monday_of(local_date(plan.zones, fact.happened_at)))
        for fact, recorded_at in self._once.values():
            day = local_date(plan.zones, fact.happened_at)
            if recorded_at < day_over(plan.zones, day):
                self._prompt[fact.session_id] = monday_of(day)
                self._put(fact, monday_of(day))

    def moved(self, plan: Plan, before: SessionFact | None, after: SessionFact | None) -> None:
        """A session that stood as `before` stands as `after`; None: not at all."""
        for fact in filter(None, (before, after)):
            if fact.session_id not in self._prompt:
                monday = monday_of(local_date(plan.zones, fact.happened_at))
                self._judged.pop(monday, None)
                self._sessions.get(monday, {}).pop(fact.session_id, None)
        if after is not None and after.session_id not in self._prompt:
            self._put(after, monday_of(local_date(plan.zones, after.happened_at)))

    def between(self, plan: Plan, first: date, last: date) -> tuple[dict[date, Week], Sums]:
        """The weeks from a Monday to that of a date in which anything is reported, and what they add."""
        weeks: dict[date, Week] = {}
        sums: dict[date, tuple[WeekSums, ...]] = {}
        monday = first
        while monday <= last:
            sessions = self._sessions.get(monday)
            if sessions:
                judged = self._judged.get(monday)
                if judged is None:
                    week = judge_week(plan, monday, list(sessions.values()))
                    judged = self._judged[monday] = week, by_program(week)
                weeks[monday], sums[monday] = judged
            monday += WEEK
        return weeks, sums

    def _put(self, fact: SessionFact, monday: date) -> None:
        self._sessions.setdefault(monday, {})[fact.session_id] = fact


def _told_once(facts: Iterable[tuple[Stored, Event]]) -> dict[UUID, tuple[SessionFact, datetime]]:
    """The sessions of which only their log ever speaks."""
    logged: dict[UUID, tuple[SessionFact, datetime]] = {}
    spoken_of: set[UUID] = set()
    for stored, event in facts:
        if isinstance(event, SessionLogged):
            logged[stored.event_id] = as_logged(event, stored.event_id, stored.occurred_at), stored.recorded_at
        elif isinstance(event, SessionEvent):
            spoken_of.add(session_id_of(event, stored.event_id))
    return {session_id: told for session_id, told in logged.items() if session_id not in spoken_of}
