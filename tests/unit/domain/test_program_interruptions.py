"""A program is paused and resumed, rested and completed; an interruption may begin today, never yesterday."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.program.commands import AdviseRest, CompleteProgram, PauseProgram, ProgramCommand, ResumeProgram
from domain.program.events import CompletionReason, PauseReason, ProgramPaused, ProgramResumed, RestAdvised
from tests.support.examples import NOON, PATIENT_ID, TODAY, TOMORROW, WISH_ID, YESTERDAY, named
from tests.support.program_examples import (
    BRIDGES,
    FRIDAY,
    NEXT_WEEK,
    PROGRAM_ID,
    PULLS,
    assigned,
    completed,
    decided,
    revised,
)


def pause(first_day: date | None = None, last_day: date | None = None) -> PauseProgram:
    return PauseProgram(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        reason=PauseReason.UNWELL,
        first_day=first_day,
        last_day=last_day,
    )


def paused(first_day: date, last_day: date | None = None) -> ProgramPaused:
    return ProgramPaused(
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        first_day=first_day,
        reason=PauseReason.UNWELL,
        last_day=last_day,
    )


def resume(first_day: date | None = None) -> ResumeProgram:
    return ResumeProgram(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, program_id=PROGRAM_ID, first_day=first_day)


def resumed(first_day: date) -> ProgramResumed:
    return ProgramResumed(patient_id=PATIENT_ID, program_id=PROGRAM_ID, first_day=first_day)


def rest(last_day: date, first_day: date | None = None, prescriptions: tuple[UUID, ...] = ()) -> AdviseRest:
    return AdviseRest(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        last_day=last_day,
        first_day=first_day,
        prescriptions=prescriptions,
    )


def rested(first_day: date, last_day: date, prescriptions: tuple[UUID, ...] = ()) -> RestAdvised:
    return RestAdvised(
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        prescriptions=prescriptions,
        first_day=first_day,
        last_day=last_day,
    )


def complete(
    last_day: date | None = None, reason: CompletionReason = CompletionReason.COMPLETED, days_later: int = 0
) -> CompleteProgram:
    return CompleteProgram(
        command_id=WISH_ID,
        at=NOON + timedelta(days=days_later),
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        last_day=last_day,
        reason=reason,
    )


class TestPausing:
    def test_a_pause_begins_tomorrow_unless_said(self) -> None:
        decided([assigned()], pause()).then([paused(TOMORROW)])

    def test_it_may_begin_today_and_have_a_last_day(self) -> None:
        decided([assigned()], pause(TODAY, FRIDAY)).then([paused(TODAY, FRIDAY)])

    def test_it_may_last_one_day(self) -> None:
        decided([assigned()], pause(TODAY, TODAY)).then([paused(TODAY, TODAY)])

    def test_pausing_a_paused_program_changes_nothing(self) -> None:
        decided([assigned(), paused(TODAY)], pause()).then_nothing()
        decided([assigned(), paused(TODAY)], pause(FRIDAY, NEXT_WEEK)).then_nothing()
        decided([assigned(), paused(TODAY, FRIDAY)], pause(TODAY, FRIDAY)).then_nothing()

    def test_the_same_pause_told_again_on_a_later_day_changes_nothing(self) -> None:
        decided([assigned(), paused(YESTERDAY)], pause(YESTERDAY)).then_nothing()

    def test_a_pause_can_be_made_longer(self) -> None:
        decided([assigned(), paused(TODAY, FRIDAY)], pause(TODAY, NEXT_WEEK)).then([paused(TODAY, NEXT_WEEK)])
        decided([assigned(), paused(TODAY, FRIDAY)], pause()).then([paused(TOMORROW)])

    def test_a_program_that_was_resumed_can_be_paused_again(self) -> None:
        decided([assigned(), paused(YESTERDAY), resumed(TODAY)], pause()).then([paused(TOMORROW)])

    def test_it_cannot_begin_in_the_past(self) -> None:
        decided([assigned()], pause(YESTERDAY)).then_rejected("in_the_past")

    def test_it_cannot_end_before_it_begins(self) -> None:
        decided([assigned()], pause(TOMORROW, TODAY)).then_rejected("bad_dates")


class TestResuming:
    def test_a_paused_program_expects_again_from_tomorrow_unless_said(self) -> None:
        decided([assigned(), paused(YESTERDAY)], resume()).then([resumed(TOMORROW)])

    def test_today_may_expect_again(self) -> None:
        decided([assigned(), paused(YESTERDAY, FRIDAY)], resume(TODAY)).then([resumed(TODAY)])

    def test_the_last_day_of_a_pause_may_expect_again(self) -> None:
        decided([assigned(), paused(YESTERDAY, FRIDAY)], resume(FRIDAY)).then([resumed(FRIDAY)])

    def test_a_pause_that_has_not_begun_is_called_off(self) -> None:
        decided([assigned(), paused(FRIDAY)], resume()).then([resumed(TOMORROW)])
        decided([assigned(), paused(FRIDAY), resumed(TOMORROW)], resume(FRIDAY)).then_nothing()

    def test_resuming_what_is_not_paused_changes_nothing(self) -> None:
        decided([assigned()], resume()).then_nothing()
        decided([assigned(), paused(YESTERDAY, TODAY)], resume()).then_nothing()
        decided([assigned(), paused(YESTERDAY), resumed(TODAY)], resume()).then_nothing()

    def test_a_resumed_day_can_be_brought_forward(self) -> None:
        decided([assigned(), paused(YESTERDAY), resumed(FRIDAY)], resume()).then([resumed(TOMORROW)])

    def test_it_cannot_have_been_in_the_past(self) -> None:
        decided([assigned(), paused(YESTERDAY)], resume(YESTERDAY)).then_rejected("in_the_past")


class TestResting:
    def test_rest_begins_tomorrow_unless_said(self) -> None:
        decided([assigned()], rest(FRIDAY)).then([rested(TOMORROW, FRIDAY)])

    def test_some_prescriptions_rest_today(self) -> None:
        both = sorted([BRIDGES.prescription_id, PULLS.prescription_id])
        twice_and_unsorted = (both[1], both[0], both[1])
        decided([assigned(BRIDGES, PULLS)], rest(TODAY, TODAY, twice_and_unsorted)).then(
            [rested(TODAY, TODAY, tuple(both))]
        )

    def test_a_prescription_of_a_version_to_come_may_rest(self) -> None:
        history = [assigned(BRIDGES), revised(2, PULLS, effective=FRIDAY)]
        decided(history, rest(FRIDAY, FRIDAY, (PULLS.prescription_id,))).then(
            [rested(FRIDAY, FRIDAY, (PULLS.prescription_id,))]
        )

    def test_the_same_advice_again_changes_nothing(self) -> None:
        decided([assigned(), rested(TOMORROW, FRIDAY)], rest(FRIDAY)).then_nothing()
        decided([assigned(), rested(YESTERDAY, FRIDAY)], rest(FRIDAY, YESTERDAY)).then_nothing()

    def test_a_prescription_must_be_the_programs(self) -> None:
        decided([assigned()], rest(FRIDAY, None, (named("nothing"),))).then_rejected("unknown_prescription")

    def test_it_cannot_begin_in_the_past(self) -> None:
        decided([assigned()], rest(FRIDAY, YESTERDAY)).then_rejected("in_the_past")

    def test_it_cannot_end_before_it_begins(self) -> None:
        decided([assigned()], rest(TODAY, TOMORROW)).then_rejected("bad_dates")


class TestCompleting:
    def test_today_is_the_last_day_unless_said(self) -> None:
        decided([assigned()], complete()).then([completed(TODAY)])

    def test_a_program_can_be_stopped_on_a_later_day(self) -> None:
        decided([assigned()], complete(FRIDAY, CompletionReason.STOPPED)).then(
            [completed(FRIDAY, reason=CompletionReason.STOPPED)]
        )

    def test_completing_again_changes_nothing(self) -> None:
        decided([assigned(), completed(TODAY)], complete()).then_nothing()
        decided([assigned(), completed(TODAY)], complete(TODAY, CompletionReason.STOPPED)).then_nothing()
        decided([assigned(), completed(TODAY)], complete(TODAY, days_later=3)).then_nothing()
        decided([assigned(), completed(TODAY)], complete(days_later=3)).then_nothing()
        decided([assigned(), completed(FRIDAY)], complete(FRIDAY)).then_nothing()

    def test_completing_what_ran_out_changes_nothing(self) -> None:
        decided([assigned(last_day=YESTERDAY)], complete()).then_nothing()

    def test_an_end_to_come_can_be_brought_forward(self) -> None:
        decided([assigned(last_day=FRIDAY)], complete()).then([completed(TODAY)])
        decided([assigned(), completed(FRIDAY)], complete(TODAY)).then([completed(TODAY)])
        decided([assigned(), completed(FRIDAY)], complete()).then([completed(TODAY)])

    def test_a_program_can_be_completed_on_the_day_it_was_to_end(self) -> None:
        decided([assigned(last_day=TODAY)], complete()).then([completed(TODAY)])
        decided([assigned(last_day=FRIDAY)], complete(FRIDAY)).then([completed(FRIDAY)])

    def test_an_end_cannot_be_put_off(self) -> None:
        decided([assigned(last_day=FRIDAY)], complete(NEXT_WEEK)).then_rejected("bad_dates")
        decided([assigned(), completed(FRIDAY)], complete(NEXT_WEEK)).then_rejected("bad_dates")

    def test_a_program_that_has_ended_has_its_last_day(self) -> None:
        decided([assigned(), completed(YESTERDAY)], complete(TODAY)).then_rejected("program_ended")

    def test_it_cannot_have_ended_in_the_past(self) -> None:
        decided([assigned()], complete(YESTERDAY)).then_rejected("in_the_past")


EVERY_CHANGE = [pause(), resume(), rest(FRIDAY), complete(FRIDAY)]


@pytest.mark.parametrize("change", EVERY_CHANGE, ids=lambda change: type(change).__name__)
def test_a_program_that_was_never_assigned_cannot_be_changed(change: ProgramCommand) -> None:
    decided([], change).then_rejected("unknown_program")


@pytest.mark.parametrize("change", EVERY_CHANGE, ids=lambda change: type(change).__name__)
def test_a_patient_who_was_never_enrolled_has_no_program_to_change(change: ProgramCommand) -> None:
    decided([], change, patient=[]).then_rejected("unknown_patient")


@pytest.mark.parametrize("change", EVERY_CHANGE, ids=lambda change: type(change).__name__)
def test_a_program_that_has_ended_cannot_be_changed(change: ProgramCommand) -> None:
    before = [paused(YESTERDAY)] if isinstance(change, ResumeProgram) else []
    decided([assigned(), *before, completed(YESTERDAY)], change).then_rejected("program_ended")
