"""A small line of levels over time, for a row of a list: its course, its highest point, and where it stands now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import svg
from msgspec import Struct

from services.web.charts.marks import Chart, Table, dot, framed, line, path, written
from services.web.charts.thinning import Point, runs, thinned

WIDTH, HEIGHT, EDGE = 132, 36, 5  # pixels; the edge leaves room for half a dot
MOST = 62  # points that a line this short can show
A_WEEK = timedelta(days=7)


class SparkWords(Struct, frozen=True, kw_only=True):
    """What the line says, in the reader's language."""

    title: str
    description: str
    last: str  # the level it ends with, written beside its end: "5.7"; empty where there is none
    when: str  # head of the table's first column
    level: str  # and of its second
    unknown: str  # what is said of a level that is not known
    rows: tuple[tuple[str, str], ...]  # each point of the series in words


def sparkline(
    points: Sequence[Point],
    since: datetime,
    until: datetime,
    words: SparkWords,
    *,
    lowest: float = 0,
    highest: float = 10,
    gap: timedelta = A_WEEK,
) -> Chart:
    """From `since` to `until`, on a scale that is the same for everybody, so that two lines can be compared.

    Points further apart than `gap` are not joined: nothing was said in between.
    """
    seconds = max((until - since).total_seconds(), 1)
    across, down = WIDTH - 2 * EDGE - 28, HEIGHT - 2 * EDGE

    def place(point: Point) -> tuple[float, float]:
        level = lowest if point.level is None else min(max(point.level, lowest), highest)
        x = EDGE + across * (point.at - since).total_seconds() / seconds
        return x, EDGE + down * (1 - (level - lowest) / (highest - lowest))

    within = [point for point in points if since <= point.at <= until]
    drawn: list[svg.Element] = [line(EDGE, HEIGHT - EDGE, EDGE + across, HEIGHT - EDGE, "chart-axis")]
    for run in runs(thinned(within, MOST), gap):
        places = [place(point) for point in run]
        drawn.append(path(places, "spark-line") if len(places) > 1 else dot(*places[0], 1.75, "spark-alone"))
    known = [point for point in within if point.level is not None]
    if known:
        x, y = place(max(known, key=lambda point: point.at))
        drawn += [
            dot(x, y, 3.25, "spark-last"),
            written(x + 7, min(max(y + 5, 13), HEIGHT - 2), words.last, "chart-strong"),
        ]
    drawing = framed(WIDTH, HEIGHT, drawn, words.title, words.description, "sparkline")
    return Chart(drawing, Table(words.title, (words.when, words.level), words.rows))
