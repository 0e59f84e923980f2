"""What every drawing is put together from: escaped texts, short numbers, the frame with its title, the table beside it.

All words come from the caller, in the reader's language. Colours are classes of charts.css, so that light, dark and
print need no other drawing; no attribute here is a style. Lengths are pixels at natural size: a drawing never grows
beyond it, and shrinks with its page.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from math import hypot
from typing import Literal

import svg
from msgspec import Struct

LINE = 16  # pixels from one line of text to the next
Anchor = Literal["start", "middle", "end"]


class Drawing(str):
    """The text of an SVG, which a template takes as it is: everything in it that came from outside is escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Table(Struct, frozen=True):
    """The same as the drawing, to be read line by line."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # as many cells as the head

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The head, then the rows."""
        return (self.head, *self.rows)


class Chart(Struct, frozen=True):
    """A drawing and the table that says the same."""

    svg: Drawing
    table: Table


class Ready(svg.Element):
    """An element whose text is made already: for those that a drawing has by the hundred."""

    element_name = ""

    def __init__(self, made: str) -> None:
        super().__init__()
        self._made = made

    def as_str(self) -> str:
        return self._made


def short(number: float) -> float | int:
    """At most two decimals, and none where there are none: what stands in an attribute."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def written(x: float, y: float, words: str, *classes: str, anchor: Anchor = "start") -> svg.Text:
    """Words at a place; y is their foot."""
    return svg.Text(
        x=short(x), y=short(y), text=escape(words, quote=False), text_anchor=anchor, class_=["chart-text", *classes]
    )


def room_of(words: str) -> float:
    """About how wide words are, in pixels, by a wide face: what is laid out by it never runs into its neighbour."""
    return len(words) * 7.6


def fitted(words: str, room: float) -> str:
    """Words cut to a room in pixels; the whole of them is in the table and the tip."""
    if room_of(words) <= room:
        return words
    return words[: max(int(room / 7.6) - 1, 1)].rstrip() + "…"


def box(x: float, y: float, width: float, height: float, *classes: str, rx: float = 0) -> svg.Element:
    where = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
    corners = f' rx="{short(rx)}"' if rx else ""
    return Ready(f'<rect class="{" ".join(classes)}" {where}{corners}/>')


def line(x1: float, y1: float, x2: float, y2: float, *classes: str) -> svg.Element:
    where = f'x1="{short(x1)}" y1="{short(y1)}" x2="{short(x2)}" y2="{short(y2)}"'
    return Ready(f'<line class="{" ".join(classes)}" {where}/>')


def dot(x: float, y: float, radius: float, *classes: str) -> svg.Element:
    return Ready(f'<circle class="{" ".join(classes)}" cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"/>')


def path(corners: Iterable[tuple[float, float]], *classes: str, closed: bool = False) -> svg.Element:
    """Straight lines from corner to corner."""
    steps = [f"{'L' if number else 'M'} {short(x)} {short(y)}" for number, (x, y) in enumerate(corners)]
    return _path([*steps, *(["Z"] if closed else [])], *classes)


def _path(steps: Iterable[str], *classes: str) -> svg.Element:
    return Ready(f'<path class="{" ".join(classes)}" d="{" ".join(steps)}"/>')


@cache
def rounded(corners: tuple[tuple[float, float], ...], radius: float, *classes: str) -> svg.Element:
    """A closed shape whose corners are rounded, by `radius` or by half of the shorter side where that is less."""
    steps: list[str] = []
    for before, corner, after in zip((corners[-1], *corners[:-1]), corners, (*corners[1:], corners[0]), strict=True):
        (x1, y1), (x2, y2) = _towards(corner, before, radius), _towards(corner, after, radius)
        steps.append(f"{'L' if steps else 'M'} {x1} {y1} Q {short(corner[0])} {short(corner[1])} {x2} {y2}")
    return _path([*steps, "Z"], *classes)


def _towards(corner: tuple[float, float], other: tuple[float, float], radius: float) -> tuple[float, float]:
    (x, y), (to_x, to_y) = corner, other
    length = hypot(to_x - x, to_y - y)
    share = min(radius / length, 0.5) if length else 0
    return short(x + (to_x - x) * share), short(y + (to_y - y) * share)


def hatched(x: float, y: float, width: float, height: float, *classes: str) -> svg.Element:
    """Slanted lines across a box: what is not known, or too little to judge. No pattern with an id is needed."""
    steps: list[str] = []
    reach, step = width + height, 4.0
    at = step
    while at < reach:
        x1, y1 = (x + at, y) if at <= width else (x + width, y + at - width)
        x2, y2 = (x, y + at) if at <= height else (x + at - height, y + height)
        steps.append(f"M {short(x1)} {short(y1)} L {short(x2)} {short(y2)}")
        at += step
    return _path(steps, "chart-hatch", *classes)


def group(elements: Sequence[svg.Element], *classes: str, tip: str = "", **attributes: str) -> svg.Element:
    """Things that belong together; `tip` shows where a pointer rests on them. `day` is data-day, `id_` is id."""
    named = "".join(f' {_name(name)}="{escape(value)}"' for name, value in attributes.items())
    tips = f"<title>{escape(tip, quote=False)}</title>" if tip else ""
    kind = f' class="{" ".join(classes)}"' if classes else ""
    return Ready(f"<g{kind}{named}>{tips}{''.join(map(str, elements))}</g>")


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-") if name.endswith("_") else f"data-{name}"


def framed(
    width: float,
    height: float,
    elements: Sequence[svg.Element],
    title: str,
    description: str,
    *classes: str,
    control: bool = False,
) -> Drawing:
    """The whole drawing, which a screen reader meets as one picture with a name and a description.

    As a control it is a group of what is in it.
    """
    telling: list[svg.Element] = [svg.Title(text=escape(title, quote=False))]
    if description:
        telling.append(svg.Desc(text=escape(description, quote=False)))
    drawing = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, short(width), short(height)),
        width=short(width),
        height=short(height),
        class_=["chart", *classes],
        extra={"role": "group" if control else "img"},
        elements=[*telling, *elements],
    )
    return Drawing(drawing)


def by_width(narrow: Drawing, wide: Drawing) -> Drawing:
    """Two drawings of the same, of which a phone shows the one and a desk the other."""
    return Drawing(f'<div class="chart-narrow">{narrow}</div><div class="chart-wide">{wide}</div>')
