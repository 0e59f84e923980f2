"""A patient's local dates, and when they show a time on the wall, from the history of zones alone.

An event's own offset is never used.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct


class ZoneChange(Struct, frozen=True):
    """From `since` (an instant in UTC) on, the patient's clocks follow the IANA zone `zone`."""

    since: datetime
    zone: str


ZoneHistory = Sequence[ZoneChange]
"""In order of `since`; the first one also holds for all time before it. Never empty."""

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


def zone_at(history: ZoneHistory, instant: datetime) -> str:
    """The zone in force at an instant."""
    current = history[0].zone
    for change in history:
        if change.since > instant:
            break
        current = change.zone
    return current


def local_date(history: ZoneHistory, instant: datetime) -> date:
    """The patient's local date at an instant; at the two ends of the calendar its first and its last date."""
    try:
        return instant.astimezone(_clocks(zone_at(history, instant))).date()
    except OverflowError:  # a sender's clock may say the year 1 or 9999, and its report is still kept
        return date.min if instant.year == 1 else date.max


def wall_minute(history: ZoneHistory, instant: datetime) -> int:
    """What the patient's clocks show at an instant, in whole minutes past midnight: 0 to 1439."""
    shown = instant.astimezone(_clocks(zone_at(history, instant)))
    return 60 * shown.hour + shown.minute


