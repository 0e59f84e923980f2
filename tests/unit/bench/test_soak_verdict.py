"""R18 in short: what the soak says of recorded figures. The soak itself is `make soak`."""

from collections.abc import Callable

import pytest

from bench.soak.measures import LIMITS
from bench.soak.report import Soaked, table
from bench.soak.verdict import Limit, Line, Moment, TooShort, judge

HOUR = 3600
MEMORY = LIMITS["engine, resident MB"]
DESCRIPTORS = LIMITS["api, descriptors"]
LAG = LIMITS["lag, seconds"]


def recorded(figure: Callable[[int], float], every: int = 10) -> list[Moment]:
    """An hour of looks; `figure` is told the second."""
    return [Moment(second, figure(second)) for second in range(0, HOUR, every)]


def faults(limit: Limit, figure: Callable[[int], float]) -> tuple[str, ...]:
    return judge("it", recorded(figure), limit, HOUR).faults


def test_what_stands_still_is_flat_with_all_its_figures() -> None:
    assert judge("it", recorded(lambda _: 100.0), MEMORY, HOUR) == Line(
        name="it", quarters=(100.0, 100.0, 100.0, 100.0), highest=100.0, slope=0.0, faults=()
    )


def test_caches_may_fill_in_the_first_quarter() -> None:
    assert faults(MEMORY, lambda second: min(second, 600) / 10 + 100) == ()


def test_memory_that_grows_by_more_than_a_twentieth_is_no_longer_flat() -> None:
    assert faults(MEMORY, lambda second: 100 + second * 9 / HOUR) == ()
    assert faults(MEMORY, lambda second: 100 + second * 12 / HOUR) == ("grew by more than 5%",)
    assert judge("it", recorded(lambda second: 100 + second * 12 / HOUR), MEMORY, HOUR).slope == pytest.approx(12)


def test_a_moment_above_the_ceiling_is_told() -> None:
    assert faults(MEMORY, lambda second: 260 if second == 1000 else 200) == ("went above 250",)


def test_one_descriptor_lost_every_ten_minutes_is_found() -> None:
    assert faults(DESCRIPTORS, lambda second: 80 + second // 600) == ("stands above 84, the highest before",)


def test_connections_that_come_and_go_are_flat() -> None:
    assert faults(DESCRIPTORS, lambda second: 80 + second // 10 % 4) == ()


def test_one_long_lag_in_ninety_looks_is_too_many_and_in_nine_hundred_is_not() -> None:
    assert faults(LAG, lambda second: 3.0 if second == 3000 else 0.1) == ("p99 of the last quarter is 3, above 1",)
    every_second = recorded(lambda second: 3.0 if second == 3000 else 0.1, every=1)
    assert judge("it", every_second, LAG, HOUR).faults == ()


def test_a_lag_that_grows_is_found_below_its_ceiling() -> None:
    assert faults(LAG, lambda second: second / HOUR / 2) == ("stands above 0.3736, the highest before",)


def test_a_quarter_that_was_hardly_looked_at_says_nothing() -> None:
    with pytest.raises(TooShort, match="it was measured less than twice in a quarter of 900 s"):
        judge("it", recorded(lambda _: 1, every=901), MEMORY, HOUR)


def test_one_figure_that_grows_makes_the_whole_soak_not_flat() -> None:
    lines = [
        judge("engine, resident MB", recorded(lambda _: 100), MEMORY, HOUR),
        judge("api, descriptors", recorded(lambda second: second / 10), DESCRIPTORS, HOUR),
    ]
    soaked = [
        Soaked(minutes=60, highest_rate=900, rate=450, answers={"session": 7, "alerts": 1}, mails=2, lines=tuple(some))
        for some in (lines[:1], lines)
    ]
    assert [one.flat for one in soaked] == [True, False]
    said, answers, _, heads, _, *rows, _, verdict = table(soaked[1]).splitlines()
    assert said == (
        "**soak**: 60 minutes at 450 requests a second (highest 900); 8 answers, all as they must be; 2 mails"
    )
    assert answers == "session 7, alerts 1"
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in (heads, *rows)] == [
        ["figure", "1st quarter", "2nd", "3rd", "last", "highest", "slope an hour", "verdict"],
        ["engine, resident MB", "100", "100", "100", "100", "100", "+0", "flat"],
        [
            "api, descriptors",
            "44.5",
            "134",
            "224",
            "314",
            "359",
            "+360",
            "stands above 269, the highest before",
        ],
    ]
    assert verdict == "not flat"
