"""A patient's dates one by one: what each expected, what was done of it, and why one was free."""

from domain.adherence.calendar import CalendarDay, DayState, calendar
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    SQUATS,
    STAIRS,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    did,
    flag_cleared,
    flagged,
    plan_of,
    prescribed,
    session,
    weeks_of,
)

ON_MONDAYS = prescribed(5, Fixed(times_a_day=2, weekdays=(1, 2, 3)))


def test_each_day_says_what_it_expected_and_what_became_of_it() -> None:
    plan = plan_of(assigned(ON_MONDAYS, STAIRS))
    facts = [
        session(1, at(MONDAY, 8), did(ON_MONDAYS)),
        session(2, at(MONDAY, 18), did(ON_MONDAYS)),
        session(3, at(TUESDAY), did(ON_MONDAYS, sets=1)),
        session(4, at(THURSDAY), did(STAIRS)),
    ]
    assert calendar(plan, weeks_of(plan, facts), MONDAY, FRIDAY) == (
        CalendarDay(MONDAY, 2, "2", "0", DayState.DONE),
        CalendarDay(TUESDAY, 2, "1/3", "0", DayState.PART),
        CalendarDay(WEDNESDAY, 2, "0", "0", DayState.MISSED),
        CalendarDay(THURSDAY, 0, "0", "1", DayState.WORKED),
        CalendarDay(FRIDAY, 0, "0", "0", DayState.FREE),
    )


def test_several_prescriptions_of_a_day_are_added_up() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES))
    facts = [session(1, at(MONDAY), did(SQUATS, sets=1), did(BRIDGES, sets=2))]
    assert calendar(plan, weeks_of(plan, facts), MONDAY, MONDAY) == (CalendarDay(MONDAY, 3, "1", "0", DayState.PART),)


def test_on_hold_after_a_red_flag() -> None:
    plan = plan_of(assigned(SQUATS), flagged(TUESDAY), flag_cleared(THURSDAY))
    states = [day.state for day in calendar(plan, {}, MONDAY, THURSDAY)]
    assert states == [DayState.MISSED, DayState.HELD, DayState.HELD, DayState.MISSED]


def test_over_the_end_of_a_week_without_a_report() -> None:
    plan = plan_of(assigned(SQUATS, effective=SUNDAY))
    days = calendar(plan, {}, SATURDAY, NEXT_MONDAY)
    assert [(day.day, day.state) for day in days] == [
        (SATURDAY, DayState.FREE),
        (SUNDAY, DayState.MISSED),
        (NEXT_MONDAY, DayState.MISSED),
    ]
