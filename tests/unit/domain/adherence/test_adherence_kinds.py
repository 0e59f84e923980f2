"""Work at intervals of the day, and work as needed: what each expects, and where what was done of it goes."""

from datetime import date

import pytest

from domain.adherence.judge import judge_week
from domain.adherence.week import AsNeededDone, NotCounted
from domain.values import AsNeeded, Fixed, Interval
from tests.unit.domain.adherence.stories import (
    MONDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    daily,
    did,
    expecting_days,
    figures_of,
    moved_as_in,
    of,
    plan_of,
    prescribed,
    reasons,
    session,
    slots,
)

AT_THE_DESK = prescribed(5, Interval(every_minutes=30, start="09:00", end="17:00", weekdays=(1, 2, 3, 4, 5)))
WHEN_STIFF = prescribed(6, AsNeeded())


@pytest.mark.parametrize(
    ("schedule", "doses"),
    [
        (Interval(every_minutes=30, start="09:00", end="17:00"), 16),
        (Interval(every_minutes=30, start="09:00", end="17:00", most_a_day=8), 8),
        (Interval(every_minutes=45, start="09:00", end="17:00"), 10),
        (Interval(every_minutes=60, start="09:00", end="10:00"), 1),
        (Interval(every_minutes=60, start="09:00", end="10:59", most_a_day=5), 1),
        (Interval(every_minutes=5, start="00:00", end="23:59"), 287),
    ],
)
def test_an_interval_expects_its_whole_times_in_the_window_at_most_the_cap(schedule: Interval, doses: int) -> None:
    assert schedule.times_a_day == doses


def test_it_is_expected_on_its_weekdays_and_capped_day_by_day() -> None:
    week = judge_week(plan_of(assigned(AT_THE_DESK)), MONDAY, daily(MONDAY, SUNDAY, *[did(AT_THE_DESK)] * 17))
    assert [(len(expecting_days(week)), slots(week, AT_THE_DESK)[TUESDAY])] == [(5, (16, 16))]
    assert reasons(week) == [NotCounted.BEYOND_THE_CAP] * 5 + [NotCounted.NOT_PRESCRIBED] * 34


@pytest.mark.parametrize(("changed", "monday"), [(date(2024, 3, 31), date(2024, 3, 25)), (date(2024, 10, 27), None)])
def test_the_night_of_the_clock_change_expects_what_the_wall_clock_says(changed: date, monday: date | None) -> None:
    """In Berlin 2024-03-31 has 23 hours and 2024-10-27 has 25; from one to five there are four hours on the wall."""
    at_night = prescribed(7, Interval(every_minutes=60, start="01:00", end="05:00"))
    week = judge_week(plan_of(assigned(at_night)), monday or date(2024, 10, 21), ())
    assert slots(week, at_night)[changed] == (4, 0)


def test_work_as_needed_expects_nothing_and_is_remembered() -> None:
    plan = plan_of(assigned(WHEN_STIFF))
    week = judge_week(plan, MONDAY, [session(2, at(WEDNESDAY, 8), moved_as_in(WHEN_STIFF)), session(1, at(TUESDAY, 9))])
    [program] = week.programs
    assert (program.days, program.weekly) == ((), ())
    noted = AsNeededDone(at(WEDNESDAY, 8), session(2, at(WEDNESDAY)).session_id, WHEN_STIFF.prescription_id)
    assert program.as_needed == (noted,)
    figures = figures_of(plan, [session(2, at(WEDNESDAY, 8), did(WHEN_STIFF))], MONDAY, SUNDAY)
    assert (figures.days.value, figures.doses.value) == (None, None)


def test_as_needed_there_is_always_room() -> None:
    week = judge_week(plan_of(assigned(WHEN_STIFF)), MONDAY, daily(MONDAY, SUNDAY, *[did(WHEN_STIFF)] * 3))
    assert (len(week.programs[0].as_needed), week.uncounted) == (21, ())


@pytest.mark.parametrize("in_clinic", [True, False])
def test_what_does_not_count_elsewhere_is_no_work_as_needed_either(in_clinic: bool) -> None:
    entry = did(WHEN_STIFF) if in_clinic else did(WHEN_STIFF, sets=0)
    week = judge_week(plan_of(assigned(WHEN_STIFF)), MONDAY, [session(1, at(MONDAY), entry, in_clinic=in_clinic)])
    assert week.programs == ()
    assert reasons(week) == [NotCounted.IN_CLINIC if in_clinic else NotCounted.NOTHING_DONE]


def test_work_as_needed_beside_other_work_adds_to_no_number() -> None:
    plan = plan_of(assigned(prescribed(1, Fixed()), WHEN_STIFF))
    figures = figures_of(plan, daily(MONDAY, SUNDAY, did(WHEN_STIFF)), MONDAY, SUNDAY)
    assert (of(figures.days), of(figures.doses)) == ((7, 0), (7, 0))
