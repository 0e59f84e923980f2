"""Prescriptions are sound, keep their ids through revisions, and are never given twice for the same days."""

from datetime import date
from uuid import UUID

import pytest

from domain.exercise.common import find
from domain.exercise.events import ExerciseRetired
from domain.program.commands import AssignProgram, ReviseProgram
from domain.program.decider import PROGRAM
from domain.values import AsNeeded, Cue, CueKind, Dose, Fixed, Interval, Prescription, Schedule, Side, Weekly
from tests.support.examples import ADDED, ENROLLED, OWN_EXERCISE_ID, PATIENT_ID, TODAY, TOMORROW, named, prescription
from tests.support.program_examples import (
    BRIDGES,
    FRIDAY,
    LAST_WEEK,
    NEXT_WEEK,
    OTHER_PROGRAM_ID,
    PULLS,
    assign,
    assigned,
    completed,
    decided,
    revise,
    revised,
)
from tests.support.spec import History, given

STEP_UP = find("step-up").exercise_id


def step_ups(name: str, side: Side, *, schedule: Schedule = Fixed()) -> Prescription:  # noqa: B008 (frozen)
    return prescription(name, exercise_id=STEP_UP, side=side, schedule=schedule)


LEFT = step_ups("left step-ups", Side.LEFT)
RIGHT = step_ups("right step-ups", Side.RIGHT)
BOTH = step_ups("step-ups", Side.BOTH)
UNSAID = step_ups("some step-ups", Side.NONE)


class TestSoundness:
    def test_an_exercise_is_in_the_library_or_one_of_the_organisations_own(self) -> None:
        nowhere = prescription("moon walks", exercise_id=named("moon walk"))
        decided([], assign(nowhere)).then_rejected("unknown_exercise")
        decided([assigned()], revise(nowhere)).then_rejected("unknown_exercise")
        decided([], assign(PULLS)).then([assigned(PULLS, effective=TOMORROW)])

    def test_a_retired_exercise_stays_where_it_is_prescribed_and_comes_nowhere_else(self) -> None:
        there: dict[UUID, History] = {
            PATIENT_ID: [ENROLLED],
            OWN_EXERCISE_ID: [ADDED, ExerciseRetired(exercise_id=OWN_EXERCISE_ID)],
        }
        given(PROGRAM).seeing(there).when(assign(PULLS)).then_rejected("exercise_retired")
        given(PROGRAM, [assigned()]).seeing(there).when(revise(BRIDGES, PULLS)).then_rejected("exercise_retired")
        running = given(PROGRAM, [assigned(PULLS)]).seeing(there)
        running.when(revise(PULLS, BRIDGES)).then([revised(2, PULLS, BRIDGES)])

    def test_an_id_named_twice_is_not_two_things(self) -> None:
        muddled = prescription("walks", exercise_id=PATIENT_ID)
        given(PROGRAM).seeing({PATIENT_ID: [ADDED]}).when(assign(muddled)).then_rejected("unknown_patient")

    def test_a_dose_says_what_to_do(self) -> None:
        decided([], assign(prescription(dose=Dose(sets=3)))).then_rejected("bad_dose")

    @pytest.mark.parametrize(
        "schedule",
        [
            Fixed(weekdays=(3, 1)),
            Fixed(weekdays=(1, 1)),
            Cue(cue=CueKind.KETTLE, weekdays=(7, 7)),
            Weekly(times_a_week=8),
            Weekly(times_a_week=15, most_a_day=2),
            Interval(every_minutes=30, start="09:00", end="17:00", weekdays=(5, 1)),
            Interval(every_minutes=61, start="09:00", end="10:00"),
        ],
    )
    def test_a_schedule_can_be_met(self, schedule: Schedule) -> None:
        decided([], assign(prescription(schedule=schedule))).then_rejected("bad_schedule")

    @pytest.mark.parametrize(("start", "end"), [("22:00", "06:00"), ("09:00", "09:00")])
    def test_a_window_begins_before_it_ends_on_one_date(self, start: str, end: str) -> None:
        night = Interval(every_minutes=30, start=start, end=end)
        decided([], assign(prescription(schedule=night))).then_rejected("window_over_midnight")

    @pytest.mark.parametrize(
        "schedule",
        [
            Fixed(weekdays=(1, 3, 5)),
            Cue(cue=CueKind.KETTLE, weekdays=(7,)),
            Interval(every_minutes=30, start="09:00", end="17:00", most_a_day=8),
            Weekly(times_a_week=14, most_a_day=2),
            AsNeeded(),
        ],
    )
    def test_every_kind_of_schedule_can_be_prescribed(self, schedule: Schedule) -> None:
        work = prescription(schedule=schedule)
        decided([], assign(work)).then([assigned(work, effective=TOMORROW)])

    def test_an_id_stands_for_one_prescription(self) -> None:
        twin = prescription("bridges", exercise_id=OWN_EXERCISE_ID)
        decided([], assign(BRIDGES, twin)).then_rejected("prescription_id_reused")


