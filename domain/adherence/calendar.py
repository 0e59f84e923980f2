"""A patient's dates one by one, as a calendar shows them: what each expected, what was done, and why one was free."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from domain.adherence.figures import Weeks, mondays
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.sums import Sum
from domain.adherence.week import Exact, Slot, Week

SIX_DAYS = timedelta(days=6)


class DayState(StrEnum):
    DONE = "done"  # all that was expected
    PART = "part"
    MISSED = "missed"  # expected, and none of it was done
    WORKED = "worked"  # nothing was expected of the very day, and weekly work was done on it
    HELD = "held"  # on hold after a red flag
    FREE = "free"


class CalendarDay(Struct, frozen=True):
    """One local date. Work to be done so often a week is expected of no day; what was done of it stands in `weekly`."""

    day: date
    expected: int  # doses of fixed, cue and interval work
    done: Exact  # of these, at most as many
    weekly: Exact  # doses of weekly work done on this day
    state: DayState


def calendar(plan: Plan, weeks: Weeks, first: date, last: date) -> tuple[CalendarDay, ...]:
    """The local dates from `first` to `last`, both included, none later than the patient's today."""
    days: list[CalendarDay] = []
    for monday in mondays(first, last):
        week = weeks.get(monday) or judge_week(plan, monday, ())
        slots, weekly = _by_day(week)
        for ordinal in range(max(monday, first).toordinal(), min(monday + SIX_DAYS, last).toordinal() + 1):
            day = date.fromordinal(ordinal)
            held = bool(plan.holds) and plan.hold_on(day) is not None
            days.append(_day(day, slots.get(day, ()), Sum(weekly.get(day, ())), held=held))
    return tuple(days)


def _by_day(week: Week) -> tuple[dict[date, list[Slot]], dict[date, list[Exact]]]:
    """What each day expected, and what of weekly work was done on it."""
    slots: dict[date, list[Slot]] = {}
    weekly: dict[date, list[Exact]] = {}
    for program in week.programs:
        for known in program.days:
            slots.setdefault(known.day, []).extend(known.slots)
        for count in program.weekly:
            for worked in count.worked:
                weekly.setdefault(worked.day, []).append(worked.done)
    return slots, weekly


def _day(day: date, slots: Sequence[Slot], weekly: Sum, *, held: bool) -> CalendarDay:
    done = Sum(slot.done for slot in slots)
    expected = sum(slot.expected for slot in slots)
    return CalendarDay(day, expected, done.exact(), weekly.exact(), _state(expected, done, weekly, held=held))


def _state(expected: int, done: Sum, weekly: Sum, *, held: bool) -> DayState:
    if expected:
        amount = done.total() if done.parts else done.whole
        if amount >= expected:
            return DayState.DONE
        return DayState.PART if amount else DayState.MISSED
    if weekly.whole or weekly.parts:
        return DayState.WORKED
    return DayState.HELD if held else DayState.FREE
