"""How space comes onto the paper: whence one looks, and shapes on the paper in body heights."""

from collections.abc import Iterable, Sequence
from math import cos, pi, radians, sin
from typing import NamedTuple

from services.web.figures.space import V

Spot = tuple[float, float]
"""A place on the paper: to the right, and up."""


class Disc(NamedTuple):
    x: float
    y: float
    radius: float


class Shape(NamedTuple):
    """One thing on the paper, of hulls round discs (`closed`) or a line through their middles."""

    hulls: tuple[tuple[Disc, ...], ...]
    ink: str  # a name in drawing.INKS
    depth: float  # the larger, the further away
    closed: bool = True
    width: float = 0  # of a line, in units of the picture
    part: str = ""  # of the body


class View(NamedTuple):
    """Whence one looks at the figure, in degrees."""

    round: float = 14  # 0 from its right side, 90 from its front, 180 from its left
    above: float = 8

    def spot(self, place: V) -> Spot:
        c, s = cos(radians(self.round)), sin(radians(self.round))
        right, away = place.x * c + place.y * s, place.y * c - place.x * s
        return right, place.z * cos(radians(self.above)) + away * sin(radians(self.above))

    def depth(self, place: V) -> float:
        c, s = cos(radians(self.round)), sin(radians(self.round))
        away = place.y * c - place.x * s
        return away * cos(radians(self.above)) - place.z * sin(radians(self.above))

    def disc(self, place: V, radius: float) -> Disc:
        return Disc(*self.spot(place), radius)

    def line(self, places: Iterable[V], ink: str, depth: float, width: float) -> Shape:
        return Shape((tuple(self.disc(place, 0) for place in places),), ink, depth, closed=False, width=width)

    def solid(self, corners: Sequence[V], ink: str, depth: float) -> Shape:
        """The outline of a body with these corners."""
        return Shape((tuple(self.disc(corner, 0) for corner in corners),), ink, depth)


Arc = tuple[Disc, Spot, Spot, bool]
"""A stretch of an outline that goes round a disc: from, to, and whether it is more than half of the disc."""


STEPS = 64
"""In how many directions an outline is looked at."""
RIM = tuple((cos(2 * pi * step / STEPS), sin(2 * pi * step / STEPS)) for step in range(STEPS))


def outline(discs: Sequence[Disc]) -> list[Arc]:
    """The convex hull of discs, counterclockwise, as the arcs between which it runs straight."""
    outermost = [max(discs, key=lambda disc: disc.x * c + disc.y * s + disc.radius) for c, s in RIM]
    begins = [step for step in range(STEPS) if outermost[step] != outermost[step - 1]] or [0, STEPS // 2]
    arcs: list[Arc] = []
    for begin, end in zip(begins, (*begins[1:], begins[0] + STEPS), strict=True):
        last = end if begins == [0, STEPS // 2] else end - 1
        disc = outermost[begin]
        arcs.append((disc, _on_rim(disc, begin), _on_rim(disc, last), last - begin > STEPS // 2))
    return arcs


def _on_rim(disc: Disc, step: int) -> Spot:
    c, s = RIM[step % STEPS]
    return disc.x + disc.radius * c, disc.y + disc.radius * s
