"""What a report is compared with: the last few before it in its place."""

from fractions import Fraction

import pytest

from domain.symptom.baseline import baseline, compared_with
from domain.values import BodyRegion, Side, SymptomKind, Timing
from tests.support.felt import daily


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], None),
        ([10, 20], None),
        ([30, 10, 20], 20),
        ([10, 20, 25, 40], Fraction(45, 2)),
        ([100, 100, 100, 10, 20, 30, 40, 50], 30),
    ],
)
def test_the_baseline_is_the_median_of_the_last_five_at_least_three(
    levels: list[int], expected: Fraction | None
) -> None:
    [*before, compared] = daily(*levels, 90)
    assert baseline(compared_with(reversed([*before, compared]), compared)) == expected


def test_the_baseline_names_the_reports_it_rests_on_oldest_first() -> None:
    [*before, compared] = daily(10, 20, 30, 40, 50, 60, 90)
    assert compared_with(reversed(before), compared) == before[1:]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"kind": SymptomKind.SORENESS},
        {"region": BodyRegion.HIP},
        {"side": Side.LEFT},
        {"timing": Timing.NEXT_MORNING},
    ],
)
def test_the_baseline_looks_at_the_same_kind_region_side_and_timing(elsewhere: dict[str, object]) -> None:
    [*before, compared] = daily(10, 20, 30, 90)
    assert compared_with([*before[1:], *daily(0, **elsewhere)], compared) == []
    assert compared_with([*before, *daily(0, 0, 0, **elsewhere)], compared) == before


def test_what_is_felt_later_is_no_baseline() -> None:
    first, *later = daily(90, 10, 20, 30)
    assert compared_with([first, *later], first) == []
