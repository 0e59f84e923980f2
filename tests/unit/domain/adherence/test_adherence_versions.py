"""Rules 2 and 3: which version of which program judges a date, and what a pause, a rest and an end do to it."""

from datetime import timedelta
from fractions import Fraction

import msgspec
import pytest

from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan, evolve_plan
from domain.patient.events import PatientEvent
from domain.program.events import CompletionReason, ProgramEvent
from domain.values import Fixed
from tests.unit.domain.adherence.stories import (
    BRIDGES,
    FRIDAY,
    LONG_AGO,
    MONDAY,
    NEXT_MONDAY,
    ON_ONE_LEG,
    OTHER_PROGRAM,
    PROGRAM,
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
    discharged,
    enrolled,
    expecting_days,
    figures_of,
    of,
    paused,
    plan_of,
    prescribed,
    reasons,
    rest,
    resumed,
    revised,
    session,
    slots,
)

WHOLE_WEEK = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]


def test_the_version_in_force_is_the_highest_numbered_one_whose_effective_date_is_not_later() -> None:
    plan = plan_of(
        assigned(SQUATS),
        revised(2, BRIDGES, effective=FRIDAY),
        revised(3, ON_ONE_LEG, effective=WEDNESDAY),
    )
    week = judge_week(plan, MONDAY, ())
    assert list(slots(week, SQUATS)) == [MONDAY, TUESDAY]
    assert list(slots(week, BRIDGES)) == []
    assert list(slots(week, ON_ONE_LEG)) == [WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]


def test_an_assignment_begun_today_judges_the_whole_of_today() -> None:
    plan = plan_of(assigned(SQUATS, effective=THURSDAY))
    week = judge_week(plan, MONDAY, [session(1, at(THURSDAY, 0, 1), did(SQUATS))])
    assert slots(week, SQUATS) == {THURSDAY: (1, 1), FRIDAY: (1, 0), SATURDAY: (1, 0), SUNDAY: (1, 0)}


def test_a_revision_begun_today_judges_the_whole_of_today() -> None:
    plan = plan_of(assigned(SQUATS), revised(2, BRIDGES, effective=THURSDAY))
    week = judge_week(plan, MONDAY, [session(1, at(THURSDAY, 0, 1), did(SQUATS), did(BRIDGES))])
    assert list(slots(week, SQUATS)) == [MONDAY, TUESDAY, WEDNESDAY]
    assert slots(week, BRIDGES)[THURSDAY] == (2, 1)


def test_a_prescription_keeps_its_id_through_a_revision_of_its_dose_and_is_judged_by_the_dose_of_the_day() -> None:
    harder = msgspec.structs.replace(SQUATS, dose=msgspec.structs.replace(SQUATS.dose, sets=4))
    plan = plan_of(assigned(SQUATS), revised(2, harder, effective=WEDNESDAY))
    facts = [session(1, at(TUESDAY), did(SQUATS, sets=3)), session(2, at(WEDNESDAY), did(SQUATS, sets=3))]
    judged = slots(judge_week(plan, MONDAY, facts), SQUATS)
    assert (judged[TUESDAY], judged[WEDNESDAY]) == ((1, 1), (1, Fraction(3, 4)))


def test_a_pause_begun_today_makes_today_expect_nothing_and_count_for_nothing() -> None:
    plan = plan_of(assigned(SQUATS), paused(WEDNESDAY, FRIDAY))
    week = judge_week(plan, MONDAY, [session(1, at(WEDNESDAY, 6), did(SQUATS))])
    assert expecting_days(week) == [MONDAY, TUESDAY, SATURDAY, SUNDAY]
    assert all(done == 0 for _, done in slots(week, SQUATS).values())
    assert reasons(week) == ["not_prescribed"]


def test_a_pause_lasts_until_the_program_is_resumed() -> None:
    plan = plan_of(assigned(SQUATS), paused(TUESDAY))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY]
    assert expecting_days(judge_week(plan, NEXT_MONDAY, ())) == []
    plan = evolve_plan(plan, resumed(SATURDAY))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY, SATURDAY, SUNDAY]


def test_resuming_early_shortens_a_pause_and_never_lengthens_one() -> None:
    early = plan_of(assigned(SQUATS), paused(TUESDAY, SATURDAY), resumed(THURSDAY))
    assert expecting_days(judge_week(early, MONDAY, ())) == [MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]
    late = plan_of(assigned(SQUATS), paused(TUESDAY, WEDNESDAY), resumed(SATURDAY))
    assert expecting_days(judge_week(late, MONDAY, ())) == [MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]


def test_a_pause_that_is_resumed_on_its_first_day_never_was() -> None:
    plan = plan_of(assigned(SQUATS), paused(WEDNESDAY), resumed(WEDNESDAY))
    assert plan == plan_of(assigned(SQUATS))
    assert expecting_days(judge_week(plan, MONDAY, ())) == WHOLE_WEEK


def test_a_program_may_be_paused_again() -> None:
    plan = plan_of(assigned(SQUATS), paused(TUESDAY), resumed(WEDNESDAY), paused(SATURDAY))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY, WEDNESDAY, THURSDAY, FRIDAY]


def test_advised_rest_takes_some_prescriptions_out_of_some_days_and_leaves_the_others() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES), rest(TUESDAY, WEDNESDAY, SQUATS))
    week = judge_week(plan, MONDAY, [session(1, at(TUESDAY), did(SQUATS), did(BRIDGES))])
    assert list(slots(week, SQUATS)) == [MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]
    assert slots(week, BRIDGES)[TUESDAY] == (2, 1)
    assert reasons(week) == ["not_prescribed"]


