"""From shapes on the paper to SVG: one frame for all positions of an exercise, far things first."""

from collections.abc import Mapping, Sequence
from math import atan2, cos, dist, sin
from types import MappingProxyType
from typing import NamedTuple

import svg

from services.web.figures.view import Disc, Shape, Spot, outline

SIZE = 200
MARGIN = 9
LARGEST = 640
"""How large a body may become in units of the picture: more would look coarse."""
FINEST = 0.9
"""Bows shorter than this are left out: nobody sees them."""


class Ink(NamedTuple):
    """Colours that hold without a style sheet; figures.css sets them by class for light and dark."""

    fill: str = "none"
    line: str = "none"
    width: float = 0


LINE, WIDTH = "#31414d", 3.4
INKS: Mapping[str, Ink] = MappingProxyType(
    {
        "floor": Ink(fill="#e4e8e6"),
        "prop": Ink(fill="#cfd6d6", line="#7d8b90", width=2),
        "prop-line": Ink(line="#7d8b90", width=3),
        "far": Ink(fill="#c9bfb1", line=LINE, width=WIDTH),
        "near": Ink(fill="#f4e6d4", line=LINE, width=WIDTH),
        "trunk": Ink(fill="#c7d5db", line=LINE, width=WIDTH),
        "hair": Ink(fill="#6b5a4d", line=LINE, width=WIDTH),
        "eye": Ink(fill=LINE),
        "letter": Ink(line="#c4561f", width=4),
        "blade": Ink(line=LINE, width=2.5),
        "towel": Ink(fill="#f0b9a6", line="#a5583c", width=2),
        "weight": Ink(fill="#5b6b75", line=LINE, width=2),
        "strap": Ink(line="#c2547a", width=3.5),
        "stick": Ink(line="#9a6b3a"),
        "work": Ink(fill="#1f8a83", line=LINE, width=WIDTH),
        "work-far": Ink(fill="#7fbab5", line=LINE, width=WIDTH),
        "work-part": Ink(fill="#1f8a83", line="#1f8a83", width=0.8),
        "work-far-part": Ink(fill="#7fbab5", line="#7fbab5", width=0.8),
        "band": Ink(line="#c2547a", width=3.5),
        "arrow": Ink(line="#c4561f", width=4),
        "arrow-both": Ink(line="#c4561f", width=4),
    }
)


class Crop(NamedTuple):
    """Where a close-up ends: what lies beyond runs out of the picture. Body heights on the paper."""

    low: float | None = None
    right: float | None = None
    left: float | None = None
    high: float | None = None

    def leaves(self, disc: Disc) -> bool:
        if self.high is not None and disc.y > self.high:
            return False
        if (self.left is not None and disc.x < self.left) or (self.right is not None and disc.x > self.right):
            return False
        return self.low is None or disc.y >= self.low


WHOLE = Crop()


class Frame(NamedTuple):
    """How body heights become units of the picture."""

    scale: float
    left: float
    top: float

    def spot(self, spot: Spot) -> Spot:
        return self.left + spot[0] * self.scale, self.top - spot[1] * self.scale


def frame_of(shapes: Sequence[Shape], crop: Crop = WHOLE) -> Frame:
    """The frame in which all of these fit, or what of them the crop leaves."""
    discs = [disc for shape in shapes for hull in shape.hulls for disc in hull if crop.leaves(disc)]
    left, left_room = edge(crop.left, min(disc.x - disc.radius for disc in discs))
    right, right_room = edge(crop.right, max(disc.x + disc.radius for disc in discs))
    low, low_room = edge(crop.low, min(disc.y - disc.radius for disc in discs))
    high, high_room = edge(crop.high, max(disc.y + disc.radius for disc in discs))
    wide, tall = SIZE - left_room - right_room, SIZE - low_room - high_room
    scale = min(wide / (right - left), tall / (high - low), LARGEST)
    spare_wide, spare_tall = wide - (right - left) * scale, tall - (high - low) * scale
    # What is cut begins at the picture's edge; what is whole stands in the middle, a little low, as if it stood.
    beside = 0 if left_room == 0 else spare_wide if right_room == 0 else spare_wide / 2
    below = 0 if low_room == 0 else spare_tall if high_room == 0 else spare_tall * 0.45
    return Frame(scale, left_room + beside - left * scale, SIZE - low_room - below + low * scale)


