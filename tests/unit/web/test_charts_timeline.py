"""The timeline: levels, sessions, programs, visits and alerts stand where their moment is, on one and the same axis."""

from datetime import UTC, datetime, timedelta

import pytest

from services.web.charts.pain_timeline import LEFT, NARROW, PLOT, RIGHT, TOP, WIDE, pain_timeline
from services.web.charts.signs import SERIES
from services.web.charts.thinning import Point
from services.web.charts.timeline_data import Lane, Mark, Series, Sign, Span, Timeline, TimelineWords
from tests.support.drawn import Drawn

SINCE = datetime(2026, 8, 25, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=100)


def at(day: float) -> datetime:
    return SINCE + timedelta(days=day)


WORDS = TimelineWords(
    title="Pain & more",
    description="",
    ticks=[(at(50), "14 Oct"), (at(200), "never")],
    when=lambda moment: f"day {(moment - SINCE).days}",
    level=lambda level: f"{level:g}",
    nothing="Nothing was reported",
    unknown="Not known",
    moment="When",
    what="What",
    how_much="Level",
)


def across(day: float, width: int) -> float:
    return round(LEFT + (width - LEFT - RIGHT) * day / 100, 2)


def timeline(series: list[Series], *lanes: Lane, guides: tuple[datetime, ...] = ()) -> Timeline:
    return Timeline(since=SINCE, until=UNTIL, series=series, lanes=lanes, guides=guides)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_levels_stand_at_their_moment_and_height(width: int) -> None:
    series = Series("Pain, left knee", [Point(at(0), 0), Point(at(5), 10), Point(at(10), 2.5)])
    drawn = Drawn(pain_timeline(timeline([series]), WORDS, width).svg)
    points = [(across(0, width), TOP + PLOT), (across(5, width), TOP), (across(10, width), TOP + PLOT * 0.75)]
    assert drawn.corners("series-0")[0] == points
    assert drawn.numbers("series-dot", "cx", "cy")[:3] == points


def test_all_that_happened_stands_on_the_axis_of_the_levels() -> None:
    lanes = (
        Lane("Sessions", marks=[Mark(at(20), Sign.SESSION, "A session")]),
        Lane("Programs", spans=[Span(at(-4), at(30), "1", "Version 1"), Span(at(30), None, "2", "Version 2")]),
        Lane("Visits", marks=[Mark(at(30), Sign.VISIT, "A visit"), Mark(at(101), Sign.VISIT, "To come")]),
    )
    drawn = Drawn(pain_timeline(timeline([], *lanes, guides=(at(30), at(-1))), WORDS, WIDE).svg)
    assert drawn.numbers("sign-session", "x1", "x2") == [(across(20, WIDE), across(20, WIDE))]
    assert [corners[0][0] for corners in drawn.corners("sign-visit")] == [across(30, WIDE)]
    assert drawn.numbers("guide", "x1") == [(across(30, WIDE),)]
    bars = drawn.numbers("span-bar", "x", "width")
    assert bars == [(LEFT, across(30, WIDE) - LEFT - 1), (across(30, WIDE), across(100, WIDE) - across(30, WIDE) - 1)]
    assert drawn.words("span-name") == ["1", "2"]


def test_nothing_reported_is_said_and_is_no_line_at_nought() -> None:
    drawn = Drawn(pain_timeline(timeline([Series("Pain", [Point(at(3), None)])]), WORDS, NARROW).svg)
    assert "Nothing was reported" in drawn.words("chart-text")
    assert len(drawn.of("series-dot")) == 1  # the one of the key


def test_weeks_without_a_report_break_the_line() -> None:
    series = Series("Pain", [Point(at(0), 4), Point(at(1), 4), Point(at(30), 5), Point(at(31), 5)])
    drawn = Drawn(pain_timeline(timeline([series]), WORDS, WIDE).svg)
    assert [len(corners) for corners in drawn.corners("series-line") if corners] == [2, 2]


def test_series_are_told_apart_by_shape_and_named() -> None:
    series = [Series(f"Series {number}", [Point(at(5), 3)], pain=number == 0) for number in range(7)]
    chart = pain_timeline(timeline(series), WORDS, NARROW)
    drawn = Drawn(chart.svg)
    shapes = {(each.tag, each.get("class"), (each.get("d") or "").count("L")) for each in drawn.of("series-dot")}
    assert len(shapes) == SERIES
    assert "Series 4" in drawn.words("chart-text")
    assert "Series 5" not in drawn.words("chart-text")
    assert [row[1] for row in chart.table.rows] == [f"Series {number}" for number in range(7)]


def test_the_table_tells_all_in_the_order_it_happened() -> None:
    lane = Lane("Visits", marks=[Mark(at(2), Sign.VISIT, "A visit")])
    chart = pain_timeline(timeline([Series("Pain", [Point(at(1), 3), Point(at(3), None)])], lane), WORDS, NARROW)
    assert chart.table.rows == (
        ("day 1", "Pain", "3"),
        ("day 2", "A visit", ""),
        ("day 3", "Pain", "Not known"),
    )


def test_a_long_series_is_thinned_and_keeps_its_peak() -> None:
    points = [Point(at(number / 20), 9.0 if number == 777 else 1 + number % 3) for number in range(2000)]
    drawn = Drawn(pain_timeline(timeline([Series("Pain", points)]), WORDS, NARROW).svg)
    heights = [y for _, y in drawn.numbers("series-dot", "cx", "cy")[:-1]]
    assert len(heights) <= NARROW // 3
    assert min(heights) == TOP + PLOT * 0.1


def test_two_sessions_in_one_pixel_are_one_tick() -> None:
    lane = Lane("Sessions", marks=[Mark(at(20 + n / 1000), Sign.SESSION, "A session") for n in range(5)])
    chart = pain_timeline(timeline([], lane), WORDS, NARROW)
    assert len(Drawn(chart.svg).of("sign-session")) == 1
    assert len(chart.table.rows) == 5