@cache
def _clocks(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def shifted(instant: datetime, seconds: int) -> datetime:
    """The instant in UTC, `seconds` later (earlier where negative), held within the calendar's years 1 to 9999."""
    if not seconds and instant.tzinfo is UTC:
        return instant
    try:
        return instant.astimezone(UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return FIRST_INSTANT if instant.year < 5000 else LAST_INSTANT


Span = tuple[datetime, datetime]
"""A stretch of time in UTC: its first instant, and the first one after it."""


class Part(Struct, frozen=True, gc=False):
    """A stretch of a local date under one offset; the whole date, nearly always."""

    starts: datetime  # UTC
    ends: datetime  # UTC, the first instant after it
    offset: timedelta  # what clocks are ahead of UTC


class LocalDay(Struct, frozen=True, gc=False):
    """A local date that happens: its bounds, and the parts in which it does, in order of time."""

    day: date
    starts: datetime  # UTC
    ends: datetime  # UTC, the first instant after its last one
    parts: tuple[Part, ...]
    whole: bool  # 24 hours under one offset: any time on the clock is so long after `starts`

    def instant(self, clock: timedelta) -> datetime:
        """The instant, in UTC, at which clocks show so much past midnight (from 0 to under 24 hours) on this date.

        A time that happens twice is the first of the two. For one that does not happen it is the first instant of the
        date at which clocks show a later one: the first after the gap. Where the date ends in the gap, it is `ends`.
        """
        shown = [(part, _plus(_midnight(self.day), clock - part.offset)) for part in self.parts]
        for part, at in shown:
            if part.starts <= at < part.ends:
                return at
        return next((part.starts for part, at in shown if at < part.starts), self.ends)


def local_day(history: ZoneHistory, day: date) -> LocalDay | None:
    """When a local date happens; None if it never does.

    A date may be skipped (a flight over the date line to the west, Apia on 2011-12-30) or happen in two parts (a
    flight to the east, clocks put back over midnight). What lies between two parts has another local date.
    """
    if len(history) == 1:  # nearly everybody
        return _day_in(history[0].zone, day)
    parts: list[Part] = []
    for index, change in enumerate(history):
        since = change.since if index else FIRST_INSTANT
        until = history[index + 1].since if index + 1 < len(history) else LAST_INSTANT
        there = _day_in(change.zone, day)
        for part in there.parts if there else ():
            starts, ends = max(part.starts, since), min(part.ends, until)
            if starts < ends:
                parts.append(Part(starts, ends, part.offset))
    return _of_parts(day, tuple(parts))


def instant_of(history: ZoneHistory, day: date, clock: timedelta) -> datetime | None:
    """The instant at which the patient's clocks show a time on a local date, as `LocalDay.instant` tells it.

    None where the date never happens.
    """
    on = local_day(history, day)
    return on.instant(clock) if on else None


def day_bounds(history: ZoneHistory, day: date) -> Span | None:
    """The first instant of a local date and the first instant after its last one, in UTC; None if it never happens.

    `local_date` and not these bounds says which date an instant has: one that happens in two parts has others between.
    """
    on = local_day(history, day)
    return (on.starts, on.ends) if on else None


def happens(history: ZoneHistory, day: date) -> bool:
    """Whether a local date happens at all."""
    return local_day(history, day) is not None


def day_over(history: ZoneHistory, day: date) -> datetime:
    """The first instant, in UTC, at which the patient's local date is a later one for good."""
    bounds = day_bounds(history, day)
    return bounds[1] if bounds else day_over(history, day - _DAY)  # one that is skipped is over with the one before


def _of_parts(day: date, parts: tuple[Part, ...]) -> LocalDay | None:
    if not parts:
        return None
    starts, ends = parts[0].starts, parts[-1].ends
    return LocalDay(day, starts, ends, parts, len(parts) == 1 and ends - starts == _DAY)


_DAY = timedelta(days=1)
_CALENDAR_EDGE = timedelta(days=2)
_TWO_DAYS = 2 * _DAY
_MIDNIGHT = time(tzinfo=UTC)
_LAST_DAYS = date.max - _TWO_DAYS
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=16_384)
def _day_in(zone: str, day: date) -> LocalDay | None:
    """When clocks in `zone` show `day`.

    They show it between a day before its midnight in UTC and two days after. The offset changes at most once in these
    three days: the closest two changes of any zone stand four days apart (Africa/Freetown, 1939). So where it is the
    same at the date's midnight and two midnights later, nothing was changed, nor put back into the date afterwards.
    """
    key = _clocks(zone)
    midnight = _midnight(day)
    offset = key.utcoffset(midnight)  # by what clocks show: of a time that they show twice, or never, the older one
    if offset is not None and day < _LAST_DAYS and offset == key.utcoffset(midnight + _TWO_DAYS):
        starts, ends = _plus(midnight, -offset), _plus(midnight, _DAY - offset)
        return LocalDay(day, starts, ends, (Part(starts, ends, offset),), ends - starts == _DAY)
    return _of_parts(day, _around_a_change(key, midnight))


def _around_a_change(key: ZoneInfo, midnight: datetime) -> tuple[Part, ...]:
    first, last = _plus(midnight, -_DAY), _plus(midnight, 2 * _DAY)
    before, after = _offset(key, first), _offset(key, last)
    change = last if before == after else _change_between(key, first, last)
    parts = (
        Part(_plus(midnight, -before), min(_plus(midnight, _DAY - before), change), before),
        Part(max(_plus(midnight, -after), change), _plus(midnight, _DAY - after), after),
    )
    return tuple(part for part in parts if part.starts < part.ends)


def _change_between(key: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, where it differs at the two instants."""
    old = _offset(key, before)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(key, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(key: ZoneInfo, instant: datetime) -> timedelta:
    """What clocks there are ahead of UTC; at the ends of the calendar what they are two days further in."""
    inside = min(max(instant, FIRST_INSTANT + _CALENDAR_EDGE), LAST_INSTANT - _CALENDAR_EDGE)
    offset = inside.astimezone(key).utcoffset()
    return timedelta() if offset is None else offset


def _midnight(day: date) -> datetime:
    """Of the date in UTC. Where clocks are asked by what they show, the name of the zone is passed over."""
    return datetime.combine(day, _MIDNIGHT)


def _plus(instant: datetime, delta: timedelta) -> datetime:
    try:
        return instant + delta
    except OverflowError:
        return FIRST_INSTANT if delta < timedelta() else LAST_INSTANT


NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Names that some systems list although they say nothing, or mean the zone of the machine."""


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of the tz database at hand; read once for each process."""
    return frozenset(available_timezones()) - NOT_PLACES


def known_zone(name: str) -> bool:
    """Whether a local date can be told in the zone."""
    return name in zone_names()


def with_change(history: ZoneHistory, since: datetime, zone: str) -> tuple[ZoneChange, ...]:
    """The history with one change more, in order of `since`; a later word about the same instant replaces."""
    kept = [change for change in history if change.since != since]
    return tuple(sorted([*kept, ZoneChange(since, zone)], key=lambda change: change.since))
