"""The slots of a patient's plan: each dose that a date expects, with the date's bounds and when to remind of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from operator import attrgetter
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.adherence.places import dates_named
from domain.adherence.plan import Plan, active_in
from domain.values import AsNeeded, Cue, Fixed, Interval, Schedule, WallTime, Weekly, minute_of_day
from domain.zones import ZoneHistory, local_day

_CLOCK = [timedelta(minutes=minute) for minute in range(24 * 60)]
"""Each minute of the day as time past midnight: made once, for making one costs as much as a slot."""


class Slot(Struct, frozen=True, gc=False):
    """One dose of a prescription on a local date."""

    prescription_id: UUID
    day: date
    number: int  # of the doses of the day, from 1 on
    starts: datetime  # of the date: its first instant, in UTC
    ends: datetime  # of the date: the first instant after its last one, in UTC
    at: datetime | None  # when it would be reminded of, in UTC, from `starts` to `ends`; None without a clock time


def slots_of(plan: Plan, days: Sequence[date], usual_times: Sequence[WallTime] = ()) -> list[Slot]:
    """Everything the plan expects on some consecutive dates, by date, then in the order of the plan, then by number.

    `usual_times`: when the patient does fixed work, as `expand` takes them.
    """
    slots: list[Slot] = []
    for _, prescription, active in active_in(plan, days):
        slots += expand(prescription.prescription_id, prescription.schedule, active, plan.zones, usual_times)
    slots.sort(key=attrgetter("day"))
    return slots


def expand(
    prescription_id: UUID,
    schedule: Schedule,
    days: Sequence[date],
    zones: ZoneHistory,
    usual_times: Sequence[WallTime] = (),
) -> list[Slot]:
    """What one schedule expects on some dates, in their order; nothing on one that the patient's clocks skip.

    Interval work is reminded of when an interval of its window has passed, on the wall clock: first at the start and
    one interval. Fixed work has the first of `usual_times`, in the order of the clock; where they are fewer than its
    doses, the rest has no time. Work tied to a cue has none: the cue reminds.
    Weekly work has no slots, for the patient chooses its dates, and only the week expects it. What is done as needed
    has none, for nothing expects it.
    """
    match schedule:
        case Fixed():
            minutes = sorted(minute_of_day(usual) for usual in usual_times[: schedule.times_a_day])
        case Cue():
            minutes = []
        case Interval():
            minutes = schedule.minutes
        case Weekly() | AsNeeded():
            return []
        case _:
            assert_never(schedule)
    doses = list(zip_longest(range(1, schedule.times_a_day + 1), [_CLOCK[minute] for minute in minutes]))
    happening = [on for day in dates_named(schedule, days) if (on := local_day(zones, day)) is not None]
    return [
        Slot(
            prescription_id,
            on.day,
            number,
            on.starts,
            on.ends,
            None if clock is None else on.starts + clock if on.whole else on.instant(clock),
        )
        for on in happening
        for number, clock in doses
    ]
