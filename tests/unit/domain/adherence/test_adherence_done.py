"""Rule 5: what is done of what was expected, prescription by prescription and day by day."""

from fractions import Fraction
from uuid import UUID

import pytest

from domain.adherence.judge import judge_week
from domain.adherence.week import Uncounted
from domain.values import Dose, Entry, Fixed, Provenance, Side
from tests.unit.domain.adherence.stories import (
    BRIDGES,
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
    did,
    figures_of,
    moved_as_in,
    plan_of,
    prescribed,
    reasons,
    revised,
    session,
    slots,
    weekly,
)


def test_a_double_tuesday_does_not_repair_monday() -> None:
    plan = plan_of(assigned(SQUATS))
    week = judge_week(plan, MONDAY, [session(1, at(TUESDAY, 8), did(SQUATS)), session(2, at(TUESDAY, 20), did(SQUATS))])
    assert slots(week, SQUATS)[MONDAY] == (1, 0)
    assert slots(week, SQUATS)[TUESDAY] == (1, 1)
    assert reasons(week) == ["beyond_the_cap"]


def test_too_much_of_one_prescription_does_not_repair_another() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES))
    week = judge_week(plan, MONDAY, [session(n, at(MONDAY, 8 + n), did(SQUATS)) for n in range(4)])
    assert slots(week, SQUATS)[MONDAY] == (1, 1)
    assert slots(week, BRIDGES)[MONDAY] == (2, 0)


def test_cue_work_is_expected_on_its_weekdays_as_often_as_said() -> None:
    plan = plan_of(assigned(ON_ONE_LEG))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY, 7), did(ON_ONE_LEG), did(ON_ONE_LEG))])
    assert slots(week, ON_ONE_LEG)[MONDAY] == (2, 2)
    assert slots(week, ON_ONE_LEG)[SUNDAY] == (2, 0)


def test_fixed_work_is_expected_on_its_weekdays_alone() -> None:
    on_mon_wed = prescribed(1, Fixed(times_a_day=2, weekdays=(1, 3)))
    week = judge_week(plan_of(assigned(on_mon_wed)), MONDAY, [session(1, at(TUESDAY), did(on_mon_wed))])
    assert slots(week, on_mon_wed) == {MONDAY: (2, 0), WEDNESDAY: (2, 0)}
    assert reasons(week) == ["not_prescribed"]


MORNING, EVENING = prescribed(1, exercise=7), prescribed(2, exercise=7)


def test_an_entry_goes_to_the_prescription_it_names() -> None:
    plan = plan_of(assigned(MORNING, EVENING))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY), did(EVENING))])
    assert (slots(week, MORNING)[MONDAY], slots(week, EVENING)[MONDAY]) == ((1, 0), (1, 1))


def test_an_entry_that_names_a_prescription_with_no_doses_left_goes_nowhere_else() -> None:
    plan = plan_of(assigned(MORNING, EVENING))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY), did(EVENING), did(EVENING))])
    assert (slots(week, MORNING)[MONDAY], slots(week, EVENING)[MONDAY]) == ((1, 0), (1, 1))
    assert week.uncounted[0].because == "beyond_the_cap"


def test_an_entry_that_names_none_goes_to_the_first_of_its_exercise_and_side_with_doses_left() -> None:
    plan = plan_of(assigned(MORNING, EVENING))
    half, whole = moved_as_in(MORNING, sets=2), moved_as_in(MORNING)
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY, 7), half), session(2, at(MONDAY, 8), whole, whole, whole)])
    assert (slots(week, MORNING)[MONDAY], slots(week, EVENING)[MONDAY]) == ((1, 1), (1, 1))
    assert week.uncounted == (Uncounted(MONDAY, UUID(int=1002), week.uncounted[0].because, 2),)
    assert reasons(week) == ["beyond_the_cap"]


def test_the_left_side_is_not_the_right() -> None:
    left, right = prescribed(1, side=Side.LEFT, exercise=7), prescribed(2, side=Side.RIGHT, exercise=7)
    week = judge_week(plan_of(assigned(left, right)), MONDAY, [session(1, at(MONDAY), moved_as_in(right))])
    assert (slots(week, left)[MONDAY], slots(week, right)[MONDAY]) == ((1, 0), (1, 1))


def test_an_entry_that_names_a_prescription_of_an_older_version_goes_by_its_exercise_and_side() -> None:
    now = prescribed(9, Fixed(times_a_day=2), exercise=1)
    plan = plan_of(assigned(SQUATS), revised(2, now, effective=WEDNESDAY))
    week = judge_week(plan, MONDAY, [session(1, at(THURSDAY), did(SQUATS))])
    assert slots(week, now)[THURSDAY] == (2, 1)


def test_an_entry_that_names_a_prescription_nobody_knows_goes_by_the_exercise_it_gives() -> None:
    stranger = Entry(prescription_id=UUID(int=9999), exercise_id=SQUATS.exercise_id)
    nowhere = Entry(prescription_id=UUID(int=9999))
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, [session(1, at(MONDAY), nowhere, stranger)])
    assert slots(week, SQUATS)[MONDAY] == (1, 1)
    assert reasons(week) == ["not_prescribed"]


LEG_RAISES = Dose(sets=3, reps=10)
PLANK = Dose(sets=4, hold_seconds=30)
STRETCH = Dose(sets=2, reps=5, hold_seconds=20)
WALK = Dose()


