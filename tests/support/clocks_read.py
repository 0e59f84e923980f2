"""What clocks show, read from them instant by instant: a slow second opinion on dates, their bounds and wall times."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.zones import Span, ZoneHistory

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

Ahead = Callable[[datetime], timedelta]
"""What clocks are ahead of UTC at an instant."""


class Stretch(NamedTuple):
    """A stretch of time in which nobody changes a clock."""

    starts: datetime  # UTC
    ends: datetime  # UTC, the first instant after it
    ahead: timedelta


def ahead_in(zone: str) -> Ahead:
    there = ZoneInfo(zone)
    return lambda instant: instant.astimezone(there).utcoffset() or timedelta()


def ahead_of(history: ZoneHistory) -> Ahead:
    """Of a patient who travels: the last zone that was begun by the instant, the first one before all."""

    def ahead(instant: datetime) -> timedelta:
        begun = [change.zone for change in history if change.since <= instant]
        return ahead_in(begun[-1] if begun else history[0].zone)(instant)

    return ahead


def stretches(ahead: Ahead, first: datetime, last: datetime, step: timedelta) -> list[Stretch]:
    """From `first` to `last`, looking every `step`; of two changes within one step both may be missed."""
    found = []
    starts = seen = first
    shown = ahead(first)
    while seen < last:
        following = min(seen + step, last)
        if (then := ahead(following)) != shown:
            change = _second_of_change(ahead, seen, following)
            found.append(Stretch(starts, change, shown))
            starts, shown = change, then
        seen = following
    return [*found, Stretch(starts, last, shown)]


def _second_of_change(ahead: Ahead, before: datetime, after: datetime) -> datetime:
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        before, after = (middle, after) if ahead(middle) == ahead(before) else (before, middle)
    return after


def pieces(stretches: Iterable[Stretch], day: date) -> list[Stretch]:
    """The pieces of some stretches in which clocks show a date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    cut = [
        Stretch(max(starts, midnight - ahead), min(ends, midnight + DAY - ahead), ahead)
        for starts, ends, ahead in stretches
    ]
    return [piece for piece in cut if piece.starts < piece.ends]


def bounds_read(pieces: Sequence[Stretch]) -> Span | None:
    return (min(piece.starts for piece in pieces), max(piece.ends for piece in pieces)) if pieces else None


def instant_read(pieces: Sequence[Stretch], day: date, clock: timedelta) -> datetime | None:
    """When clocks first show a time on a date; else when, on that date, they first show a later one; else its end."""
    if not pieces:
        return None
    wanted = datetime(day.year, day.month, day.day, tzinfo=UTC) + clock
    shown = [wanted - ahead for starts, ends, ahead in pieces if starts + ahead <= wanted < ends + ahead]
    later = [starts for starts, _, ahead in pieces if starts + ahead > wanted]
    return min(shown or later or [max(piece.ends for piece in pieces)])
