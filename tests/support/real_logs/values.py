"""Making sense of a diary's cells: numbers with a comma or a tilde, ranges, words where a number should be."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from tests.support.real_logs.lines import Unusable

_NUMBER = re.compile(r"~?\s*([0-9]{1,6}(?:[.,][0-9]{1,6})?)")
_RANGE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,6})?)\s*(?:-|\u2013|to)\s*([0-9]{1,6}(?:[.,][0-9]{1,6})?)")
_CLOCK = re.compile(r"([0-9]{1,2})[:h]([0-9]{2})")


def number(cell: str) -> Decimal | None:
    """The number a cell means: "5,5" is 5.5, "~1" is 1, the range "3-4" its middle. None for anything else."""
    if found := _NUMBER.fullmatch(cell):
        return _decimal(found[1])
    if found := _RANGE.fullmatch(cell):
        return (_decimal(found[1]) + _decimal(found[2])) / 2
    return None


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def level(cell: str) -> float:
    """A 0-10 rating with one decimal, half to even. Raises `Unusable` for words and for what is off the scale."""
    value = number(cell)
    if value is None:
        raise Unusable(f"{cell!r} is no number")
    if value > 10:
        raise Unusable(f"{cell} is off the scale of 0 to 10")
    return float(value.quantize(Decimal("0.1"), ROUND_HALF_EVEN))


def day_of(year: str, month: str, day: str) -> date:
    """The date of three cells. Raises `Unusable` where there is no such date, or none in 1900 or later."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Unusable(f"no such date: year {year!r}, month {month!r}, day {day!r}") from None
    if found.year < 1900:
        raise Unusable(f"the year {found.year} is no year of this diary")
    return found


def clock(cell: str) -> time | None:
    """A time of day such as 8:20 or 16h30; None for anything else."""
    found = _CLOCK.fullmatch(cell)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def local(day: date, at: time, zone: str) -> datetime:
    """The instant that clocks of the zone show so, with its offset; in a gap of spring the next that exists."""
    key = ZoneInfo(zone)
    return datetime.combine(day, at, key).astimezone(ZoneInfo("UTC")).astimezone(key)


def instant(cell: str, zone: str) -> datetime:
    """A moment written in UTC, shown with the zone's offset. Raises `Unusable`."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        raise Unusable(f"{cell!r} is no moment") from None
    if found.tzinfo is None:
        raise Unusable(f"{cell!r} does not say in which zone it is")
    try:
        return found.astimezone(ZoneInfo(zone))
    except OverflowError:
        raise Unusable(f"{cell!r} is outside of the calendar") from None


def seconds(cell: str) -> int | None:
    """Minutes as seconds, up to a day; None for none, for words and for more."""
    minutes = number(cell)
    if minutes is None or minutes <= 0 or minutes > 1440:
        return None
    return int(minutes * 60)


def later(moment: datetime, by_seconds: int) -> datetime:
    """The moment some seconds after (before, where negative), with the offset that holds then."""
    return (moment.astimezone(ZoneInfo("UTC")) + timedelta(seconds=by_seconds)).astimezone(moment.tzinfo)
