"""The doses that a date expects, each with the instant at which to remind of it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.places import dates_named
from domain.adherence.plan import Plan, active_on
from domain.reminder.events import SlotId
from domain.reminder.manners import CUE_MINUTES, Manners
from domain.reminder.usual_times import Bouts, usual_times
from domain.values import AsNeeded, Cue, Fixed, Interval, Schedule, Weekly
from domain.zones import LocalDay, ZoneHistory, local_date, local_day, wall_minute


class TimedSlot(Struct, frozen=True):
    """A dose, and when to remind of it, in UTC; None where the date has no instant for that outside the quiet hours."""

    slot: SlotId
    cue: bool  # tied to a cue
    at: datetime | None


class Habits(Struct, frozen=True):
    """What the times of fixed work are learned from."""

    bouts: Bouts = {}
    holidays: frozenset[date] = frozenset()  # of the clinic


def timed_slots(plan: Plan, day: date, habits: Habits, manners: Manners) -> list[TimedSlot]:
    """Everything the plan expects on a date but weekly work, for which the patient chooses the dates."""
    on = local_day(plan.zones, day)
    if on is None:
        return []
    return [
        TimedSlot(SlotId(prescription.prescription_id, number), isinstance(prescription.schedule, Cue), at)
        for _, prescription in active_on(plan, day)
        for number, minute in enumerate(_minutes(prescription.schedule, day, habits), start=1)
        for at in (instant_outside_quiet(on, plan.zones, minute, manners),)
    ]


def unheld(plan: Plan) -> Plan:
    """The plan as it would be without any red flag."""
    return replace(plan, holds=()) if plan.holds else plan


def slots_expected(plan: Plan, day: date) -> list[SlotId]:
    """The same doses without their times."""
    if local_day(plan.zones, day) is None:
        return []
    return [
        SlotId(prescription.prescription_id, number)
        for _, prescription in active_on(plan, day)
        for number in range(1, doses_on(prescription.schedule, day) + 1)
    ]


def doses_on(schedule: Schedule, day: date) -> int:
    """How many doses of its own a date expects."""
    if isinstance(schedule, Weekly | AsNeeded):
        return 0
    return schedule.times_a_day if dates_named(schedule, (day,)) else 0


def instant_outside_quiet(on: LocalDay, zones: ZoneHistory, minute: int, manners: Manners) -> datetime | None:
    """When clocks show a minute of a date, moved out of the quiet hours; None where that is on no other terms.

    A time that happens twice is the first of the two. What the clocks skip, as in a flight, may come out in the quiet
    hours or not before the date is over.
    """
    at = on.instant(timedelta(minutes=manners.outside_quiet(minute)))
    outside = local_date(zones, at) == on.day and not manners.quiet(wall_minute(zones, at))
    return at if outside else None


def _minutes(schedule: Schedule, day: date, habits: Habits) -> Collection[int]:
    doses = doses_on(schedule, day)
    if not doses:
        return ()
    match schedule:
        case Fixed():
            return usual_times(habits.bouts, day, doses, habits.holidays)
        case Cue():
            return [CUE_MINUTES[schedule.cue]] * doses
        case Interval():
            return schedule.minutes
        case Weekly() | AsNeeded():
            return ()
        case _:
            assert_never(schedule)
