"""What a patient is to do today."""

from fractions import Fraction

from domain.adherence.due import Due, due_on
from domain.adherence.judge import judge_week
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    MONDAY,
    ON_ONE_LEG,
    OTHER_PROGRAM,
    PROGRAM,
    SATURDAY,
    SQUATS,
    STAIRS,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    did,
    paused,
    plan_of,
    prescribed,
    rest,
    session,
)


def test_everything_of_the_day_stands_in_the_order_of_the_programs_with_its_doses() -> None:
    on_tuesdays = prescribed(8, Fixed(weekdays=(2,)))
    plan = plan_of(assigned(BRIDGES, STAIRS, ON_ONE_LEG), assigned(on_tuesdays, program=OTHER_PROGRAM))
    assert due_on(plan, TUESDAY) == [
        Due(PROGRAM, BRIDGES, 2, Fraction(2)),
        Due(PROGRAM, STAIRS, 3, Fraction(3)),
        Due(PROGRAM, ON_ONE_LEG, 2, Fraction(2)),
        Due(OTHER_PROGRAM, on_tuesdays, 1, Fraction(1)),
    ]
    assert [due.program_id for due in due_on(plan, MONDAY)] == [PROGRAM] * 3


def test_what_is_done_leaves_less_and_stays_in_the_list() -> None:
    plan = plan_of(assigned(BRIDGES, SQUATS, STAIRS))
    facts = [
        session(1, at(MONDAY), did(STAIRS)),
        session(2, at(TUESDAY), did(BRIDGES, sets=2), did(SQUATS), did(STAIRS, reps=15)),
    ]
    week = judge_week(plan, MONDAY, facts)
    assert [due.left for due in due_on(plan, TUESDAY, week)] == [Fraction(4, 3), 0, Fraction(3, 2)]
    assert [due.left for due in due_on(plan, WEDNESDAY, week)] == [2, 1, Fraction(3, 2)]


def test_paused_and_rested_work_is_not_due() -> None:
    plan = plan_of(assigned(BRIDGES, STAIRS), rest(TUESDAY, TUESDAY, BRIDGES), paused(SATURDAY))
    assert [due.prescription for due in due_on(plan, TUESDAY)] == [STAIRS]
    assert [due.prescription for due in due_on(plan, FRIDAY)] == [BRIDGES, STAIRS]
    assert due_on(plan, SATURDAY) == []


def test_a_week_judged_before_the_plan_changed_only_says_what_is_done() -> None:
    """The week may come from a read model that is a moment behind."""
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, [session(1, at(TUESDAY), did(SQUATS, sets=1))])
    plan = plan_of(assigned(SQUATS, STAIRS), assigned(BRIDGES, program=OTHER_PROGRAM))
    assert due_on(plan, TUESDAY, week) == [
        Due(PROGRAM, SQUATS, 1, Fraction(2, 3)),
        Due(PROGRAM, STAIRS, 3, Fraction(3)),
        Due(OTHER_PROGRAM, BRIDGES, 2, Fraction(2)),
    ]


def test_weekly_work_dated_ahead_waits_for_its_day() -> None:
    plan = plan_of(assigned(STAIRS))
    facts = [session(1, at(MONDAY), did(STAIRS, sets=1)), session(2, at(FRIDAY), did(STAIRS))]
    week = judge_week(plan, MONDAY, facts)
    assert [due.left for day in (TUESDAY, FRIDAY) for due in due_on(plan, day, week)] == [
        Fraction(8, 3),
        Fraction(5, 3),
    ]
