"""While a red flag holds, nothing is expected and nothing counts, of any program; it says so."""

from datetime import timedelta

from domain.adherence.change import first_change
from domain.adherence.judge import judge_week
from domain.adherence.plan import evolve_plan
from domain.adherence.today import todays_work
from domain.patient.hold import Hold
from domain.slots import slots_of
from domain.values import AsNeeded
from tests.unit.domain.adherence.stories import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    OTHER_PROGRAM,
    PATIENT,
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
    expecting_days,
    flag_cleared,
    flagged,
    plan_of,
    prescribed,
    reasons,
    session,
    weekly,
)

ON_DEMAND = prescribed(6, AsNeeded())


def test_a_hold_begun_today_makes_today_expect_nothing_and_count_for_nothing() -> None:
    plan = plan_of(assigned(SQUATS), flagged(WEDNESDAY), flag_cleared(SATURDAY))
    week = judge_week(plan, MONDAY, [session(1, at(WEDNESDAY, 6), did(SQUATS)), session(2, at(SATURDAY), did(SQUATS))])
    assert (expecting_days(week), reasons(week)) == ([MONDAY, TUESDAY, SATURDAY, SUNDAY], ["on_hold"])


def test_it_holds_what_is_assigned_meanwhile_and_goes_on_until_it_is_cleared() -> None:
    plan = plan_of(assigned(SQUATS), flagged(TUESDAY), assigned(STAIRS, effective=FRIDAY, program=OTHER_PROGRAM))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY]
    assert judge_week(plan, NEXT_MONDAY, ()).programs == ()


def test_weekly_work_has_the_days_that_are_left() -> None:
    plan = plan_of(assigned(STAIRS), flagged(THURSDAY), flag_cleared(SUNDAY))
    assert weekly(judge_week(plan, MONDAY, ()), STAIRS) == [(SUNDAY, 2, 0)]


def test_work_as_needed_counts_for_nothing_either() -> None:
    plan = plan_of(assigned(ON_DEMAND), flagged(TUESDAY))
    assert reasons(judge_week(plan, MONDAY, [session(1, at(TUESDAY), did(ON_DEMAND))])) == ["on_hold"]


def test_a_hold_that_is_cleared_before_it_began_is_gone() -> None:
    plan = plan_of(assigned(SQUATS), flagged(TUESDAY), flag_cleared(TUESDAY))
    assert plan == plan_of(assigned(SQUATS))


def test_red_flags_while_held_are_one_hold_and_one_after_a_clearing_is_another() -> None:
    plan = plan_of(flagged(TUESDAY), flagged(WEDNESDAY), flag_cleared(FRIDAY), flagged(THURSDAY))
    assert plan.holds == (Hold(TUESDAY, THURSDAY), Hold(THURSDAY))


def test_the_clock_may_go_back_over_the_date_line() -> None:
    assert plan_of(flagged(WEDNESDAY), flagged(TUESDAY), flag_cleared(THURSDAY)).holds == (
        Hold(WEDNESDAY, WEDNESDAY),
        Hold(TUESDAY, WEDNESDAY),
    )


def test_nothing_is_reminded_of_on_hold() -> None:
    plan = plan_of(assigned(SQUATS), flagged(TUESDAY), flag_cleared(THURSDAY))
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    assert [slot.day for slot in slots_of(plan, days)] == [MONDAY, THURSDAY]


def test_todays_work_says_that_it_is_on_hold() -> None:
    plan = plan_of(assigned(SQUATS), flagged(TUESDAY), flag_cleared(FRIDAY))
    held, free = todays_work(plan, PATIENT, at(TUESDAY)), todays_work(plan, PATIENT, at(FRIDAY))
    assert (held.hold, held.due) == (Hold(TUESDAY, THURSDAY), ())
    assert (free.hold, len(free.due)) == (None, 1)


def test_a_red_flag_changes_nothing_before_its_day_and_a_clearing_nothing_before_the_hold() -> None:
    free = plan_of(assigned(SQUATS))
    held = evolve_plan(free, flagged(WEDNESDAY))
    assert first_change(free, held) == WEDNESDAY
    assert first_change(held, evolve_plan(held, flag_cleared(SATURDAY))) == WEDNESDAY
