"""What a judged week adds to the numbers: its days and its weekly work, without what explains them."""

from fractions import Fraction

from domain.adherence.judge import judge_week
from domain.adherence.sums import DaySum, Sum, WeekSums, by_program
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    MONDAY,
    PROGRAM,
    SQUATS,
    STAIRS,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    completed,
    did,
    plan_of,
    prescribed,
    session,
)


def test_each_day_has_what_was_expected_and_exactly_what_was_done() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES, STAIRS), completed(WEDNESDAY))
    facts = [
        session(1, at(MONDAY), did(SQUATS, sets=2), did(BRIDGES, reps=1)),
        session(2, at(TUESDAY), did(SQUATS), did(STAIRS)),
    ]
    days = (DaySum(0, 3, "7/10"), DaySum(1, 3, "1"), DaySum(2, 3, "0"))
    assert by_program(judge_week(plan, MONDAY, facts)) == (WeekSums(PROGRAM, days, (DaySum(2, 1, "1"),)),)


def test_days_that_expect_nothing_are_left_out() -> None:
    plan = plan_of(assigned(prescribed(1, Fixed(weekdays=(2, 5)))), completed(THURSDAY))
    facts = [session(1, at(MONDAY), did(SQUATS)), session(2, at(FRIDAY), did(SQUATS))]
    assert by_program(judge_week(plan, MONDAY, facts)) == (WeekSums(PROGRAM, (DaySum(1, 1, "0"),), ()),)


def test_amounts_of_any_denominators_add_up_exactly() -> None:
    amounts = ["1/3", "2", "1/6", "1/3", "0"]
    assert (Sum(amounts).total(), Sum(amounts).exact()) == (Fraction(17, 6), "17/6")
    assert (Sum(["1/2", "1/2", "1"]).exact(), Sum().exact()) == ("2", "0")