def test_rest_that_names_no_prescription_is_rest_from_all_of_the_program() -> None:
    plan = plan_of(assigned(SQUATS, BRIDGES), rest(TUESDAY, SUNDAY))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY]


@pytest.mark.parametrize(
    "ended",
    [
        [assigned(SQUATS, last_day=THURSDAY)],
        [assigned(SQUATS), completed(THURSDAY)],
        [assigned(SQUATS), discharged(THURSDAY)],
        [assigned(SQUATS, last_day=SUNDAY), completed(THURSDAY)],
        [assigned(SQUATS, last_day=SUNDAY), discharged(THURSDAY)],
        [assigned(SQUATS), completed(THURSDAY), discharged(SUNDAY)],
        [assigned(SQUATS), discharged(SUNDAY), discharged(THURSDAY)],
        [assigned(SQUATS), discharged(TUESDAY), discharged(THURSDAY)],
    ],
)
def test_the_last_day_still_expects_and_the_day_after_does_not(ended: list[PatientEvent | ProgramEvent]) -> None:
    plan = plan_of(*ended)
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]
    assert expecting_days(judge_week(plan, NEXT_MONDAY, ())) == []


def test_a_discharge_ends_every_program_of_the_patient() -> None:
    plan = plan_of(assigned(SQUATS), assigned(BRIDGES, program=OTHER_PROGRAM), discharged(TUESDAY))
    assert expecting_days(judge_week(plan, MONDAY, ())) == [MONDAY, TUESDAY]


def test_a_program_assigned_in_place_of_another_ends_it_the_day_before() -> None:
    plan = plan_of(
        assigned(SQUATS),
        assigned(prescribed(9, exercise=1), program=OTHER_PROGRAM, effective=WEDNESDAY),
        completed(TUESDAY, CompletionReason.REPLACED),
    )
    facts = [session(n, at(day), did(SQUATS)) for n, day in enumerate(WHOLE_WEEK)]
    week = judge_week(plan, MONDAY, facts)
    assert slots(week, SQUATS) == {MONDAY: (1, 1), TUESDAY: (1, 1)}
    # The app still names the prescription of the old program: its exercise and side are those of the new one.
    assert slots(week, prescribed(9)) == dict.fromkeys(WHOLE_WEEK[2:], (1, 1))


def test_several_programs_run_at_once_with_figures_for_each_and_for_the_patient() -> None:
    plan = plan_of(
        assigned(SQUATS),
        assigned(prescribed(2, Fixed(weekdays=(1, 3, 5))), program=OTHER_PROGRAM),
    )
    facts = [session(1, at(MONDAY), did(SQUATS), did(BRIDGES)), session(2, at(WEDNESDAY), did(BRIDGES))]
    figures = figures_of(plan, facts, MONDAY, SUNDAY)
    assert [(known.program_id, of(known.days), of(known.doses)) for known in figures.programs] == [
        (PROGRAM, (7, 1), (7, 1)),
        (OTHER_PROGRAM, (3, 2), (3, 2)),
    ]
    assert (of(figures.days), of(figures.doses)) == ((7, 2), (10, 3))


def test_a_program_that_never_began_has_no_figures() -> None:
    plan = plan_of(
        assigned(SQUATS, effective=NEXT_MONDAY),
        completed(SUNDAY, CompletionReason.REPLACED),
        assigned(BRIDGES, program=OTHER_PROGRAM),
    )
    figures = figures_of(plan, [], MONDAY, NEXT_MONDAY + timedelta(6))
    assert [known.program_id for known in figures.programs] == [OTHER_PROGRAM]


def test_a_program_has_figures_from_its_first_day_to_its_last() -> None:
    plan = plan_of(assigned(SQUATS, effective=TUESDAY), revised(2, BRIDGES, effective=SUNDAY), completed(SATURDAY))
    ranges = [(MONDAY, MONDAY), (MONDAY, TUESDAY), (THURSDAY, FRIDAY), (SATURDAY, SUNDAY), (SUNDAY, NEXT_MONDAY)]
    assert [len(figures_of(plan, [], first, last).programs) for first, last in ranges] == [0, 1, 1, 1, 0]


def test_an_assignment_is_version_one() -> None:
    plan = plan_of(assigned(SQUATS), revised(2, BRIDGES, effective=FRIDAY))
    numbers = [version.number for version in plan.programs[0].versions]
    assert numbers == [1, 2]


def test_a_plan_is_stored_and_read_back_as_it_was() -> None:
    plan = plan_of(
        enrolled("America/St_Johns"),
        assigned(SQUATS, BRIDGES, ON_ONE_LEG, STAIRS, last_day=SUNDAY),
        revised(2, SQUATS, effective=WEDNESDAY),
        paused(THURSDAY, FRIDAY),
        rest(SATURDAY, SUNDAY, SQUATS),
        discharged(SUNDAY),
    )
    stored = msgspec.json.encode(plan)
    assert msgspec.json.decode(stored, type=Plan) == plan
    assert msgspec.json.encode(msgspec.json.decode(stored, type=Plan)) == stored


def test_a_program_that_was_never_assigned_is_an_error_and_not_passed_over() -> None:
    with pytest.raises(LookupError):
        plan_of(revised(2, SQUATS, effective=LONG_AGO))
