"""Figures beside each other as lying bars: each with its name above and its number at the end."""

from collections.abc import Sequence

import svg
from msgspec import Struct

from services.web.charts.marks import LINE, Chart, Table, box, fitted, framed, group, hatched, line, room_of, written

ROW, NAME, THICK = 44, 16, 14  # pixels


class Bar(Struct, frozen=True, kw_only=True):
    """One figure."""

    name: str
    value: float | None  # None where it cannot be told
    told: str  # the figure in words, with its unit and of how many: "75 % (12 of 16)"
    few: bool = False  # rests on too little to judge: hatched
    beside: float | None = None  # what it is compared with: a line across the bar
    beside_told: str = ""


class BarWords(Struct, frozen=True, kw_only=True):
    """What the bars say, in the reader's language."""

    title: str
    description: str
    name: str  # heads of the table's columns
    value: str
    beside: str = ""  # without it the table has no third column


def bars(rows: Sequence[Bar], most: float, words: BarWords, width: int = 340) -> Chart:
    """Bars that begin at nothing; `most` is the figure that fills the width. What cannot be told has no bar.

    A name and its number that do not fit beside each other stand below each other.
    """
    room = width - 2
    elements: list[svg.Element] = []
    top: float = 0
    for bar in rows:
        lines = 1 if room_of(bar.name) + room_of(bar.told) + 12 <= room else 2
        elements.append(_row(bar, top, room, most, lines))
        top += ROW + (lines - 1) * LINE
    drawing = framed(width, max(top, 1), elements, words.title, words.description, "bars")
    third = (words.beside,) if words.beside else ()
    told = tuple((bar.name, bar.told, *([bar.beside_told] if third else [])) for bar in rows)
    return Chart(drawing, Table(words.title, (words.name, words.value, *third), told))


def _row(bar: Bar, top: float, room: float, most: float, lines: int) -> svg.Element:
    foot = top + NAME - 2 + (lines - 1) * LINE
    y = foot + 7
    elements: list[svg.Element] = [
        written(1, top + NAME - 2, fitted(bar.name, room)),
        written(1 if lines > 1 else room + 1, foot, bar.told, "chart-strong", anchor="start" if lines > 1 else "end"),
        box(1, y, room, THICK, "bar-ground", rx=3),
    ]
    if bar.value is not None:
        long = room * _share(bar.value, most)
        elements.append(box(1, y, long, THICK, "bar-value", *(["bar-few"] if bar.few else []), rx=3))
        if bar.few and long > 1:
            elements.append(hatched(1, y, long, THICK))
    if bar.beside is not None:
        x = 1 + room * _share(bar.beside, most)
        elements.append(line(x, y - 3, x, y + THICK + 3, "bar-beside"))
    return group(elements, "bar-row", tip=f"{bar.name}: {bar.told}")


def _share(value: float, most: float) -> float:
    return min(max(value / most, 0), 1) if most > 0 else 0
