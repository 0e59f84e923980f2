"""Better, worse or steady: only where the change is more than chance."""

from fractions import Fraction

import pytest

from domain.symptom.trend import Direction, Trend, trend
from domain.values import SymptomKind
from tests.support.felt import daily


@pytest.mark.parametrize(
    ("levels", "direction", "change"),
    [
        ([20, 20, 20, 40, 40, 40], Direction.WORSE, 20),
        ([20, 20, 20, 39, 39, 39], Direction.STEADY, 19),
        ([60, 60, 60, 40, 40, 40], Direction.BETTER, -20),
        ([60, 60, 60, 41, 41, 41], Direction.STEADY, -19),
        ([20, 20, 20, 20, 100, 20], Direction.STEADY, 0),  # one bad day moves no median
        ([10, 20, 20, 30, 40, 41, 40, 41], Direction.WORSE, Fraction(41, 2)),
    ],
)
def test_a_change_of_two_points_is_real_and_a_smaller_one_is_none(
    levels: list[int], direction: Direction, change: Fraction
) -> None:
    found = trend(daily(*levels))
    assert (found.direction, found.change, found.reason) == (direction, change, None)


def test_the_newer_half_stands_beside_the_older_and_neither_has_more_than_five() -> None:
    six, seven, twelve = daily(*[0] * 6), daily(*[0] * 7), daily(*[0] * 12)
    assert (trend(six).before, trend(six).recent) == (tuple(six[:3]), tuple(six[3:]))
    assert (trend(seven).before, trend(seven).recent) == (tuple(seven[:4]), tuple(seven[4:]))
    assert (trend(twelve).before, trend(twelve).recent) == (tuple(twelve[2:7]), tuple(twelve[7:]))


def test_five_reports_are_too_few() -> None:
    assert trend(daily(0, 0, 0, 90, 90)) == Trend(reason="too_few")
    assert trend([]) == Trend(reason="too_few")


@pytest.mark.parametrize("kind", [kind for kind in SymptomKind if kind is not SymptomKind.PAIN])
def test_nobody_knows_which_change_of_anything_but_pain_is_real(kind: SymptomKind) -> None:
    assert trend(daily(0, 0, 0, 90, 90, 90, kind=kind)) == Trend(reason="no_threshold")