@pytest.mark.parametrize(
    ("dose", "entry", "done"),
    [
        pytest.param(LEG_RAISES, {"sets": 2}, Fraction(2, 3), id="sets done of sets prescribed"),
        pytest.param(LEG_RAISES, {"sets": 2, "reps": 30}, Fraction(2, 3), id="sets stand before repetitions"),
        pytest.param(LEG_RAISES, {"sets": 0, "reps": 30}, 0, id="no set is nothing done"),
        pytest.param(LEG_RAISES, {"reps": 12}, Fraction(2, 5), id="repetitions of sets x repetitions"),
        pytest.param(LEG_RAISES, {"reps": 12, "hold_seconds": 900}, Fraction(2, 5), id="repetitions before seconds"),
        pytest.param(PLANK, {"hold_seconds": 50}, Fraction(5, 12), id="seconds of sets x hold"),
        pytest.param(
            STRETCH, {"hold_seconds": 30}, Fraction(3, 4), id="seconds of sets x hold, whatever the repetitions"
        ),
        pytest.param(LEG_RAISES, {}, 1, id="without any measure, one"),
        pytest.param(LEG_RAISES, {"sets": 9}, 1, id="never more than one by sets"),
        pytest.param(LEG_RAISES, {"reps": 900}, 1, id="never more than one by repetitions"),
        pytest.param(PLANK, {"hold_seconds": 900}, 1, id="never more than one by seconds"),
        pytest.param(PLANK, {"reps": 3}, 1, id="a measure that the dose does not have says nothing"),
        pytest.param(PLANK, {"reps": 0, "hold_seconds": 60}, Fraction(1, 2), id="and leaves the word to the next"),
        pytest.param(WALK, {"hold_seconds": 0}, 0, id="but a plain zero is nothing done"),
        pytest.param(WALK, {"reps": 0, "hold_seconds": 60}, 1, id="unless another measure says otherwise"),
    ],
)
def test_an_entry_counts(dose: Dose, entry: dict[str, int], done: Fraction | int) -> None:
    exercise = prescribed(1, Fixed(times_a_day=2), dose=dose)
    week = judge_week(plan_of(assigned(exercise)), MONDAY, [session(1, at(MONDAY), did(exercise, **entry))])
    assert slots(week, exercise)[MONDAY] == (2, done)
    assert reasons(week) == ([] if done else ["nothing_done"])


def test_parts_of_a_dose_add_up_exactly_and_end_at_the_cap() -> None:
    exercise = prescribed(1, dose=Dose(sets=3, reps=7, hold_seconds=11))
    parts = [did(exercise, sets=1), did(exercise, reps=5), did(exercise, hold_seconds=8)]
    week = judge_week(plan_of(assigned(exercise)), MONDAY, [session(1, at(MONDAY), *parts)])
    assert slots(week, exercise)[MONDAY] == (1, Fraction(1, 3) + Fraction(5, 21) + Fraction(8, 33))
    more = judge_week(plan_of(assigned(exercise)), MONDAY, [session(1, at(MONDAY), *parts, *parts)])
    assert slots(more, exercise)[MONDAY] == (1, 1)


def test_the_last_repetition_completes_the_dose() -> None:
    facts = [session(1, at(MONDAY, 8), did(SQUATS, reps=29)), session(2, at(MONDAY, 9), did(SQUATS, reps=1))]
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, facts)
    assert slots(week, SQUATS)[MONDAY] == (1, 1)
    assert reasons(week) == []


def test_what_was_not_prescribed_is_kept_and_shown_and_counts_for_nothing() -> None:
    plan = plan_of(assigned(SQUATS))
    facts = [session(1, at(TUESDAY), did(SQUATS), moved_as_in(BRIDGES))]
    week = judge_week(plan, MONDAY, facts)
    assert [(u.day, u.session_id, u.entry, u.because) for u in week.uncounted] == [
        (TUESDAY, UUID(int=1001), 1, "not_prescribed")
    ]
    assert figures_of(plan, facts, MONDAY, SUNDAY).doses.done == 1


def test_what_was_done_before_the_program_began_counts_for_nothing() -> None:
    plan = plan_of(assigned(SQUATS, effective=WEDNESDAY))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY), did(SQUATS))])
    assert slots(week, SQUATS)[WEDNESDAY] == (1, 0)
    assert reasons(week) == ["not_prescribed"]


def test_what_was_done_under_the_therapists_eyes_counts_for_nothing() -> None:
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, [session(1, at(MONDAY), did(SQUATS), in_clinic=True)])
    assert slots(week, SQUATS)[MONDAY] == (1, 0)
    assert reasons(week) == ["in_clinic"]


@pytest.mark.parametrize(
    ("provenance", "done"), [(known, int(known is not Provenance.INFERRED)) for known in Provenance]
)
def test_inferred_never_counts_and_everything_else_does(provenance: Provenance, done: int) -> None:
    plan = plan_of(assigned(SQUATS, STAIRS))
    week = judge_week(plan, MONDAY, [session(1, at(MONDAY), did(SQUATS), did(STAIRS), provenance=provenance)])
    assert slots(week, SQUATS)[MONDAY] == (1, done)
    assert weekly(week, STAIRS) == [(SUNDAY, 3, done)]
    assert reasons(week) == ([] if done else ["inferred"])


def test_a_session_without_entries_is_shown_and_counts_for_nothing() -> None:
    week = judge_week(plan_of(assigned(SQUATS)), MONDAY, [session(1, at(MONDAY))])
    assert [(u.entry, u.because) for u in week.uncounted] == [(None, "no_entries")]


def test_sessions_of_other_weeks_are_passed_over() -> None:
    plan = plan_of(assigned(SQUATS))
    facts = [session(1, at(NEXT_MONDAY), did(SQUATS)), session(2, at(SUNDAY), did(SQUATS))]
    assert judge_week(plan, MONDAY, facts) == judge_week(plan, MONDAY, facts[1:])
    assert judge_week(plan, NEXT_MONDAY, facts) == judge_week(plan, NEXT_MONDAY, facts[:1])
