"""The small drawings of the day: a box for each day, full to what was done, and a line that ends where pain is."""

import re
from datetime import date, timedelta

from domain.adherence.calendar import CalendarDay, DayState
from domain.symptom.pain_line import PainLine, PainPoint
from domain.values import BodyRegion, Side
from services.web.today.drawings import pain_drawing, strip
from services.web.words import words_in

MONDAY = date(2026, 6, 1)


def day(n: int, state: DayState, expected: int = 2, done: str = "0") -> CalendarDay:
    return CalendarDay(MONDAY + timedelta(days=n), expected, done, "0", state)


def drawn(svg: str, name: str) -> str:
    found = re.search(rf'<path class="{name}" d="([^"]*)"', svg)
    return found.group(1) if found else ""


def test_each_kind_of_day_has_a_shape_of_its_own() -> None:
    days = [
        day(0, DayState.DONE, done="2"),
        day(1, DayState.PART, done="1/2"),
        day(2, DayState.MISSED),
        day(3, DayState.FREE, 0),
        day(4, DayState.WORKED, 0),
        day(5, DayState.HELD, 0),
    ]
    svg = strip(days, day(6, DayState.MISSED), words_in("en"))
    assert drawn(svg, "day-box").count("M") == 3
    assert re.findall(r"v([\d.]+)", drawn(svg, "day-done")) == ["13", "3.25"]
    assert [drawn(svg, name).count("M") for name in ("day-dot", "day-ring", "day-dash", "day-box day-open")] == [1] * 4
    assert "<title>The last 6 days: all done on 1 day, a part on 1, nothing on 1</title>" in svg


def test_the_line_goes_from_the_oldest_to_the_latest_with_a_gap_where_nobody_spoke() -> None:
    points = (PainPoint(MONDAY, 0), PainPoint(MONDAY + timedelta(2), 100), PainPoint(MONDAY + timedelta(20), 50))
    pain = PainLine(BodyRegion.KNEE, Side.LEFT, highest=100, latest=50, reports=3, points=points)
    svg = pain_drawing(pain, MONDAY + timedelta(28), "Pain <b>", "5")
    assert drawn(svg, "spark-line") == "M4 30L10.57 4M69.71 17"
    assert '<circle class="spark-last" cx="69.71" cy="17" r="3.25"/>' in svg
    assert "<title>Pain &lt;b&gt;</title>" in svg
