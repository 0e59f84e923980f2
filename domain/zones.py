"""A patient's local dates, from the history of zones alone. An event's own offset is never used."""

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


def day_bounds(history: ZoneHistory, day: date) -> Span | None:
    """The first instant of a local date and the first instant after its last one, in UTC; None if it never happens.

    A date may be skipped (a flight over the date line to the west, Apia on 2011-12-30) or happen in two parts (a
    flight to the east, clocks put back over midnight). What lies between two parts has another local date, so
    `local_date` and not these bounds says which date an instant has.
    """
    parts = _parts(history, day)
    return (parts[0][0], parts[-1][1]) if parts else None


def happens(history: ZoneHistory, day: date) -> bool:
    """Whether a local date happens at all."""
    return bool(_parts(history, day))


def day_over(history: ZoneHistory, day: date) -> datetime:
    """The first instant, in UTC, at which the patient's local date is a later one for good."""
    bounds = day_bounds(history, day)
    return bounds[1] if bounds else day_over(history, day - _DAY)  # one that is skipped is over with the one before


def _parts(history: ZoneHistory, day: date) -> Sequence[Span]:
    if len(history) == 1:  # nearly everybody
        return _spans(history[0].zone, day)
    parts: list[Span] = []
    for index, change in enumerate(history):
        since = change.since if index else FIRST_INSTANT
        until = history[index + 1].since if index + 1 < len(history) else LAST_INSTANT
        for start, end in _spans(change.zone, day):
            if max(start, since) < min(end, until):
                parts.append((max(start, since), min(end, until)))
    return parts


_DAY = timedelta(days=1)
_CALENDAR_EDGE = timedelta(days=2)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=16_384)
def _spans(zone: str, day: date) -> tuple[Span, ...]:
    """The stretches of time in which clocks in `zone` show `day`, in order.

    They lie between a day before its midnight in UTC and two days after. The offset changes at most once in these
    three days: the closest two changes of any zone stand four days apart (Africa/Freetown, 1939).
    """
    key = _clocks(zone)
    midnight = datetime.combine(day, time(), UTC)
    first, last = _plus(midnight, -_DAY), _plus(midnight, 2 * _DAY)
    before, after = _offset(key, first), _offset(key, last)
    change = last if before == after else _change_between(key, first, last)
    spans = (
        (_plus(midnight, -before), min(_plus(midnight, _DAY - before), change)),
        (max(_plus(midnight, -after), change), _plus(midnight, _DAY - after)),
    )
    return tuple((start, end) for start, end in spans if start < end)


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
