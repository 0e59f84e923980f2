"""Levels on the body: two standing figures, each region darker and with its number where something is felt.

The same drawing is a control: every region is an element with an id that stays, `region-knee-left`, and says in
data-region and data-side what it is.
"""

from collections.abc import Callable, Mapping, Sequence

import svg
from msgspec import Struct

from domain.values import BodyRegion, Side
from services.web.charts.body_shapes import HEIGHT, SIDED, WIDTH, Aspect, Shape, shapes
from services.web.charts.marks import Chart, Table, box, framed, group, rounded, written

Place = tuple[BodyRegion, Side]
BOTH_ASPECTS = (Aspect.FRONT, Aspect.BACK)
ROUNDING = 6  # pixels
NAMES_BELOW = 26  # pixels below the figures for their names and the whole body


class BodyWords(Struct, frozen=True, kw_only=True):
    """What the figures say, in the reader's language."""

    title: str
    description: str
    front: str
    back: str
    place: Callable[[BodyRegion, Side], str]  # "left knee"
    level: Callable[[float], str]  # "5.7"
    where: str  # head of the table's first column
    how_much: str  # and of its second


def body_map(
    levels: Mapping[Place, float],
    words: BodyWords,
    *,
    aspects: Sequence[Aspect] = BOTH_ASPECTS,
    control: bool = False,
) -> Chart:
    """Levels are 0 to 10; a place that is not among them is drawn as one of which nothing is known, not as 0.

    A region that has sides and was told without one, or of both, is shown on both. As a control the drawing is no
    picture to a reader but a group, and each region in it a button: the page says the same as a list beside it.
    """
    drawn: list[svg.Element] = []
    seen: set[Place] = set()
    for number, aspect in enumerate(aspects):
        figure, left = [], number * WIDTH
        for place, shape in shapes(aspect).items():
            ident = _ident(place) if place not in seen else f"{_ident(place)}-{aspect}"
            figure.append(_region(place, shape, left, ident, _level_at(levels, place), words, control=control))
            seen.add(place)
        name = words.front if aspect is Aspect.FRONT else words.back
        caption = written(left + WIDTH / 2, HEIGHT + 16, name, "chart-muted", anchor="middle")
        drawn += [group(figure, "body", f"body-{aspect}"), caption]
    whole = _level_at(levels, (BodyRegion.WHOLE_BODY, Side.NONE))
    if whole is not None:
        frame = box(3, 2, WIDTH * len(aspects) - 6, HEIGHT - 2, "whole-body", f"level-{_step(whole)}", rx=12)
        told = f"{words.place(BodyRegion.WHOLE_BODY, Side.NONE)} {words.level(whole)}"
        drawn = [frame, *drawn, written(12, 20, told, "chart-strong")]
    drawing = framed(
        WIDTH * len(aspects), HEIGHT + NAMES_BELOW, drawn, words.title, words.description, "body-map", control=control
    )
    rows = tuple((words.place(*place), words.level(level)) for place, level in _in_order(levels))
    return Chart(drawing, Table(words.title, (words.where, words.how_much), rows))


def _region(
    place: Place, shape: Shape, left: float, ident: str, level: float | None, words: BodyWords, *, control: bool
) -> svg.Element:
    region, side = place
    name = words.place(region, side)
    tip = name if level is None else f"{name}: {words.level(level)}"
    felt = "level-none" if level is None else f"level-{_step(level)}"
    drawn: list[svg.Element] = [rounded(tuple((left + x, y) for x, y in shape.corners), ROUNDING, "region-shape")]
    if level is not None:
        x, y = shape.middle
        drawn.append(written(left + x, y + 5, words.level(level), "region-level", anchor="middle"))
    pressed = {"role_": "button", "tabindex_": "0", "aria_pressed_": "false"} if control else {}
    return group(drawn, "region", felt, tip=tip, id_=ident, region=region.value, side=side.value, **pressed)


def _ident(place: Place) -> str:
    return f"region-{place[0].value}-{place[1].value}"


def _level_at(levels: Mapping[Place, float], place: Place) -> float | None:
    region, side = place
    told = [levels[region, each] for each in _said_as(region, side) if (region, each) in levels]
    return max(told, default=None)


def _said_as(region: BodyRegion, side: Side) -> Sequence[Side]:
    return (side, Side.BOTH, Side.NONE) if region in SIDED else tuple(Side)


def _step(level: float) -> int:
    """The colour of a level: 0 for none, then 1-2, 3-4, 5-6, 7-10 as 1 to 4, each rounded to whole points."""
    whole = round(level)
    return 0 if whole <= 0 else min((whole + 1) // 2, 4)


def _in_order(levels: Mapping[Place, float]) -> list[tuple[Place, float]]:
    regions = list(BodyRegion)
    return sorted(levels.items(), key=lambda each: (-each[1], regions.index(each[0][0]), each[0][1].value))
