"""Which date a patient's clocks show at an instant, and from when to when they show it. Section 1 of the definition."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


class Zone(NamedTuple):
    """From `since` on, an instant in UTC, the patient's clocks show the time of the IANA zone `name`."""

    since: datetime
    name: str


def zone_at(zones: Sequence[Zone], instant: datetime) -> str:
    """Clauses 1.2 and 1.3; `zones` in order of their instants, and never empty."""
    return [zone.name for index, zone in enumerate(zones) if index == 0 or zone.since <= instant][-1]


def date_at(zones: Sequence[Zone], instant: datetime) -> date:
    """The date that the patient's clocks show; at the two ends of the calendar its first and its last (1.9)."""
    return _date_in(zone_at(zones, instant), instant)


def moved(instant: datetime, seconds: int) -> datetime:
    """An instant in UTC, so many seconds later, held within the years 1 to 9999 (1.9)."""
    try:
        return instant.astimezone(UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return FIRST if instant.year < 5000 else LAST


def bounds(zones: Sequence[Zone], day: date) -> tuple[datetime, datetime] | None:
    """The first instant of a date and the first one after its last, in UTC; None where it never happens (1.5, 1.6)."""
    parts = []
    for index, zone in enumerate(zones):
        begins = zone.since if index else FIRST
        ends = zones[index + 1].since if index + 1 < len(zones) else LAST
        first = max(begins, _begins_in(zone.name, day))
        after = min(ends, _over_in(zone.name, day))
        if first < after:
            parts.append((first, after))
    return (parts[0][0], parts[-1][1]) if parts else None


def _begins_in(zone: str, day: date) -> datetime:
    """The first instant at which clocks in a zone show the date, or a later one where they skip it."""
    once, again = _midnight(zone, day, 0), _midnight(zone, day, 1)
    return once if once <= again else _first_from(zone, day, again, once)


def _over_in(zone: str, day: date) -> datetime:
    """The first instant at which clocks in a zone show a later date for good."""
    if day == date.max:
        return LAST
    once, again = _midnight(zone, day + DAY, 0), _midnight(zone, day + DAY, 1)
    if once > again:
        return _first_from(zone, day + DAY, again, once)
    comes_back = once < again and _date_in(zone, again - SECOND) == day  # clocks put back over the first midnight
    return again if comes_back else once


def _midnight(zone: str, day: date, fold: int) -> datetime:
    """Midnight as the clocks of the zone had been set before they were changed (fold 0), and after (fold 1)."""
    try:
        return datetime.combine(day, time(fold=fold), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return FIRST if day.year < 5000 else LAST


def _first_from(zone: str, day: date, earlier: datetime, later: datetime) -> datetime:
    """Clocks jump over midnight between these two instants: the second at which they show the date or a later one."""
    while later - earlier > SECOND:
        middle = earlier + (later - earlier) // SECOND // 2 * SECOND
        if _date_in(zone, middle) < day:
            earlier = middle
        else:
            later = middle
    return later


def _date_in(zone: str, instant: datetime) -> date:
    try:
        return instant.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return date.min if instant.year == 1 else date.max
