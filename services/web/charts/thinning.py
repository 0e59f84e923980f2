"""Long series made short without lying: of each stretch of time the lowest and the highest stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct


class Point(Struct, frozen=True):
    """A level at a moment; None where it was asked for and is not known."""

    at: datetime  # with an offset
    level: float | None


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points: the first, the last, and of each stretch between them its lowest and highest.

    Peaks and troughs stay what and where they were, so the drawing has the outline of the whole series. A stretch that
    holds an unknown keeps one of them: a gap stays a gap. `most` is at least 8.
    """
    ordered = sorted(points, key=lambda point: point.at)
    if len(ordered) <= most:
        return ordered
    first, last, inner = ordered[0], ordered[-1], ordered[1:-1]
    stretches = max((most - 2) // 3, 1)
    kept = [first]
    for number in range(stretches):
        part = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        kept += _of_a_stretch(part)
    return [*kept, last]


def _of_a_stretch(part: Sequence[Point]) -> list[Point]:
    known = [point for point in part if point.level is not None]
    unknown = [point for point in part if point.level is None][:1]
    ends: list[Point] = []
    if known:
        lowest = min(known, key=lambda point: (_level(point), point.at))
        highest = max(known, key=lambda point: (_level(point), point.at))
        ends = [lowest] if lowest is highest else [lowest, highest]
    return sorted([*ends, *unknown], key=lambda point: point.at)


def _level(point: Point) -> float:
    return -1.0 if point.level is None else point.level


def runs(points: Sequence[Point], gap: timedelta) -> list[list[Point]]:
    """Points that a line may join: none across an unknown, none further apart than `gap`."""
    found: list[list[Point]] = []
    current: list[Point] = []
    for point in sorted(points, key=lambda each: each.at):
        if point.level is None:
            found, current = _closed(found, current), []
            continue
        if current and point.at - current[-1].at > gap:
            found, current = _closed(found, current), []
        current.append(point)
    return _closed(found, current)


def _closed(found: list[list[Point]], current: list[Point]) -> list[list[Point]]:
    return [*found, current] if current else found
