"""When a patient usually exercises, learned from the last two weeks; what is not known yet has times of its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.median import median
from domain.zones import ZoneHistory, local_date, wall_minute

LOOKS_BACK_DAYS = 14
BOUTS_APART = timedelta(minutes=60)
"""Sessions that follow one another within it are one bout."""

ENOUGH_DATES = 3
ROUNDED_TO = 5  # minutes

FIRST_OF_MANY, LAST_OF_MANY = 9 * 60, 19 * 60
BEFORE_LEARNING: Mapping[int, tuple[int, ...]] = {
    1: (18 * 60,),
    2: (9 * 60, 18 * 60),
    3: (9 * 60, 13 * 60, 18 * 60),
}
"""By doses a day, in minutes past midnight. More are spread evenly from the first to the last of many."""

Bouts = Mapping[date, Sequence[int]]
"""By local date, in whole minutes past midnight on the wall: when its first, second, third bout began."""


def bouts(sessions: Iterable[datetime], zones: ZoneHistory) -> Bouts:
    """The bouts that some sessions make, given by when each was. A bout belongs to the date on which it began."""
    found: dict[date, list[int]] = {}
    before: datetime | None = None
    for at in sorted(sessions):
        if before is None or at - before > BOUTS_APART:
            found.setdefault(local_date(zones, at), []).append(wall_minute(zones, at))
        before = at
    return found


def usual_times(known: Bouts, day: date, doses: int, holidays: Collection[date] = ()) -> tuple[int, ...]:
    """When the doses of a date are usually done, in order, in minutes past midnight on the wall.

    The k-th is the median of the k-th bouts of the last fourteen dates: of those that are free as this one is, or else
    of all of them, or else the time before anything is learned. Free are Saturday, Sunday and the clinic's `holidays`.
    """
    recent = [(on, known[on]) for on in _dates_before(day) if on in known]
    alike = [minutes for on, minutes in recent if _free(on, holidays) == _free(day, holidays)]
    every = [minutes for _, minutes in recent]
    times = (_learned(alike, k) or _learned(every, k) or (k, before) for k, before in enumerate(before_learning(doses)))
    return tuple(sorted(minute for _, minute in times))


def before_learning(doses: int) -> tuple[int, ...]:
    """The times of a patient of whom nothing is known yet, in minutes past midnight."""
    if doses in BEFORE_LEARNING:
        return BEFORE_LEARNING[doses]
    return tuple(FIRST_OF_MANY + (LAST_OF_MANY - FIRST_OF_MANY) * k // (doses - 1) for k in range(doses))


def _learned(dates: Iterable[Sequence[int]], k: int) -> tuple[int, int] | None:
    """k and the usual minute of the k-th bout, from 0 on; None where too few dates have one."""
    minutes = [bouts[k] for bouts in dates if k < len(bouts)]
    if len(minutes) < ENOUGH_DATES:
        return None
    return k, int(median(minutes)) // ROUNDED_TO * ROUNDED_TO


def _dates_before(day: date) -> Iterable[date]:
    first = max(1, day.toordinal() - LOOKS_BACK_DAYS)
    return map(date.fromordinal, range(first, day.toordinal()))


def _free(day: date, holidays: Collection[date]) -> bool:
    return day.isoweekday() >= 6 or day in holidays
