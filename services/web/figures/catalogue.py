"""The picture of every exercise of the library, by its slug: SVG of where it starts and where it ends."""

from collections.abc import Mapping
from functools import cache
from html import escape
from types import MappingProxyType
from typing import NamedTuple

import svg

from domain.exercise.common import find
from domain.values import BodyRegion, Side
from services.web.figures.ankle_foot import ANKLE_FOOT
from services.web.figures.arm import ARM
from services.web.figures.back import BACK
from services.web.figures.closeup import CloseUp
from services.web.figures.drawing import SIZE, drawn, frame_of, together
from services.web.figures.figure import Moves, arrows, shapes_of
from services.web.figures.hip import HIP
from services.web.figures.knee import KNEE
from services.web.figures.neck_posture import NECK_POSTURE
from services.web.figures.neutral import standing
from services.web.figures.posing import posed
from services.web.figures.shoulder import SHOULDER
from services.web.figures.whole_body import WHOLE_BODY

MOVES: Mapping[str, Moves | CloseUp] = MappingProxyType(
    {**ANKLE_FOOT, **KNEE, **HIP, **BACK, **NECK_POSTURE, **SHOULDER, **ARM, **WHOLE_BODY}
)


class Picture(NamedTuple):
    """One exercise: each of the three is a whole SVG document, to be written into a page as it is."""

    start: str
    end: str  # of a hold: what is held
    both: str  # start and end side by side


Drawn = tuple[list[svg.Element], list[svg.Element]]


def drawings(moves: Moves | CloseUp) -> Drawn:
    """The paths of both positions, in one frame."""
    if isinstance(moves, CloseUp):
        first, last = moves.shapes()
    else:
        bodies = posed(moves.start), posed(moves.end)
        first, last = shapes_of(bodies[0], moves.start, moves), shapes_of(bodies[1], moves.end, moves)
        last += arrows(bodies, moves)
    frame = frame_of([*first, *last], moves.crop)
    return [drawn(shape, frame) for shape in first], [drawn(shape, frame) for shape in last]


@cache
def of_exercise(slug: str) -> Drawn:
    return drawings(MOVES[slug])


@cache
def of_region(region: BodyRegion) -> svg.SVG:
    return together(drawings(standing(region))[0])


def picture(slug: str, title: str = "", side: Side = Side.NONE) -> Picture:
    """The picture of an exercise. With a title it is an image of that name, without one it is decoration.

    Of an exercise that is done for one side, that side works in the picture; where none is named, either may.
    Raises KeyError where the library has no exercise of that slug.
    """
    first, last = of_exercise(slug)
    turned = find(slug).sided and side in (Side.LEFT, Side.RIGHT) and side != MOVES[slug].side
    start, end, beside = together(first, 0, turned), together(last, 0, turned), together(last, SIZE, turned)
    return Picture(document(title, SIZE, start), document(title, SIZE, end), document(title, 2 * SIZE, start, beside))


@cache
def picture_of(slug: str, region: BodyRegion, side: Side = Side.NONE) -> Picture:
    """Decoration beside a name. An exercise without a drawing of its own has its region's in every position."""
    if slug in MOVES:
        return picture(slug, side=side)
    standing = neutral(region)
    return Picture(standing, standing, standing)


def neutral(region: BodyRegion, title: str = "") -> str:
    """The picture of an exercise that is not in the library: whoever stands there, the region accented."""
    return document(title, SIZE, of_region(region))


def document(title: str, width: int, *drawings: svg.SVG) -> str:
    """An SVG document of one or two drawings."""
    named: dict[str, str] = {"role": "img"} if title else {"aria-hidden": "true"}
    elements: list[svg.Element] = [svg.Title(text=escape(title)), *drawings] if title else [*drawings]
    return str(
        svg.SVG(class_=["exercise-figure"], viewBox=svg.ViewBoxSpec(0, 0, width, SIZE), extra=named, elements=elements)
    )
