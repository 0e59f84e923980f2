"""How figures of many people lie: a box of the middle half where there are enough, else a dot for each of them."""

from collections.abc import Callable, Sequence

import svg
from msgspec import Struct

from services.web.charts.marks import LINE, Anchor, Chart, Table, box, dot, fitted, framed, group, line, written

ENOUGH = 10  # figures from which on quarters mean something
ROW, NAME, THICK = 48, 16, 14  # pixels


class Group(Struct, frozen=True):
    """The figures of one group, each of one person."""

    name: str
    values: Sequence[float]


class SpreadWords(Struct, frozen=True, kw_only=True):
    """What the drawing says, in the reader's language."""

    title: str
    description: str
    many: Callable[[int], str]  # "12 patients"
    value: Callable[[float], str]  # "75 %"
    nobody: str  # where a group is empty
    group: str  # heads of the table: the group, of how many, a quarter below, the middle, a quarter above
    number: str
    lower: str
    middle: str
    upper: str


def spread(groups: Sequence[Group], lowest: float, highest: float, words: SpreadWords, width: int = 340) -> Chart:
    """A row for each group on one scale from `lowest` to `highest`; how many there are is always written."""
    room = width - 16
    elements: list[svg.Element] = []
    for number, each in enumerate(groups):
        elements.append(_row(each, number * ROW, room, lowest, highest, words))
    elements += _scale(len(groups) * ROW + LINE, room, lowest, highest, words)
    drawing = framed(width, len(groups) * ROW + LINE + 4, elements, words.title, words.description, "spreads")
    head = (words.group, words.number, words.lower, words.middle, words.upper)
    return Chart(drawing, Table(words.title, head, tuple(_told(each, words) for each in groups)))


def _scale(y: float, room: float, lowest: float, highest: float, words: SpreadWords) -> list[svg.Element]:
    """What the ends and the middle of the scale stand for."""
    ends: list[tuple[float, float, Anchor]] = [
        (8, lowest, "start"),
        (8 + room / 2, (lowest + highest) / 2, "middle"),
        (8 + room, highest, "end"),
    ]
    return [written(x, y, words.value(value), "chart-muted", anchor=anchor) for x, value, anchor in ends]


def quarter(values: Sequence[float], quarters: int) -> float:
    """The value that so many quarters of the figures do not exceed, by linear interpolation. At least one figure."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * quarters / 4
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _row(each: Group, top: float, room: float, lowest: float, highest: float, words: SpreadWords) -> svg.Element:
    def across(value: float) -> float:
        share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
        return 8 + room * share

    y, many = top + NAME + 6, len(each.values)
    elements: list[svg.Element] = [
        written(8, top + NAME - 2, fitted(each.name, room - 110)),
        written(8 + room, top + NAME - 2, words.many(many) if many else words.nobody, "chart-muted", anchor="end"),
        line(8, y + THICK / 2, 8 + room, y + THICK / 2, "chart-axis"),
    ]
    if many >= ENOUGH:
        low, middle, high = (across(quarter(each.values, quarters)) for quarters in (1, 2, 3))
        ends = across(min(each.values)), across(max(each.values))
        elements += [
            line(ends[0], y + THICK / 2, ends[1], y + THICK / 2, "spread-reach"),
            box(low, y, max(high - low, 1), THICK, "spread-box", rx=3),
            line(middle, y - 3, middle, y + THICK + 3, "spread-middle"),
        ]
    else:
        elements += [dot(across(value), y + THICK / 2, 4, "spread-one") for value in sorted(each.values)]
    return group(elements, "spread-row")


def _told(each: Group, words: SpreadWords) -> tuple[str, ...]:
    if not each.values:
        return each.name, words.nobody, "", "", ""
    if len(each.values) < ENOUGH:
        return each.name, words.many(len(each.values)), "", words.value(quarter(each.values, 2)), ""
    return each.name, words.many(len(each.values)), *(words.value(quarter(each.values, n)) for n in (1, 2, 3))
