"""Rule 4: weekly work, whose days the patient chooses."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from domain.adherence.judge import judge_week
from domain.values import Dose, Weekly
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
    completed,
    did,
    figures_of,
    of,
    paused,
    plan_of,
    prescribed,
    reasons,
    rest,
    revised,
    session,
    weekly,
)


@pytest.mark.parametrize(
    ("times_a_week", "active_days", "target"),
    [(3, 7, 3), (3, 6, 3), (3, 5, 2), (3, 4, 2), (3, 3, 1), (3, 2, 1), (3, 1, 0), (7, 3, 3), (14, 1, 2), (1, 4, 1)],
)
def test_with_k_active_days_of_seven_the_target_is_the_rounded_share(
    times_a_week: int, active_days: int, target: int
) -> None:
    exercise = prescribed(1, Weekly(times_a_week=times_a_week, most_a_day=2))
    begins = [SUNDAY, SATURDAY, FRIDAY, THURSDAY, WEDNESDAY, TUESDAY, MONDAY][active_days - 1]
    week = judge_week(plan_of(assigned(exercise, effective=begins)), MONDAY, ())
    assert weekly(week, exercise) == [(SUNDAY, target, 0)]


def test_the_day_does_not_matter_within_the_week() -> None:
    plan = plan_of(assigned(STAIRS))
    early = [session(n, at(day), did(STAIRS)) for n, day in enumerate([MONDAY, TUESDAY, WEDNESDAY])]
    late = [session(n, at(day), did(STAIRS)) for n, day in enumerate([FRIDAY, SATURDAY, SUNDAY])]
    assert weekly(judge_week(plan, MONDAY, early), STAIRS) == [(SUNDAY, 3, 3)]
    assert weekly(judge_week(plan, MONDAY, late), STAIRS) == [(SUNDAY, 3, 3)]


def test_at_most_one_dose_a_day_counts_unless_said() -> None:
    facts = [session(n, at(MONDAY, 8 + n), did(STAIRS)) for n in range(3)]
    week = judge_week(plan_of(assigned(STAIRS)), MONDAY, facts)
    assert weekly(week, STAIRS) == [(SUNDAY, 3, 1)]
    assert reasons(week) == ["beyond_the_cap"] * 2
    twice = replace(STAIRS, schedule=Weekly(times_a_week=3, most_a_day=2))
    assert weekly(judge_week(plan_of(assigned(twice)), MONDAY, facts), STAIRS) == [(SUNDAY, 3, 2)]


def test_the_week_caps_what_its_days_would_let_through_and_a_full_week_does_not_repair_the_one_before() -> None:
    plan = plan_of(assigned(STAIRS))
    days = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]
    facts = [session(n, at(day), did(STAIRS)) for n, day in enumerate(days)]
    week = judge_week(plan, MONDAY, facts)
    assert weekly(week, STAIRS) == [(SUNDAY, 3, 3)]
    assert [(u.day, u.because) for u in week.uncounted] == [(THURSDAY, "beyond_the_cap"), (FRIDAY, "beyond_the_cap")]
    assert weekly(judge_week(plan, NEXT_MONDAY, facts), STAIRS)[0][1:] == (3, 0)


def test_a_pause_in_mid_week_lowers_the_target_and_only_active_days_meet_it() -> None:
    plan = plan_of(assigned(STAIRS), paused(WEDNESDAY, FRIDAY))
    facts = [session(n, at(day), did(STAIRS)) for n, day in enumerate([TUESDAY, WEDNESDAY, SUNDAY])]
    week = judge_week(plan, MONDAY, facts)
    assert weekly(week, STAIRS) == [(SUNDAY, 2, 2)]  # 3 x 4 / 7 + 1/2
    assert [(u.day, u.because) for u in week.uncounted] == [(WEDNESDAY, "not_prescribed")]


def test_rest_from_it_alone_lowers_its_target_alone() -> None:
    plan = plan_of(assigned(STAIRS, prescribed(5, Weekly(times_a_week=7))), rest(MONDAY, THURSDAY, STAIRS))
    week = judge_week(plan, MONDAY, ())
    assert weekly(week, STAIRS) == [(SUNDAY, 1, 0)]
    assert weekly(week, prescribed(5)) == [(SUNDAY, 7, 0)]


def test_it_is_judged_on_its_last_active_day_and_counts_in_the_range_that_holds_that_day() -> None:
    plan = plan_of(assigned(STAIRS), completed(THURSDAY))
    facts = [session(1, at(MONDAY), did(STAIRS))]
    assert weekly(judge_week(plan, MONDAY, facts), STAIRS) == [(THURSDAY, 2, 1)]
    before, after = figures_of(plan, facts, MONDAY, WEDNESDAY), figures_of(plan, facts, THURSDAY, SUNDAY)
    assert of(before.doses) == (0, 0)
    assert of(after.doses) == (2, 1)


def test_it_counts_once_for_each_prescription_id_also_where_the_week_has_two_versions() -> None:
    heavier = replace(STAIRS, dose=Dose(sets=4, reps=7))
    plan = plan_of(assigned(STAIRS), revised(2, heavier, SQUATS, effective=THURSDAY))
    facts = [session(1, at(TUESDAY), did(STAIRS, sets=2)), session(2, at(FRIDAY), did(STAIRS, reps=5))]
    week = judge_week(plan, MONDAY, facts)
    assert weekly(week, STAIRS) == [(SUNDAY, 3, Fraction(2, 3) + Fraction(5, 28))]


def test_a_revision_in_mid_week_that_takes_it_out_judges_it_the_day_before() -> None:
    plan = plan_of(assigned(STAIRS), revised(2, BRIDGES, effective=THURSDAY))
    assert weekly(judge_week(plan, MONDAY, ()), STAIRS) == [(WEDNESDAY, 1, 0)]
    assert weekly(judge_week(plan, NEXT_MONDAY, ()), STAIRS) == []


def test_a_week_in_which_it_is_never_active_does_not_judge_it() -> None:
    plan = plan_of(assigned(STAIRS), paused(MONDAY))
    facts = [session(1, at(MONDAY), did(STAIRS))]
    assert weekly(judge_week(plan, MONDAY, facts), STAIRS) == []
    assert figures_of(plan, facts, MONDAY, SUNDAY).doses.reason == "nothing_expected"


def test_where_too_few_days_are_active_nothing_is_expected_and_nothing_counts() -> None:
    plan = plan_of(assigned(STAIRS), completed(MONDAY))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY), did(STAIRS))])
    assert weekly(week, STAIRS) == [(MONDAY, 0, 0)]
    assert reasons(week) == ["beyond_the_cap"]
