"""The small line: where its points are, where it is broken, and what stays of a long series."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.web.charts.sparkline import EDGE, HEIGHT, WIDTH, SparkWords, sparkline
from services.web.charts.thinning import Point, runs, thinned
from tests.support.drawn import Drawn

SINCE = datetime(2026, 10, 26, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=28)
WORDS = SparkWords(
    title="Pain", description="", last="5.7", when="When", level="Pain", unknown="Not known", rows=(("Mon", "3"),)
)
ACROSS, DOWN = WIDTH - 2 * EDGE - 28, HEIGHT - 2 * EDGE


def point(day: float, level: float | None) -> Point:
    return Point(SINCE + timedelta(days=day), level)


def test_points_stand_where_their_moment_and_level_are() -> None:
    drawn = Drawn(sparkline([point(0, 0), point(7, 5), point(14, 10)], SINCE, UNTIL, WORDS).svg)
    assert drawn.corners("spark-line") == [
        [(EDGE, EDGE + DOWN), (EDGE + ACROSS / 4, EDGE + DOWN / 2), (EDGE + ACROSS / 2, EDGE)]
    ]
    assert drawn.numbers("spark-last", "cx", "cy") == [(EDGE + ACROSS / 2, EDGE)]
    assert drawn.words("chart-strong") == ["5.7"]


def test_nothing_joins_points_across_a_gap_or_an_unknown() -> None:
    series = [point(0, 3), point(1, 4), point(2, None), point(3, 5), point(20, 5), point(21, 6)]
    drawn = Drawn(sparkline(series, SINCE, UNTIL, WORDS).svg)
    assert [len(corners) for corners in drawn.corners("spark-line")] == [2, 2]
    assert len(drawn.of("spark-alone")) == 1


def test_a_series_of_nothing_has_no_line_and_no_zero() -> None:
    drawn = Drawn(sparkline([point(3, None)], SINCE, UNTIL, WORDS).svg)
    assert not [each for word in ("spark-line", "spark-alone", "spark-last") for each in drawn.of(word)]


def test_what_lies_outside_the_stretch_is_left_out() -> None:
    drawn = Drawn(sparkline([point(-1, 3), point(29, 3)], SINCE, UNTIL, WORDS).svg)
    assert not drawn.of("spark-last")


@given(st.lists(st.tuples(st.integers(0, 5000), st.none() | st.integers(0, 100)), max_size=400), st.integers(8, 60))
def test_a_thinned_series_keeps_its_ends_its_outline_and_its_gaps(
    drawn: list[tuple[int, int | None]], most: int
) -> None:
    series = [point(day, None if level is None else level / 10) for day, level in drawn]
    kept = thinned(series, most)
    assert len(kept) <= max(most, 1)
    assert all(each in series for each in kept)
    levels, left = ([each.level for each in part if each.level is not None] for part in (series, kept))
    if levels:
        assert (min(levels), max(levels)) == (min(left), max(left))
    if series:
        ordered = sorted(series, key=lambda each: each.at)
        assert (kept[0].at, kept[-1].at) == (ordered[0].at, ordered[-1].at)
    assert (None in [each.level for each in kept]) == (None in [each.level for each in series])


def test_a_run_ends_where_the_next_point_is_too_far() -> None:
    series = [point(0, 1), point(7, 1), point(14.5, 1)]
    assert runs(series, timedelta(days=7)) == [series[:2], series[2:]]
