"""Small shapes that tell things apart without colour: dots of series, marks of what happened."""

from math import cos, pi, sin

import svg

from services.web.charts.marks import box, dot, line, path
from services.web.charts.timeline_data import Sign

SERIES = 5
"""Series that have a shape of their own: circle, square, triangle, diamond, ring."""


def series_dot(number: int, x: float, y: float) -> svg.Element:
    """The dot of the series of that number, from 0."""
    classes = ("series-dot", f"series-{number % SERIES}")
    match number % SERIES:
        case 0:
            return dot(x, y, 3, *classes)
        case 1:
            return box(x - 2.75, y - 2.75, 5.5, 5.5, *classes)
        case 2:
            return path(_corners(x, y, 4, 3, -pi / 2), *classes, closed=True)
        case 3:
            return path(_corners(x, y, 4, 4, 0), *classes, closed=True)
        case _:
            return dot(x, y, 3, *classes, "series-hollow")


def mark(sign: Sign, x: float, y: float) -> svg.Element:
    """The shape of what happened, around its middle."""
    classes = ("sign", f"sign-{sign}")
    match sign:
        case Sign.SESSION:
            return line(x, y - 5, x, y + 5, *classes)
        case Sign.VISIT:
            return path([(x, y + 7), (x, y - 7), (x + 9, y - 3.5), (x, y)], *classes)
        case Sign.CRITICAL:
            return path(_corners(x, y, 6, 8, pi / 8), *classes, closed=True)
        case Sign.HIGH:
            return path(_corners(x, y + 1, 6.5, 3, -pi / 2), *classes, closed=True)
        case Sign.MEDIUM:
            return path(_corners(x, y, 6, 4, 0), *classes, closed=True)


def _corners(x: float, y: float, radius: float, number: int, first: float) -> list[tuple[float, float]]:
    turns = [first + 2 * pi * n / number for n in range(number)]
    return [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]
