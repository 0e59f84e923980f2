"""The peer of the bench `slots`: the same schedules as rules of dateutil.rrule, which begin at a time in a zone."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, WEEKLY, rrule
from msgspec import Struct

from domain.slots import Slot, expand
from domain.values import EVERY_DAY, Fixed, Interval, WallTime
from domain.zones import ZoneHistory

ID = UUID(int=1)
DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)


class Rule(Struct, frozen=True, kw_only=True):
    """One that both can say, in the words of both: for rrule some hours, and in each the same minutes."""

    schedule: Fixed | Interval
    usual_times: tuple[WallTime, ...] = ()
    hours: tuple[int, ...]
    minutes: tuple[int, ...] = (0,)
    zones: ZoneHistory  # of a patient who stays
    zone: ZoneInfo  # there


def ours(rule: Rule, days: Sequence[date]) -> list[Slot]:
    return expand(ID, rule.schedule, days, rule.zones, rule.usual_times)


def as_rrule(rule: Rule, first: date, last: date) -> rrule:
    """In the quickest of the forms that say it."""
    every_day = rule.schedule.weekdays == EVERY_DAY
    return rrule(
        DAILY if every_day else WEEKLY,
        dtstart=datetime.combine(first, time(rule.hours[0], rule.minutes[0]), rule.zone),
        until=datetime.combine(last, LAST_SECOND, rule.zone),
        byweekday=None if every_day else [weekday - 1 for weekday in rule.schedule.weekdays],
        byhour=rule.hours,
        byminute=rule.minutes,
        bysecond=0,
    )


def of_one_date(rule: Rule, first: date, day: date) -> list[datetime]:
    """What a rule that began on `first` says of a later date."""
    begin, end = (datetime.combine(day, at, rule.zone) for at in (time(), LAST_SECOND))
    return list(as_rrule(rule, first, day).between(begin, end, inc=True))


def with_bounds(occurrences: Iterable[datetime]) -> list[Slot]:
    """Slots made of what rrule says, with the zone asked for each instant and for the bounds of each date."""
    slots: list[Slot] = []
    known = None
    for occurrence in occurrences:
        day = occurrence.date()
        if day != known:
            known, number = day, 0
            starts, ends = (
                datetime.combine(each, time(), occurrence.tzinfo).astimezone(UTC) for each in (day, day + DAY)
            )
        number += 1
        slots.append(Slot(ID, day, number, starts, ends, occurrence.astimezone(UTC)))
    return slots
