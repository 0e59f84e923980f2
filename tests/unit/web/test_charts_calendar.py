"""The calendar: what is read back from the drawing is what it was drawn from."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.web.charts.calendar import CELL, STEP, CalendarDay, CalendarWords, DayState, calendar, sample
from tests.support.drawn import Drawn

WORDS = CalendarWords(
    title="Doses of each day <b>",
    description="Thirteen weeks & a day",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="Day",
    came_to="Done",
    unknown="Not known",
)
MONDAY = date(2026, 9, 28)


def day(after: int, expected: float | None = 4, done: float = 0, **more: bool) -> CalendarDay:
    on = MONDAY + timedelta(days=after)
    given = CalendarDay(on=on, expected=expected, done=done, name=on.isoformat(), what=f"{done} of {expected}")
    return replace(given, **more)


def test_a_box_is_filled_from_below_by_the_share_that_was_done() -> None:
    drawn = Drawn(calendar([day(0, done=4), day(1, done=3), day(2, done=1)], WORDS).svg)
    assert drawn.numbers("day-done", "height") == [(CELL - 1,), (11.25,), (3.75,)]
    feet = [y + height for y, height in drawn.numbers("day-done", "y", "height")]
    assert feet == [y + height for y, height in drawn.numbers("day-box", "y", "height")]


def test_weeks_stand_side_by_side_with_monday_on_top() -> None:
    drawn = Drawn(calendar([day(n) for n in range(5, 16)], WORDS).svg)
    places = drawn.numbers("day-box", "x", "y")
    left, top = places[0][0], places[0][1] - 5 * STEP
    assert places == [(left + n // 7 * STEP, top + n % 7 * STEP) for n in range(5, 16)]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (day(0, done=4), DayState.ALL),
        (day(0, done=1), DayState.PART),
        (day(0), DayState.MISSED),
        (day(0, expected=0), DayState.FREE),
        (day(0, expected=0, extra=True), DayState.EXTRA),
        (day(0, paused=True), DayState.PAUSED),
        (day(0, expected=None), DayState.UNKNOWN),
        (day(0, expected=None, outside=True), DayState.NONE),
    ],
)
def test_every_state_has_a_shape_of_its_own(given: CalendarDay, state: DayState) -> None:
    drawn = Drawn(sample(given))
    assert (given.state, len(drawn.of(f"day-{state}"))) == (state, 1)
    shapes = {each.get("class", "") for group in drawn.of("day") for each in group if each.get("class")}
    expected = {
        DayState.ALL: {"day-done", "day-box"},
        DayState.PART: {"day-done", "day-box"},
        DayState.MISSED: {"day-box"},
        DayState.FREE: {"day-dot"},
        DayState.EXTRA: {"day-ring"},
        DayState.PAUSED: {"day-dash"},
        DayState.UNKNOWN: {"chart-hatch", "day-box"},
        DayState.NONE: set(),
    }
    assert shapes == expected[state]


def test_a_day_that_nothing_is_known_of_is_no_missed_day() -> None:
    chart = calendar([day(0, done=4), day(2, expected=None)], WORDS)
    drawn = Drawn(chart.svg)
    assert [each.get("data-day") for each in drawn.of("day-unknown")] == ["2026-09-29", "2026-09-30"]
    assert drawn.tips("day-unknown")[0] == "2026-09-29: Not known"
    assert not drawn.of("day-missed")


def test_the_table_has_each_day_in_the_words_of_its_box() -> None:
    chart = calendar([day(0, outside=True), day(1, done=3), day(2)], WORDS)
    assert chart.table.head == ("Day", "Done")
    assert chart.table.rows == (("2026-09-29", "3 of 4"), ("2026-09-30", "0 of 4"))


def test_a_table_of_weeks_has_a_cell_for_each_weekday() -> None:
    days = [replace(day(n, done=1), brief=f"{n}") for n in range(5, 9)]
    chart = calendar([replace(day(4, outside=True), brief="4"), *days], replace(WORDS, week="Week"))
    assert chart.table.head == ("Week", *WORDS.weekdays)
    assert chart.table.rows == (
        ("2026-10-02", "", "", "", "", "", "5", "6"),
        ("2026-10-05", "7", "8", "", "", "", "", ""),
    )


def test_a_month_is_named_over_the_first_week_that_begins_in_it() -> None:
    drawn = Drawn(calendar([day(n) for n in range(91)], WORDS).svg)
    assert [words for words in drawn.words("chart-text") if words in WORDS.months] == ["Oct", "Nov", "Dec"]


def test_words_are_escaped_and_nothing_is_a_style() -> None:
    chart = calendar([day(0)], WORDS)
    assert Drawn(chart.svg).title == "Doses of each day <b>"
    assert "style" not in Drawn(chart.svg).attributes
    assert chart == calendar([day(0)], WORDS)


def test_no_day_at_all_is_a_drawing_too() -> None:
    chart = calendar([], WORDS)
    assert not Drawn(chart.svg).of("day")
    assert chart.table.rows == ()
