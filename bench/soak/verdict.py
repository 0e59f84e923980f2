"""Whether what was measured over the soak stood still: its quarters beside each other, against written limits."""

from collections.abc import Iterator, Sequence
from statistics import linear_regression, median
from typing import NamedTuple

from msgspec import Struct


class Moment(NamedTuple):
    second: float  # since the load is steady
    figure: float


class Limit(Struct, frozen=True, kw_only=True):
    """What a figure has to keep; without any it is only shown."""

    share: float | None = None  # the last quarter's middle above the second's, at most; in the first, caches fill
    stays: bool = False  # the last quarter's middle is not above all that was seen before: pools fill, and stay so
    most: float | None = None  # never above
    p99: float | None = None  # of the last quarter


class Line(Struct, frozen=True, kw_only=True):
    """One figure over the whole soak."""

    name: str
    quarters: tuple[float, ...]  # the median of each
    highest: float
    slope: float  # an hour, by least squares, without the first quarter
    faults: tuple[str, ...]  # which limits it broke; none: flat


class TooShort(Exception):
    """A quarter in which too little was measured says nothing."""


def judge(name: str, series: Sequence[Moment], limit: Limit, seconds: float) -> Line:
    """One figure, measured from 0 to `seconds`. Raises TooShort."""
    quarters = [
        [moment.figure for moment in series if place * seconds / 4 <= moment.second < (place + 1) * seconds / 4]
        for place in range(4)
    ]
    if min(map(len, quarters)) < 2:
        raise TooShort(f"{name} was measured less than twice in a quarter of {seconds / 4:.0f} s")
    later = [moment for moment in series if moment.second >= seconds / 4]
    highest = max(moment.figure for moment in series)
    return Line(
        name=name,
        quarters=tuple(map(median, quarters)),
        highest=highest,
        slope=linear_regression(*zip(*later, strict=True)).slope * 3600,
        faults=tuple(_faults(limit, quarters, highest)),
    )


def _faults(limit: Limit, quarters: Sequence[Sequence[float]], highest: float) -> Iterator[str]:
    *earlier, last = quarters
    before, after, known = median(quarters[1]), median(last), max(map(max, earlier))
    if limit.share is not None and after > before * (1 + limit.share):
        yield f"grew by more than {limit.share:.0%}"
    if limit.stays and after > known:
        yield f"stands above {known:.4g}, the highest before"
    if limit.most is not None and highest > limit.most:
        yield f"went above {limit.most:g}"
    if limit.p99 is not None and p99(last) > limit.p99:
        yield f"p99 of the last quarter is {p99(last):.3g}, above {limit.p99:g}"


def p99(figures: Sequence[float]) -> float:
    """Of few figures the highest."""
    return sorted(figures)[len(figures) * 99 // 100]
