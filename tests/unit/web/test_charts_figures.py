"""Bars, spreads and weeks: lengths and places are the figures, and too little is never shown as much."""

from services.web.charts.bars import Bar, BarWords, bars
from services.web.charts.spread import ENOUGH, Group, SpreadWords, quarter, spread
from tests.support.drawn import Drawn

BARS = BarWords(title="Done by exercise", description="", name="Exercise", value="Done", beside="Before")
SPREAD = SpreadWords(
    title="Adherence",
    description="",
    many=lambda number: f"{number} patients",
    value=lambda value: f"{value:g} %",
    nobody="nobody",
    group="Clinic",
    number="Patients",
    lower="A quarter is below",
    middle="Half is below",
    upper="A quarter is above",
)


def test_bars_are_as_long_as_their_figures() -> None:
    rows = [
        Bar(name="Bridge", value=75, told="75 %", beside=50, beside_told="50 %"),
        Bar(name="Squat", value=25, told="1 of 4", few=True),
        Bar(name="Plank", value=None, told="not known"),
        Bar(name="Row", value=130, told="130 %"),
    ]
    chart = bars(rows, 100, BARS, width=402)
    drawn = Drawn(chart.svg)
    assert drawn.numbers("bar-value", "x", "width") == [(1, 300), (1, 100), (1, 400)]
    assert drawn.numbers("bar-beside", "x1") == [(201,)]
    assert len(drawn.of("bar-few")) == len(drawn.of("chart-hatch")) == 1
    assert chart.table.rows == (
        ("Bridge", "75 %", "50 %"),
        ("Squat", "1 of 4", ""),
        ("Plank", "not known", ""),
        ("Row", "130 %", ""),
    )


def test_a_name_and_a_number_that_do_not_fit_beside_each_other_stand_below_each_other() -> None:
    rows = [
        Bar(name="Beinbeuger im Vierfüßlerstand", value=1, told="75 % (12 von 16 Dosen)"),
        Bar(name="B", value=1, told="1"),
    ]
    drawn = Drawn(bars(rows, 1, BARS, width=300).svg)
    lines = [float(each.get("y", 0)) for each in drawn.of("chart-text")]
    assert lines == [14, 30, 74, 74]


def test_many_figures_are_a_box_of_their_middle_half_and_few_are_dots() -> None:
    many = Group("Oslo", [float(value) for value in range(101)])
    few = Group("Bergen", [20, 90, 50])
    drawn = Drawn(spread([many, few, Group("Voss", [])], 0, 100, SPREAD, width=216).svg)
    assert drawn.numbers("spread-box", "x", "width") == [(58, 100)]
    assert drawn.numbers("spread-middle", "x1") == [(108,)]
    assert drawn.numbers("spread-reach", "x1", "x2") == [(8, 208)]
    assert drawn.numbers("spread-one", "cx") == [(48,), (108,), (188,)]
    assert drawn.words("chart-muted") == ["101 patients", "3 patients", "nobody", "0 %", "50 %", "100 %"]


def test_of_few_the_table_tells_no_quarters() -> None:
    chart = spread([Group("Bergen", [20, 90, 50]), Group("Voss", [])], 0, 100, SPREAD)
    assert chart.table.rows == (("Bergen", "3 patients", "", "50 %", ""), ("Voss", "nobody", "", "", ""))
    enough = spread([Group("Oslo", [10.0] * ENOUGH)], 0, 100, SPREAD)
    assert enough.table.rows == (("Oslo", "10 patients", "10 %", "10 %", "10 %"),)


def test_quarters_lie_between_the_figures_they_fall_between() -> None:
    assert [quarter([4, 1, 3, 2], number) for number in range(5)] == [1, 1.75, 2.5, 3.25, 4]
