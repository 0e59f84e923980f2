"""Local dates of somebody whose clocks change: when one begins, which one an instant has, when clocks show a time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Zone(NamedTuple):
    """From `since` on (UTC) the clocks show the time of the IANA zone `name`."""

    since: datetime
    name: str


Zones = Sequence[Zone]
"""In order; the first also holds for all time before it."""


def zone_at(zones: Zones, instant: datetime) -> str:
    return [zone.name for place, zone in enumerate(zones) if place == 0 or zone.since <= instant][-1]


def shown(zones: Zones, instant: datetime) -> datetime:
    """What the clocks show."""
    return instant.astimezone(ZoneInfo(zone_at(zones, instant)))


def date_at(zones: Zones, instant: datetime) -> date:
    return shown(zones, instant).date()


def minute_at(zones: Zones, instant: datetime) -> int:
    """Minutes past midnight on the wall."""
    there = shown(zones, instant)
    return 60 * there.hour + there.minute


def begins(zones: Zones, day: date) -> datetime:
    """The first instant that has the date: midnight where the clocks are by then, or the flight into it.

    Only for zones in which midnight happens once.
    """
    midnights = [_on_the_wall(zone.name, day, 0) for zone in zones]
    flights = [zone.since for zone in zones]
    return min(at for at in (*midnights, *flights) if date_at(zones, at) == day)


def instant_of(zones: Zones, day: date, minute: int) -> datetime | None:
    """The first instant at which clocks show a minute of a date; of one that they skip the first after it.

    None where the date is over before that.
    """
    for later in range(minute, 24 * 60):
        found = [at for zone in zones if _shows(zones, at := _on_the_wall(zone.name, day, later), day, later)]
        if found:
            return min(found)
    return None


def minute_of(clock: str) -> int:
    """Minutes past midnight of a time on the wall, as in 09:30."""
    hours, _, minutes = clock.partition(":")
    return 60 * int(hours) + int(minutes)


def _on_the_wall(zone: str, day: date, minute: int) -> datetime:
    clock = time(minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    return datetime.combine(day, clock).astimezone(UTC)


def _shows(zones: Zones, at: datetime, day: date, minute: int) -> bool:
    return date_at(zones, at) == day and minute_at(zones, at) == minute
