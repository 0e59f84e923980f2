"""What a close-up shows in place of a whole body: a hand or a foot, and things, in two positions."""

from collections.abc import Sequence

from msgspec import Struct

from domain.values import Side
from services.web.figures.drawing import WHOLE, Crop
from services.web.figures.view import Disc, Shape


class CloseUp(Struct, frozen=True, kw_only=True):
    """An exercise as two drawings; the shapes of each may come in any order."""

    start: tuple[Shape, ...]
    end: tuple[Shape, ...]
    side: Side = Side.RIGHT  # that is shown
    arrows: tuple[Shape, ...] = ()  # on the second
    crop: Crop = WHOLE

    def shapes(self) -> tuple[list[Shape], list[Shape]]:
        """Those of both drawings, the furthest first."""
        return furthest_first(self.start), furthest_first(self.end + self.arrows)


def furthest_first(shapes: Sequence[Shape]) -> list[Shape]:
    return sorted(shapes, key=lambda shape: -shape.depth)


def bow(first: tuple[float, float], last: tuple[float, float], bend: float = 0.2, both: bool = False) -> Shape:
    """An arrow between two places on the paper, bulging to the left of its way."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    middle = (first[0] + last[0]) / 2 - dy * bend, (first[1] + last[1]) / 2 + dx * bend
    ink = "arrow-both" if both else "arrow"
    return Shape((tuple(Disc(x, y, 0) for x, y in (first, middle, last)),), ink, -99, closed=False, part="arrow")
