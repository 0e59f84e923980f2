"""A date of a patient that is over, and what the rules about absence may know of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.adherence.figures import ProgramFigures, Sums, figures
from domain.adherence.plan import Plan, ProgramPlan, active_on
from domain.adherence.sums import by_program
from domain.adherence.week import Week
from domain.alerting import session_memory as sessions
from domain.alerting.history import History, alert_key, day_of
from domain.reminder.timed import doses_on
from domain.values import Provenance, Schedule, Weekly
from domain.zones import day_over

MOST_FACTS = 50
"""Ids of sessions that an alert names, the newest; its figures say the rest."""


class Closing(Struct, frozen=True):
    """The end of the local date `day`, looked at in the moment `at`, by all events up to `position`."""

    day: date
    at: datetime
    plan: Plan
    weeks: Mapping[date, Week]
    """Judged weeks by their Monday, at least those of the 42 dates up to `day`; of one that is not there nothing was
    reported."""
    sums: Sums
    """What these weeks add to the numbers."""
    position: int
    counted: dict[tuple[date, date], Mapping[UUID, ProgramFigures]] = {}
    """Figures that a rule has asked for, so that the next one has them."""


def sums_of(weeks: Mapping[date, Week]) -> Sums:
    """What judged weeks add to the numbers of programs."""
    return {monday: by_program(week) for monday, week in weeks.items()}


def expecting(plan: Plan, day: date, daily_only: bool = False) -> set[UUID]:
    """The programs that expect work on a date. Weekly work is expected on each of its active dates."""
    return {
        program.program_id
        for program, prescription in active_on(plan, day)
        if _expects(prescription.schedule, day, daily_only)
    }


def _expects(schedule: Schedule, day: date, daily_only: bool) -> bool:
    return not daily_only if isinstance(schedule, Weekly) else doses_on(schedule, day) > 0


def running(closing: Closing) -> list[ProgramPlan]:
    """The programs that have begun and not ended on the closed date."""
    plan = closing.plan
    return [program for program in plan.programs if plan.runs_between(program, closing.day, closing.day)]


def doses(closing: Closing, first: date, last: date) -> Mapping[UUID, ProgramFigures]:
    """The published figures of each program over some closed dates, both included."""
    known = closing.counted.get((first, last))
    if known is None:
        programs = figures(closing.plan, closing.sums, first, last).programs
        known = closing.counted[first, last] = {each.program_id: each for each in programs}
    return known


def last_logged(history: History, closing: Closing) -> tuple[date, UUID | None] | None:
    """The last date up to the closed one on which anything was logged, and the session, where it is remembered."""
    ends = day_over(closing.plan.zones, closing.day)
    told = ((bout.happened_at, session_id) for session_id, bout in sessions.standing(history.sessions))
    newest = max((each for each in told if each[0] < ends), default=None)
    remembered = None if newest is None else (day_of(history, newest[0]), newest[1])
    judged = _last_worked(closing)
    if judged is not None and (remembered is None or remembered[0] < judged):
        return judged, None
    return remembered


def sessions_of(history: History, program_id: UUID, first: date, last: date) -> Sequence[UUID]:
    """The sessions of a program on some dates that may count, the newest at most, the earliest first."""
    told = sorted(
        (bout.happened_at, session_id)
        for session_id, bout in sessions.standing(history.sessions)
        if bout.program_id == program_id
        and not bout.in_clinic
        and bout.provenance is not Provenance.INFERRED
        and first <= day_of(history, bout.happened_at) <= last
    )
    return [session_id for _, session_id in told[-MOST_FACTS:]]


def assignments(history: History, programs: set[UUID]) -> tuple[UUID, ...]:
    """The events that assigned these programs, the earliest first."""
    return tuple(there.assigned for program_id, there in history.programs.items() if program_id in programs)


def days_back(day: date, number: int) -> date:
    """The first of `number` dates that end with `day`."""
    return day - timedelta(days=number - 1)


def _last_worked(closing: Closing) -> date | None:
    for monday in sorted(closing.weeks, reverse=True):
        worked = [day for day in _days_worked(closing.weeks[monday]) if day <= closing.day]
        if worked:
            return max(worked)
    return None


def _days_worked(week: Week) -> set[date]:
    """Every date of a week on which something was logged, whether it counted or not."""
    days = {uncounted.day for uncounted in week.uncounted}
    for program in week.programs:
        days |= {day.day for day in program.days if any(slot.done != "0" for slot in day.slots)}
        days |= {worked.day for count in program.weekly for worked in count.worked}
    return days


def something_new(history: History, closing: Closing, rule: str, program_id: UUID) -> bool:
    """Whether a rule may speak of a program again: always but after its alert was resolved, then on an expected date.

    While the alert is open there is nothing to add.
    """
    key = alert_key(rule, str(program_id))
    if key in history.open_alerts:
        return False
    return key not in history.looks or program_id in expecting(closing.plan, closing.day)