def edge(cut: float | None, found: float) -> tuple[float, float]:
    """Where the picture ends on one side, and how much is left free there."""
    return (found, MARGIN) if cut is None else (cut, 0)


def n(value: float) -> str:
    """A number as short as it can be at a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if abs(value) < 0.95 else text


def at(spot: Spot) -> str:
    x, y = n(spot[0]), n(spot[1])
    return x + y if y.startswith("-") else f"{x} {y}"


class Pen:
    """Writes a path in steps from where it stands, which is shorter than places, and never drifts."""

    def __init__(self) -> None:
        self.path = ""
        self.x = self.y = 0.0

    def go(self, word: str, spot: Spot) -> None:
        dx, dy = round(spot[0] - self.x, 1), round(spot[1] - self.y, 1)
        self.x, self.y = self.x + dx, self.y + dy
        self.path += word + at((dx, dy))


def hull_path(frame: Frame, hull: Sequence[Disc]) -> str:
    """The outline of some discs. All go round the same way, so that hulls of one path add up."""
    pen, home = Pen(), None
    for disc, first, last, large in outline(hull):
        pen.go("l" if home else "M", frame.spot(first))
        home = home or first
        if dist(first, last) * frame.scale > FINEST or large:
            radius = n(disc.radius * frame.scale)
            pen.go(f"a{radius} {radius} 0 {int(large)}0", frame.spot(last))
    return pen.path + "z"


def line_path(frame: Frame, line: Sequence[Disc]) -> str:
    pen = Pen()
    for disc in line:
        pen.go("l" if pen.path else "M", frame.spot((disc.x, disc.y)))
    return pen.path


def arrow_path(frame: Frame, way: Sequence[Disc], both: bool) -> str:
    """A bow with a head at its end, or at both."""
    first, middle, last = (frame.spot((disc.x, disc.y)) for disc in way)
    path = f"M{at(first)}Q{at(middle)} {at(last)}" + head_path(middle, last)
    return path + head_path(middle, first) if both else path


def head_path(come: Spot, tip: Spot) -> str:
    size = min(9, max(5.5, 0.7 * dist(come, tip)))
    way = atan2(tip[1] - come[1], tip[0] - come[0])
    barbs = [(tip[0] - size * cos(way + turn), tip[1] - size * sin(way + turn)) for turn in (0.6, -0.6)]
    return f"M{at(barbs[0])}L{at(tip)}L{at(barbs[1])}"


def drawn(shape: Shape, frame: Frame) -> svg.Path:
    if shape.ink.startswith("arrow"):
        return inked(arrow_path(frame, shape.hulls[0], shape.ink == "arrow-both"), "arrow")
    path = hull_path if shape.closed else line_path
    return inked("".join(path(frame, hull) for hull in shape.hulls), shape.ink, shape.width)


def inked(path: str, name: str, width: float = 0) -> svg.Path:
    """A path in one of the inks; what it leaves out is said by the group round all paths."""
    ink = INKS[name]
    return svg.Path(
        d=path,  # type: ignore[arg-type]  # written as it is, which is shorter than the library writes it
        class_=[f"fig-{name}"],
        fill=ink.fill,
        stroke=None if ink.line == LINE else ink.line,
        stroke_width=(width or ink.width) if ink.line != "none" and (width or ink.width) != WIDTH else None,
    )


def together(paths: Sequence[svg.Element], x: int = 0, mirrored: bool = False) -> svg.SVG:
    """One drawing, so far to the right. What runs out of it is cut off.

    The line is painted under the fill, so that hulls that overlap get one outline.
    """
    turned = [svg.Translate(SIZE, 0), svg.Scale(-1, 1)]
    return svg.SVG(
        xmlns=None,
        x=x or None,
        width=SIZE,
        height=SIZE,
        elements=[svg.G(transform=turned, elements=list(paths))] if mirrored else list(paths),
        extra={
            "stroke": LINE,
            "stroke-width": n(WIDTH),
            "stroke-linejoin": "round",
            "stroke-linecap": "round",
            "paint-order": "stroke",
        },
    )
