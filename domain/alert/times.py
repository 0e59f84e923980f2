"""How long alerts waited: to be answered and to be closed, on the wall and in the clinic's opening time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from msgspec import Struct

from domain.clinic.hours import OpeningHours, open_between
from domain.median import median
from domain.values import ZoneName

NINETIETH = Fraction(9, 10)
MINUTE = timedelta(minutes=1)


class Waited(Struct, frozen=True):
    """One alert: when it was raised, answered and closed (UTC); None while it waits."""

    raised_at: datetime
    answered_at: datetime | None
    resolved_at: datetime | None


class Spread(Struct, frozen=True):
    """Of those that came to an end: how many, and their whole minutes. Null where there is none."""

    count: int
    median_minutes: Fraction | None
    ninetieth_minutes: int | None  # nine of ten took no longer


class Times(Struct, frozen=True):
    raised: int
    to_answer: Spread
    to_answer_open: Spread  # counting the minutes of opening time alone
    to_resolve: Spread
    to_resolve_open: Spread


def times_of(alerts: Sequence[Waited], hours: OpeningHours | None, zone: ZoneName) -> Times:
    """The sum over some alerts. The hours and the zone are the clinic's; without hours it is always open."""
    answered = [(one.raised_at, one.answered_at) for one in alerts if one.answered_at is not None]
    resolved = [(one.raised_at, one.resolved_at) for one in alerts if one.resolved_at is not None]
    return Times(
        raised=len(alerts),
        to_answer=spread_of(until - since for since, until in answered),
        to_answer_open=spread_of(open_between(since, until, hours, zone) for since, until in answered),
        to_resolve=spread_of(until - since for since, until in resolved),
        to_resolve_open=spread_of(open_between(since, until, hours, zone) for since, until in resolved),
    )


def spread_of(spans: Iterable[timedelta]) -> Spread:
    """Each rounded down to whole minutes."""
    minutes = sorted(span // MINUTE for span in spans)
    if not minutes:
        return Spread(0, None, None)
    return Spread(len(minutes), median(minutes), minutes[ceil(NINETIETH * len(minutes)) - 1])
