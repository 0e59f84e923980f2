"""When a clinic is open, and until when an alert of it wants an answer: alert clocks run in opening time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from domain.alert.events import Grade
from domain.values import WallTime, Weekday, ZoneName, minute_of_day
from domain.zones import FIRST_INSTANT, LAST_INSTANT, Span, ZoneChange, local_date, local_day

ANSWER_WITHIN: Mapping[Grade, timedelta] = {
    Grade.CRITICAL: timedelta(hours=4),
    Grade.HIGH: timedelta(hours=24),
    Grade.MEDIUM: timedelta(hours=48),
}
"""From the recording of what decided the alert (product.md, Alert rules)."""

DAY_AND_NIGHT = frozenset({Grade.CRITICAL})
"""Grades whose clock never stands; all others run while the clinic is open."""

MOST_HOLIDAYS = 400
"""Dates in one list: some years ahead, and a walk through them that ends."""

_DAY = timedelta(days=1)
_WHOLE_DAY = 1440  # minutes on the wall clock


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open from one time on the wall until another on the same date; `closes` 00:00 is the date's end."""

    weekday: Weekday
    opens: WallTime
    closes: WallTime

    @property
    def minutes(self) -> tuple[int, int]:
        """From midnight on the wall clock: 0 to 1439, and 1 to 1440."""
        return minute_of_day(self.opens), minute_of_day(self.closes) or _WHOLE_DAY


class OpeningHours(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A clinic's week, and the dates on which it stays closed all day."""

    weekly: tuple[Opening, ...] = ()
    holidays: Annotated[tuple[date, ...], Meta(max_length=MOST_HOLIDAYS)] = ()


def make_sense(hours: OpeningHours) -> bool:
    """Each opening ends later than it begins, none overlaps another, and no holiday is given twice."""
    spans = sorted((opening.weekday, *opening.minutes) for opening in hours.weekly)
    apart = all(before[0] < after[0] or before[2] <= after[1] for before, after in pairwise(spans))
    once = len(set(hours.holidays)) == len(hours.holidays)
    return apart and once and all(opens < closes for _, opens, closes in spans)


def answer_by(grade: Grade, recorded_at: datetime, hours: OpeningHours | None, zone: ZoneName) -> datetime:
    """Until when an alert wants an answer, in UTC: critical 4 hours, high 24 and medium 48 hours of opening time.

    Critical runs day and night; so does every clock of a clinic that has not said when it is open, for a clock that
    runs too fast is the safe side. `zone` is the clinic's.
    """
    return after_open(ANSWER_WITHIN[grade], recorded_at, running(grade, hours), zone)


def running(grade: Grade, hours: OpeningHours | None) -> OpeningHours | None:
    """The opening hours that the clock of an alert of this grade goes by; None: it runs day and night."""
    return None if grade in DAY_AND_NIGHT else hours


def after_open(time: timedelta, since: datetime, hours: OpeningHours | None, zone: ZoneName) -> datetime:
    """The instant at which the clinic has been open for `time` since an instant; without hours it always is."""
    if hours is None or not hours.weekly:
        return since + time
    if time <= timedelta():
        return since
    for opens, closes in _open_from(since, hours, zone):
        if time <= closes - opens:
            return opens + time
        time -= closes - opens
    return LAST_INSTANT  # the calendar ends first


def open_between(since: datetime, until: datetime, hours: OpeningHours | None, zone: ZoneName) -> timedelta:
    """How long the clinic was open from one instant to another; nothing where the second is not later."""
    if hours is None or not hours.weekly:
        return max(until - since, timedelta())
    total = timedelta()
    for opens, closes in _open_from(since, hours, zone):
        if opens >= until:
            break
        total += min(closes, until) - opens
    return total


def _open_from(since: datetime, hours: OpeningHours, zone: ZoneName) -> Iterator[Span]:
    """When the clinic is open from `since` on, in order of time.

    A time on the wall that happens twice is the first of the two, one that the clocks skip the first after the gap: in
    the two nights of the year in which they are changed a clinic is open for an hour more or less.
    """
    by_weekday: dict[int, list[tuple[int, int]]] = {}
    for opening in sorted(hours.weekly, key=lambda opening: opening.minutes):
        by_weekday.setdefault(opening.weekday, []).append(opening.minutes)
    closed = frozenset(hours.holidays)
    history = (ZoneChange(FIRST_INSTANT, zone),)
    day = local_date(history, since)
    while day < date.max:
        if day not in closed:
            for opens, closes in _on(history, day, by_weekday.get(day.isoweekday(), ())):
                if closes > max(opens, since):
                    yield max(opens, since), closes
        day += _DAY


def _on(history: Sequence[ZoneChange], day: date, openings: Sequence[tuple[int, int]]) -> Iterator[Span]:
    there = local_day(history, day) if openings else None
    if there is None:
        return
    for opens, closes in openings:
        ends = there.ends if closes == _WHOLE_DAY else there.instant(timedelta(minutes=closes))
        yield there.instant(timedelta(minutes=opens)), ends
