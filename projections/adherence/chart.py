"""One patient on the desk: the plan, and the sessions that the events at hand may add, move or judge otherwise."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.adherence.change import first_change, waits
from domain.adherence.facts import (
    SessionFact,
    SessionRecord,
    as_logged,
    merge,
    only_logged,
    record_of,
    session_id_of,
    settle,
)
from domain.adherence.judge import judge_week
from domain.adherence.plan import DayEvent, Plan
from domain.adherence.week import NotCounted, Week, monday_of
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent, SessionLogged
from domain.symptom.exercise_pain import RatedExercise, rated_in, rates_pain
from eventstore.records import Recorded
from projections.adherence.fold import Patient, evolve_patient, week_of


class Apart(Struct):
    """A session that stands by itself, and the week it counts in."""

    record: SessionRecord
    monday: date | None = None


class JudgedWeek(NamedTuple):
    """A week as it is kept: whether it waits for the plan, its sessions that do not stand apart, and its judgement."""

    monday: date
    waits: bool
    sessions: list[SessionFact]
    week: Week
    pain: tuple[RatedExercise, ...]  # what all its sessions say of it


class Chart:
    """First the plan is told, then the sessions; that touches weeks, which are completed, and then judged.

    Only sessions that were told, and those of touched weeks, are here.
    """

    def __init__(self, patient_id: UUID, before: Patient) -> None:
        self.patient_id = patient_id
        self.before = before
        self.patient = before
        self.logged: dict[UUID, SessionFact] = {}  # of which only the log has spoken
        self.apart: dict[UUID, Apart] = {}
        self.joined: list[UUID] = []  # that stood apart, and stand in their week now
        self.touched: set[date] = set()
        self._weeks: dict[date, list[SessionFact]] = {}
        self._corrected: dict[date, list[SessionFact]] = {}  # which stand apart

    def plan_told(self, recorded: Recorded, event: DayEvent | ProgramEvent) -> None:
        self.patient = evolve_patient(self.patient, recorded, event)

    def judged_otherwise_since(self) -> date | None:
        """The week from which on the plan may judge otherwise than before; None where it does not."""
        day = first_change(self.before.plan, self.patient.plan)
        return None if day is None else monday_of(day)

    def dates_begin(self) -> bool:
        """Whether the patient's first zone was among what is told: nothing was dated before."""
        return bool(self.patient.plan.zones) and not self.before.plan.zones

    def known_as_logged(self, fact: SessionFact) -> None:
        """A session that the events at hand speak of, which stands in its week as the log told it."""
        self.logged[fact.session_id] = fact
        self._touch(week_of(self.before.plan, fact))

    def sessions_told(self, told: Iterable[tuple[Recorded, DayEvent | ProgramEvent | SessionEvent]]) -> None:
        """What of this speaks of sessions; then all that are here are put in their weeks."""
        for recorded, event in told:
            if isinstance(event, SessionEvent):
                self._session_told(event, recorded)
        self._date()

    def _session_told(self, event: SessionEvent, recorded: Recorded) -> None:
        event_id, occurred_at, zone = recorded.event_id, recorded.occurred_at, recorded.occurred_zone
        session_id = session_id_of(event, event_id)
        apart = self.apart.get(session_id)
        if apart is None:
            if isinstance(event, SessionLogged):
                self.logged[session_id] = as_logged(event, session_id, occurred_at, zone)
                return
            known = self.logged.pop(session_id, None)
            record = SessionRecord(session_id) if known is None else record_of(known, self.patient_id)
            apart = self.apart[session_id] = Apart(record)
        apart.record = merge(apart.record, event, event_id, occurred_at, zone)

    def _date(self) -> None:
        plan = self.patient.plan
        for session_id, apart in list(self.apart.items()):
            self._touch(apart.monday)
            fact = settle(apart.record)
            apart.monday = week_of(plan, fact)
            if fact is None or apart.monday is None:
                continue
            if only_logged(apart.record):
                del self.apart[session_id]
                self.joined.append(session_id)
                self.logged[session_id] = fact
            else:
                self._touch(apart.monday)
                self._corrected.setdefault(apart.monday, []).append(fact)
        for session_id, fact in list(self.logged.items()):
            monday = week_of(plan, fact)
            if monday is None:
                del self.logged[session_id]
                self.apart[session_id] = Apart(record_of(fact, self.patient_id))
            else:
                self._touch(monday)
                self._weeks.setdefault(monday, []).append(fact)

    def complete(self, monday: date, sessions: Iterable[SessionFact]) -> None:
        """The sessions that a touched week had so far."""
        for fact in sessions:
            if fact.session_id not in self.logged and fact.session_id not in self.apart:
                now = self._now_in(monday, fact)
                self._weeks.setdefault(now, []).append(fact)

    def complete_apart(self, monday: date, record: SessionRecord) -> None:
        """One of those that stood apart in a touched week so far."""
        fact = settle(record)
        if fact is None or record.session_id in self.apart:
            return
        now = self._now_in(monday, fact)
        if now != monday:
            self.apart[record.session_id] = Apart(record, now)
        self._corrected.setdefault(now, []).append(fact)

    def judged(self) -> Iterator[JudgedWeek]:
        """The touched weeks in which anything is reported."""
        plan = self.patient.plan
        for monday in sorted(self.touched):
            sessions = sorted(self._weeks.get(monday, ()), key=lambda fact: (fact.happened_at, fact.session_id))
            all_sessions = [*sessions, *self._corrected.get(monday, ())]
            if all_sessions:
                week = judge_week(plan, monday, all_sessions)
                pain = rated_in(plan, all_sessions)
                yield JudgedWeek(monday, _waits(plan, week, all_sessions), sessions, week, pain)

    def emptied(self) -> Iterator[date]:
        """The touched weeks in which nothing is reported any more."""
        return (day for day in self.touched if day not in self._weeks and day not in self._corrected)

    def _touch(self, monday: date | None) -> None:
        if monday is not None:
            self.touched.add(monday)

    def _now_in(self, monday: date, fact: SessionFact) -> date:
        """The week in which a session of a touched week counts now: where the zones changed maybe another."""
        plan = self.patient.plan
        if plan.zones == self.before.plan.zones:
            return monday
        now = week_of(plan, fact) or monday
        self.touched.add(now)
        return now


def _waits(plan: Plan, week: Week, sessions: Collection[SessionFact]) -> bool:
    """Whether what counts for nothing here may count, or speak of an exercise, once the plan knows more."""
    open_ = {uncounted.session_id for uncounted in week.uncounted if uncounted.because is NotCounted.NOT_PRESCRIBED}
    open_.update(fact.session_id for fact in sessions if fact.in_clinic and rates_pain(fact))
    return bool(open_) and any(fact.session_id in open_ and waits(plan, fact) for fact in sessions)
