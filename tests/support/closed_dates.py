"""A patient's story for the rules about absence: closes its dates one after the other, as the rounds do."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID, uuid5

from domain.adherence.facts import SessionRecord, merge, session_id_of, settle
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.week import Week, monday_of
from domain.alert.decider import RaiseAlert, RegradeAlert
from domain.alerting.closed_date import sums_of
from domain.alerting.closing import Closing, ClosingDecision, Nudge, judge_closing
from domain.alerting.history import History, Stored, heard
from domain.alerting.rule import PolicyInForce
from domain.decider import Event
from domain.patient.events import PatientEvent
from domain.program.events import ProgramEvent
from domain.session.events import SessionEvent
from domain.values import Entry
from domain.zones import day_over
from tests.support.patient_story import CLINIC, NOON, PATIENT, Story, Told, named


class Happened(Stored, Protocol):
    """A stored event with what it says."""

    @property
    def event(self) -> Event: ...


FIRST = NOON.date()
"""The date on which every story begins: a Monday."""


def day(number: int) -> date:
    """The date that so many lie before; 0 is the first."""
    return FIRST + timedelta(days=number)


def dates(first: int, last: int) -> list[date]:
    return [day(number) for number in range(first, last + 1)]


def go_to(story: Story, number: int, hour: int = 18) -> None:
    """The next event is recorded on this date."""
    story.now = datetime.combine(day(number), time(hour), UTC) - timedelta(minutes=1)


def work(story: Story, days: Iterable[int], *entries: Entry) -> None:
    """A session on each of these dates."""
    for number in days:
        go_to(story, number)
        story.session(f"work {number}", *(entries or (Entry(prescription_id=named("knee bridge")),)))


def known_by(told: Iterable[Happened], day: date, at: datetime, position: int) -> Closing:
    """The end of a date, with the plan and the judged weeks that these events make."""
    plan, records = Plan(), dict[UUID, SessionRecord]()
    for each in told:
        if isinstance(each.event, PatientEvent | ProgramEvent):
            plan = evolve_plan(plan, each.event)
        elif isinstance(each.event, SessionEvent):
            key = session_id_of(each.event, each.event_id)
            records[key] = merge(records.get(key, SessionRecord(key)), each.event, each.event_id, each.occurred_at)
    facts = [fact for record in records.values() if (fact := settle(record)) is not None]
    mondays = [monday_of(day) - timedelta(days=7 * n) for n in range(8)]
    weeks = {monday: judge_week(plan, monday, facts) for monday in mondays}
    reported: dict[date, Week] = {monday: week for monday, week in weeks.items() if _said(week)}
    return Closing(day, at, plan, reported, sums_of(reported), position)


def _said(week: Week) -> bool:
    """Weeks in which nothing was reported are left out, as the read model leaves them out."""
    worked = any(slot.done != "0" for program in week.programs for each in program.days for slot in each.slots)
    return worked or bool(week.uncounted) or any(count.worked for program in week.programs for count in program.weekly)


def closed(
    story: Story, days: Sequence[date], policy: PolicyInForce | None = None
) -> list[tuple[date, ClosingDecision]]:
    """What is decided at the end of each of these dates, each looked at in its first instant after."""
    history, heard_of, made = History(), list[Told](), list[tuple[date, ClosingDecision]]()
    waiting = list(story.told)
    zones = known_by(story.told, days[0], NOON, 0).plan.zones
    for each in days:
        at = day_over(zones, each)
        while waiting and waiting[0].recorded_at < at:
            told = waiting.pop(0)
            heard_of.append(told)
            history = heard(history, told, told.event)
        closing = known_by(heard_of, each, at, heard_of[-1].pos)
        history, decisions = judge_closing(history, PATIENT, closing, {CLINIC: policy} if policy else {})
        made += [(each, decision) for decision in decisions]
    return made


def told_in_short(made: Iterable[tuple[date, ClosingDecision]], *rules: str) -> list[tuple[str, str, dict[str, str]]]:
    """As `<day> <what>`, its grade and figures, of some rules; the days as numbers."""
    short = []
    for on, decision in made:
        number = (on - FIRST).days
        match decision:
            case Nudge():
                short.append((f"{number} nudge", "", dict[str, str]()))
            case RaiseAlert():
                short.append((f"{number} {decision.rule}", decision.grade.value, decision.figures))
            case RegradeAlert():
                short.append((f"{number} silent again", decision.grade.value, decision.figures))
    return [each for each in short if not rules or each[0].split()[1] in rules]


def closing_alert(rule: str, scope: str, number: int) -> UUID:
    """The id of the alert that a rule raises at the end of a date."""
    return uuid5(PATIENT, f"{rule}:{scope}:{day(number)}")
