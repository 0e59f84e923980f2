"""Rule 6: the two numbers, exact, with a reason where there is none."""

from datetime import timedelta
from fractions import Fraction

import pytest

from domain.adherence.figures import Rate, shown
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    ON_ONE_LEG,
    SQUATS,
    STAIRS,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    daily,
    did,
    figures_of,
    of,
    paused,
    plan_of,
    prescribed,
    session,
)


def test_days_are_those_on_which_some_of_the_expected_work_was_done() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES))
    facts = [session(1, at(MONDAY), did(BRIDGES, reps=1)), session(2, at(WEDNESDAY), did(SQUATS), did(BRIDGES))]
    figures = figures_of(plan, facts, MONDAY, SUNDAY)
    assert figures.days == Rate(Fraction(2), 7, Fraction(2, 7))
    assert figures.doses == Rate(Fraction(61, 30), 21, Fraction(61, 630))


def test_work_that_was_not_expected_makes_no_day_a_day_with_work() -> None:
    plan = plan_of(assigned(prescribed(1, Fixed(weekdays=(1, 2, 3, 4, 5)))))
    facts = [session(1, at(SUNDAY), did(SQUATS)), session(2, at(MONDAY), did(BRIDGES))]
    assert of(figures_of(plan, facts, MONDAY, SUNDAY).days) == (5, 0)


def test_weekly_work_is_in_the_doses_and_not_in_the_days() -> None:
    plan = plan_of(assigned(STAIRS))
    facts = [session(1, at(MONDAY), did(STAIRS)), session(2, at(FRIDAY), did(STAIRS))]
    figures = figures_of(plan, facts, MONDAY, SUNDAY)
    assert figures.days == Rate(Fraction(0), 0, None, "no_day_expected", True)
    assert of(figures.doses) == (3, 2)
    mixed = figures_of(plan_of(assigned(ON_ONE_LEG, STAIRS)), facts, MONDAY, SUNDAY)
    assert of(mixed.days) == (7, 0)
    assert of(mixed.doses) == (17, 2)


def test_nothing_expected_is_no_number_and_a_reason() -> None:
    plan = plan_of(assigned(SQUATS), paused(MONDAY))
    facts = daily(MONDAY, SUNDAY, did(SQUATS))
    figures = figures_of(plan, facts, MONDAY, SUNDAY)
    assert figures.days == Rate(Fraction(0), 0, None, "no_day_expected", True)
    assert figures.doses == Rate(Fraction(0), 0, None, "nothing_expected", True)
    assert [(known.days, known.doses) for known in figures.programs] == [(figures.days, figures.doses)]


def test_nothing_done_of_something_expected_is_nought() -> None:
    figures = figures_of(plan_of(assigned(SQUATS)), [], MONDAY, SUNDAY)
    assert (figures.days.value, figures.doses.value) == (Fraction(), Fraction())


def test_fewer_than_five_expected_is_too_little_to_judge() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES))
    facts = daily(MONDAY, SUNDAY, did(SQUATS), did(BRIDGES))
    on_four, on_five = figures_of(plan, facts, MONDAY, THURSDAY), figures_of(plan, facts, MONDAY, FRIDAY)
    assert (on_four.days.expected, on_four.days.too_little, on_four.doses.too_little) == (4, True, False)
    assert (on_five.days.expected, on_five.days.too_little) == (5, False)
    assert on_four.days.value == 1


def test_a_range_holds_its_first_and_its_last_date_and_no_other() -> None:
    plan = plan_of(assigned(SQUATS))
    facts = daily(MONDAY - timedelta(7), SUNDAY + timedelta(7), did(SQUATS))
    assert of(figures_of(plan, facts, WEDNESDAY, WEDNESDAY).doses) == (1, 1)
    assert of(figures_of(plan, facts, SUNDAY, NEXT_MONDAY).doses) == (2, 2)
    assert of(figures_of(plan, facts, TUESDAY, TUESDAY + timedelta(7)).doses) == (8, 8)


def test_ranges_that_meet_add_up() -> None:
    plan = plan_of(assigned(BRIDGES, STAIRS), paused(THURSDAY, NEXT_MONDAY))
    facts = daily(MONDAY, SUNDAY + timedelta(14), did(BRIDGES), did(STAIRS))
    first, last = MONDAY, SUNDAY + timedelta(14)
    whole = figures_of(plan, facts, first, last)
    for cut in range((last - first).days):
        parts = [
            figures_of(plan, facts, first, first + timedelta(cut)),
            figures_of(plan, facts, first + timedelta(cut + 1), last),
        ]
        assert sum(part.doses.done for part in parts) == whole.doses.done
        assert sum(part.doses.expected for part in parts) == whole.doses.expected
        assert sum(part.days.expected for part in parts) == whole.days.expected


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (Fraction(1), "1.0000"),
        (Fraction(0), "0.0000"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(5, 100_000), "0.0000"),
        (Fraction(15, 100_000), "0.0002"),
        (Fraction(25, 100_000), "0.0002"),
        (Fraction(250_001, 1_000_000_000), "0.0003"),
        (Fraction(99_995, 100_000), "1.0000"),
        (Fraction(-1, 5), "-0.2000"),
        (Fraction(-1, 100_000), "0.0000"),
    ],
)
def test_numbers_are_shown_to_four_decimals_half_to_even(fraction: Fraction, text: str) -> None:
    assert shown(fraction) == text
