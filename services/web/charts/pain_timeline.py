"""What was felt over time, with sessions, programs, visits and alerts drawn into the same time.

The levels stand on one scale from 0 to 10; below it one lane for each kind of thing that happened. A drawing has one
width: a page shows the narrow one on phones and the wide one on desks, so that words are never shrunk.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import svg

from services.web.charts.marks import Chart, Drawing, Table, box, fitted, framed, group, hatched, line, path, written
from services.web.charts.signs import SERIES, mark, series_dot
from services.web.charts.thinning import Point, runs, thinned
from services.web.charts.timeline_data import Lane, Series, Sign, Span, Timeline, TimelineWords

NARROW, WIDE = 340, 760  # pixels
LEFT, RIGHT, TOP = 24, 12, 10
PLOT = 150  # pixels from level 10 down to level 0
LANE_NAME, LANE, KEY = 20, 22, 20
A_WEEK = timedelta(days=7)

Across = Callable[[datetime], float]


def pain_timeline(drawn: Timeline, words: TimelineWords, width: int, gap: timedelta = A_WEEK) -> Chart:
    """A chart of that width. Series after the fifth are in the table alone."""
    return Chart(timeline_drawing(drawn, words, width, gap), _table(drawn, words))


def timeline_drawing(drawn: Timeline, words: TimelineWords, width: int, gap: timedelta = A_WEEK) -> Drawing:
    """The drawing alone. Points further apart than `gap` are not joined.

    Of a series with more points than there is room for, each stretch keeps its lowest and its highest.
    """
    seconds = max((drawn.until - drawn.since).total_seconds(), 1)
    room = width - LEFT - RIGHT

    def across(at: datetime) -> float:
        return LEFT + room * min(max((at - drawn.since).total_seconds() / seconds, 0), 1)

    below = TOP + PLOT + LANE_NAME + 8
    heights = [LANE_NAME + LANE for _ in drawn.lanes]
    series = drawn.series[:SERIES]
    ends = below + sum(heights)
    guides = [line(across(at), TOP, across(at), ends, "guide") for at in drawn.guides if _within(drawn, at)]
    elements: list[svg.Element] = [*_scale(width), *guides, *_dates(drawn, words, across)]
    for number, each in enumerate(series):
        elements.append(_line(number, each, drawn, across, words, gap, most=room // 3))
    if not any(_known(drawn, each) for each in series):
        elements.append(written(LEFT + room / 2, TOP + PLOT / 2, words.nothing, "chart-muted", anchor="middle"))
    for number, lane in enumerate(drawn.lanes):
        elements.append(_lane(lane, drawn, across, below + sum(heights[:number])))
    for number, each in enumerate(series):
        elements += _key(number, each, ends + number * KEY, room)
    height = ends + KEY * len(series) + 4
    return framed(width, height, elements, words.title, words.description, "timeline")


def level_height(level: float) -> float:
    """How far down a level of 0 to 10 stands, in pixels."""
    return TOP + PLOT * (1 - min(max(level, 0), 10) / 10)


def _within(drawn: Timeline, at: datetime) -> bool:
    return drawn.since <= at <= drawn.until


def _known(drawn: Timeline, series: Series) -> list[Point]:
    return [point for point in series.points if point.level is not None and _within(drawn, point.at)]


def _scale(width: int) -> list[svg.Element]:
    elements: list[svg.Element] = []
    for level in (0, 2, 4, 6, 8, 10):
        y = level_height(level)
        elements.append(line(LEFT, y, width - RIGHT, y, "chart-axis", *(["chart-base"] if level == 0 else [])))
        elements.append(written(LEFT - 7, y + 4.5, str(level), "chart-muted", anchor="end"))
    return elements


def _dates(drawn: Timeline, words: TimelineWords, across: Across) -> list[svg.Element]:
    y = TOP + PLOT
    elements: list[svg.Element] = []
    for at, name in words.ticks:
        if _within(drawn, at):
            elements += [
                line(across(at), y, across(at), y + 4, "tick"),
                written(across(at), y + 18, name, "chart-muted"),
            ]
    return elements


def _line(
    number: int, series: Series, drawn: Timeline, across: Across, words: TimelineWords, gap: timedelta, most: int
) -> svg.Element:
    points = thinned([point for point in series.points if _within(drawn, point.at)], most)
    dashed = () if series.pain else ("series-dashed",)
    elements: list[svg.Element] = []
    for run in runs(points, gap):
        places = [(across(point.at), level_height(point.level or 0)) for point in run]
        if len(places) > 1:
            elements.append(path(places, "series-line", f"series-{number}", *dashed))
        for (x, y), point in zip(places, run, strict=True):
            tip = f"{words.when(point.at)}: {series.name} {words.level(point.level or 0)}"
            elements.append(group([series_dot(number, x, y)], tip=tip))
    return group(elements, "series")


def _lane(lane: Lane, drawn: Timeline, across: Across, top: float) -> svg.Element:
    middle = top + LANE_NAME + LANE / 2 - 4
    elements: list[svg.Element] = [
        written(LEFT, top + 13, lane.name, "chart-muted"),
        line(LEFT, middle, across(drawn.until), middle, "chart-axis"),
    ]
    for span in lane.spans:
        if span.since < drawn.until and (span.until is None or span.until > drawn.since):
            elements.append(_bar(span, drawn, across, middle - 9))
    taken: set[int] = set()
    for each in lane.marks:
        if not _within(drawn, each.at):
            continue
        if each.sign is Sign.SESSION:  # two in one pixel are one tick; the table has both
            if round(across(each.at)) in taken:
                continue
            taken.add(round(across(each.at)))
        elements.append(group([mark(each.sign, across(each.at), middle)], tip=each.tip))
    return group(elements, "lane")


def _bar(span: Span, drawn: Timeline, across: Across, top: float) -> svg.Element:
    x, end = across(span.since), across(span.until or drawn.until)
    width = max(end - x - 1, 1.5)
    elements: list[svg.Element] = [box(x, top, width, 18, "span-bar", *(["span-still"] if span.still else []), rx=3)]
    if span.still:
        elements.append(hatched(x, top, width, 18))
    if len(span.name) * 8 + 6 <= width:
        elements.append(written(x + 5, top + 13.5, span.name, "span-name"))
    return group(elements, tip=span.tip)


def _key(number: int, series: Series, top: float, room: float) -> list[svg.Element]:
    classes = ["series-line", f"series-{number}", *([] if series.pain else ["series-dashed"])]
    return [
        line(LEFT, top + 8, LEFT + 22, top + 8, *classes),
        series_dot(number, LEFT + 11, top + 8),
        written(LEFT + 30, top + 12.5, fitted(series.name, room - 30)),
    ]


def _table(drawn: Timeline, words: TimelineWords) -> Table:
    rows: list[tuple[datetime, tuple[str, str, str]]] = []
    for series in drawn.series:
        for point in series.points:
            if _within(drawn, point.at):
                level = words.unknown if point.level is None else words.level(point.level)
                rows.append((point.at, (words.when(point.at), series.name, level)))
    told: list[tuple[datetime, str]] = []
    for lane in drawn.lanes:
        told += [(each.at, each.tip) for each in lane.marks]
        told += [(each.since, each.tip) for each in lane.spans]
    rows += [(at, (words.when(at), what, "")) for at, what in told if _within(drawn, at)]
    rows.sort()
    return Table(words.title, (words.moment, words.what, words.how_much), tuple(row for _, row in rows))
