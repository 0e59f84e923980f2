"""Programs are assigned, replaced and revised; nothing begins in the past."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.decider import Need
from domain.patient.events import PatientZoneSet
from domain.program.commands import AssignProgram
from domain.program.decider import PROGRAM, programs_of
from domain.program.events import CompletionReason
from domain.values import Dose
from tests.support.examples import (
    ENROLLED,
    NOON,
    OTHER_PATIENT_ID,
    OWN_EXERCISE_ID,
    PATIENT_ID,
    TODAY,
    TOMORROW,
    YESTERDAY,
    prescription,
)
from tests.support.program_examples import (
    BRIDGES,
    DISCHARGED_FRIDAY,
    FRIDAY,
    OTHER_PROGRAM_ID,
    PROGRAM_ID,
    PULLS,
    assign,
    assigned,
    completed,
    decided,
    revise,
    revised,
)


class TestAssigning:
    def test_a_program_begins_tomorrow_unless_said(self) -> None:
        decided([], assign(BRIDGES, PULLS, private="5c1d")).then(
            [assigned(BRIDGES, PULLS, effective=TOMORROW, private="5c1d")]
        )

    def test_it_may_begin_today_and_end_on_a_day(self) -> None:
        decided([], assign(effective=TODAY, last_day=TODAY)).then([assigned(effective=TODAY, last_day=TODAY)])

    def test_tomorrow_is_the_patients_own(self) -> None:
        evening = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)  # half past midnight in Berlin, the ninth in New York
        moved = PatientZoneSet(patient_id=PATIENT_ID, zone="America/New_York", since=NOON)
        decided([], assign(at=evening)).then([assigned(effective=date(2026, 6, 11))])
        decided([], assign(at=evening), patient=[ENROLLED, moved]).then([assigned(effective=TOMORROW)])

    def test_it_cannot_begin_in_the_past(self) -> None:
        decided([], assign(effective=YESTERDAY)).then_rejected("in_the_past")

    def test_it_cannot_end_before_it_begins(self) -> None:
        decided([], assign(effective=TOMORROW, last_day=TODAY)).then_rejected("bad_dates")

    def test_the_patient_must_be_known(self) -> None:
        decided([], assign(), patient=[]).then_rejected("unknown_patient")

    def test_it_may_begin_on_the_last_day_before_a_discharge_and_no_later(self) -> None:
        patient = [ENROLLED, DISCHARGED_FRIDAY]
        decided([], assign(effective=FRIDAY), patient).then([assigned(effective=FRIDAY)])
        decided([], assign(effective=date(2026, 6, 13)), patient).then_rejected("discharged")

    def test_assigning_it_again_changes_nothing_on_any_day(self) -> None:
        history = [assigned(effective=TOMORROW)]
        decided(history, assign()).then_nothing()
        decided(history, assign(effective=TOMORROW)).then_nothing()
        decided(history, assign(at=NOON + timedelta(days=9))).then_nothing()

    def test_assigning_it_again_changes_nothing_after_a_revision_and_its_end(self) -> None:
        history = [assigned(), revised(2, PULLS), completed(TODAY)]
        decided(history, assign()).then_nothing()

    @pytest.mark.parametrize(
        "other",
        [assign(PULLS), assign(effective=TODAY), assign(last_day=FRIDAY), assign(private="77aa")],
        ids=["prescriptions", "effective", "last day", "notes"],
    )
    def test_its_id_cannot_be_given_to_another(self, other: AssignProgram) -> None:
        decided([assigned()], other).then_rejected("already_assigned")


class TestReplacing:
    def test_the_replaced_program_ends_the_day_before(self) -> None:
        better = prescription("better bridges")
        decided(
            [assigned(program_id=OTHER_PROGRAM_ID)], assign(better, effective=FRIDAY, replaces=OTHER_PROGRAM_ID)
        ).then(
            [
                assigned(better, effective=FRIDAY),
                completed(date(2026, 6, 11), program_id=OTHER_PROGRAM_ID, reason=CompletionReason.REPLACED),
            ]
        )

    def test_an_earlier_end_of_the_replaced_program_stays(self) -> None:
        old = assigned(program_id=OTHER_PROGRAM_ID, last_day=TODAY)
        better = prescription("better bridges")
        decided([old], assign(better, effective=FRIDAY, replaces=OTHER_PROGRAM_ID)).then(
            [
                assigned(better, effective=FRIDAY),
                completed(TODAY, program_id=OTHER_PROGRAM_ID, reason=CompletionReason.REPLACED),
            ]
        )

    def test_a_later_end_of_the_replaced_program_is_brought_forward(self) -> None:
        old = assigned(program_id=OTHER_PROGRAM_ID, last_day=date(2026, 8, 31))
        better = prescription("better bridges")
        decided([old], assign(better, replaces=OTHER_PROGRAM_ID)).then(
            [
                assigned(better, effective=TOMORROW),
                completed(TODAY, program_id=OTHER_PROGRAM_ID, reason=CompletionReason.REPLACED),
            ]
        )

    def test_replacing_again_changes_nothing(self) -> None:
        better = prescription("better bridges")
        history = [
            assigned(program_id=OTHER_PROGRAM_ID),
            assigned(better, effective=TOMORROW),
            completed(TODAY, program_id=OTHER_PROGRAM_ID, reason=CompletionReason.REPLACED),
        ]
        decided(history, assign(better, replaces=OTHER_PROGRAM_ID)).then_nothing()

    def test_the_replaced_program_must_exist(self) -> None:
        decided([], assign(replaces=OTHER_PROGRAM_ID)).then_rejected("unknown_program")
        decided([], assign(replaces=PROGRAM_ID)).then_rejected("unknown_program")

    def test_a_program_that_has_ended_cannot_be_replaced(self) -> None:
        old = assigned(program_id=OTHER_PROGRAM_ID, last_day=YESTERDAY)
        decided([old], assign(replaces=OTHER_PROGRAM_ID)).then_rejected("program_ended")


class TestRevising:
    def test_the_first_revision_is_version_2_and_begins_tomorrow_unless_said(self) -> None:
        decided([assigned()], revise(BRIDGES, PULLS)).then([revised(2, BRIDGES, PULLS)])

    def test_a_revision_may_begin_today(self) -> None:
        decided([assigned()], revise(PULLS, effective=TODAY)).then([revised(2, PULLS, effective=TODAY)])

    def test_each_further_revision_has_the_next_version(self) -> None:
        decided([assigned(), revised(2, PULLS)], revise(BRIDGES)).then([revised(3, BRIDGES)])

    def test_the_latest_version_told_again_changes_nothing(self) -> None:
        decided([assigned()], revise()).then_nothing()
        decided([assigned(), revised(2, PULLS, effective=TODAY)], revise(PULLS, effective=TODAY)).then_nothing()

    def test_other_notes_or_another_first_day_make_a_version(self) -> None:
        decided([assigned()], revise(private="77aa")).then([revised(2, private="77aa")])
        decided([assigned(effective=FRIDAY)], revise(effective=TODAY)).then([revised(2, effective=TODAY)])

    def test_it_cannot_begin_in_the_past(self) -> None:
        decided([assigned()], revise(PULLS, effective=YESTERDAY)).then_rejected("in_the_past")

    def test_it_cannot_begin_after_the_program_ends(self) -> None:
        decided([assigned(last_day=TODAY)], revise(PULLS)).then_rejected("program_ended")

    def test_the_program_must_exist(self) -> None:
        decided([], revise()).then_rejected("unknown_program")

    def test_another_dose_keeps_the_id(self) -> None:
        harder = prescription("bridges", dose=Dose(sets=4, reps=12))
        decided([assigned()], revise(harder)).then([revised(2, harder)])


def test_all_programs_of_a_patient_are_one_stream() -> None:
    stream = programs_of(PATIENT_ID)
    assert [PROGRAM.stream(assign()), PROGRAM.stream(assign(program_id=OTHER_PROGRAM_ID))] == [stream, stream]
    assert programs_of(OTHER_PATIENT_ID) != stream
    assert stream != PATIENT_ID


def test_a_decision_looks_at_the_patient_and_at_the_exercises_that_are_not_in_the_library() -> None:
    other_side = prescription("other pulls", exercise_id=OWN_EXERCISE_ID)
    assert PROGRAM.needs(assign(BRIDGES, PULLS, other_side)) == [
        Need("patient", PATIENT_ID),
        Need("exercise", OWN_EXERCISE_ID),
    ]