class TestOnceForTheSameDays:
    @pytest.mark.parametrize(("one", "other"), [(LEFT, BOTH), (BOTH, RIGHT), (BRIDGES, prescription("more bridges"))])
    def test_not_twice_within_a_program(self, one: Prescription, other: Prescription) -> None:
        decided([], assign(one, other)).then_rejected("already_prescribed")

    def test_left_and_right_are_two(self) -> None:
        decided([], assign(LEFT, RIGHT, UNSAID)).then([assigned(LEFT, RIGHT, UNSAID, effective=TOMORROW)])

    @pytest.mark.parametrize("wish", [assign(BOTH), revise(BOTH)])
    def test_not_in_another_program_that_runs(self, wish: AssignProgram | ReviseProgram) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID)]
        if isinstance(wish, ReviseProgram):
            history.append(assigned())
        decided(history, wish).then_rejected("already_prescribed")

    def test_not_in_another_program_whose_last_day_is_the_first_of_this(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID, last_day=FRIDAY)]
        decided(history, assign(BOTH, effective=FRIDAY)).then_rejected("already_prescribed")
        later = date(2026, 6, 13)
        decided(history, assign(BOTH, effective=later)).then([assigned(BOTH, effective=later)])

    def test_not_in_another_program_that_begins_before_this_ends(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID, effective=FRIDAY)]
        decided(history, assign(BOTH)).then_rejected("already_prescribed")
        decided(history, assign(BOTH, last_day=FRIDAY)).then_rejected("already_prescribed")
        earlier = date(2026, 6, 11)
        decided(history, assign(BOTH, last_day=earlier)).then([assigned(BOTH, effective=TOMORROW, last_day=earlier)])

    def test_not_in_another_program_of_a_single_day(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID, effective=FRIDAY, last_day=FRIDAY)]
        decided(history, assign(BOTH, effective=FRIDAY)).then_rejected("already_prescribed")

    def test_an_ended_program_is_no_obstacle(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID), completed(TODAY, program_id=OTHER_PROGRAM_ID)]
        decided(history, assign(BOTH)).then([assigned(BOTH, effective=TOMORROW)])

    def test_the_version_in_force_on_those_days_decides(self) -> None:
        history = [assigned(LEFT), revised(2, BRIDGES, effective=FRIDAY)]
        wish = assign(BOTH, program_id=OTHER_PROGRAM_ID, last_day=date(2026, 6, 11))
        decided(history, wish).then_rejected("already_prescribed")
        wish = assign(BOTH, program_id=OTHER_PROGRAM_ID, effective=FRIDAY)
        decided(history, wish).then([assigned(BOTH, program_id=OTHER_PROGRAM_ID, effective=FRIDAY)])

    def test_a_version_ends_before_the_next_in_a_program_with_a_last_day_too(self) -> None:
        history = [assigned(LEFT, last_day=NEXT_WEEK), revised(2, BRIDGES, effective=FRIDAY)]
        wish = assign(BOTH, program_id=OTHER_PROGRAM_ID, effective=FRIDAY)
        decided(history, wish).then([assigned(BOTH, program_id=OTHER_PROGRAM_ID, effective=FRIDAY)])

    def test_a_version_that_a_higher_one_overtakes_is_never_in_force(self) -> None:
        history = [assigned(BRIDGES), revised(2, LEFT, effective=NEXT_WEEK), revised(3, BRIDGES, effective=FRIDAY)]
        wish = assign(BOTH, program_id=OTHER_PROGRAM_ID, effective=NEXT_WEEK)
        decided(history, wish).then([assigned(BOTH, program_id=OTHER_PROGRAM_ID, effective=NEXT_WEEK)])

    def test_the_replaced_program_is_no_obstacle(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID)]
        outcome = decided(history, assign(BOTH, effective=FRIDAY, replaces=OTHER_PROGRAM_ID))
        assert outcome.events is not None
        assert outcome.events[0] == assigned(BOTH, effective=FRIDAY)

    def test_an_id_of_another_program_stays_there_even_after_its_end(self) -> None:
        history = [assigned(LEFT, program_id=OTHER_PROGRAM_ID, last_day=LAST_WEEK)]
        decided(history, assign(LEFT)).then_rejected("prescription_id_reused")


class TestKeepingTheId:
    @pytest.mark.parametrize(
        "changed",
        [
            prescription("bridges", exercise_id=OWN_EXERCISE_ID),
            prescription("bridges", side=Side.LEFT),
            prescription("bridges", schedule=Weekly(times_a_week=3)),
        ],
        ids=["exercise", "side", "schedule"],
    )
    def test_another_meaning_needs_a_new_id(self, changed: Prescription) -> None:
        decided([assigned()], revise(changed)).then_rejected("prescription_changed")

    def test_the_same_meaning_keeps_its_id(self) -> None:
        decided([assigned()], revise(prescription("renamed"))).then_rejected("prescription_renamed")

    def test_a_new_schedule_under_a_new_id_is_a_new_prescription(self) -> None:
        thrice = prescription("bridges thrice a week", schedule=Weekly(times_a_week=3))
        decided([assigned()], revise(thrice)).then([revised(2, thrice)])

    def test_what_comes_back_comes_back_under_its_id(self) -> None:
        history = [assigned(), revised(2, PULLS)]
        decided(history, revise(prescription("renamed"))).then_rejected("prescription_renamed")
        decided(history, revise(BRIDGES)).then([revised(3, BRIDGES)])

    def test_the_refusal_names_the_id_to_use(self) -> None:
        outcome = decided([assigned()], revise(prescription("renamed")))
        assert outcome.refusal is not None
        assert str(BRIDGES.prescription_id) in outcome.refusal.detail
