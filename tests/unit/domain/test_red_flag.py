"""A red flag is kept whatever else holds of the patient, and is the hold; staff alone clear it, never in the past."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.decider import Event
from domain.patient.commands import ClearRedFlag, ReportRedFlag
from domain.patient.decider import PATIENT
from domain.patient.events import (
    DischargeReason,
    PatientDischarged,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
)
from domain.values import Provenance
from tests.support.examples import CLINIC_ID, ENROLLED, NOON, PATIENT_ID, TODAY, TOMORROW, WISH_ID, YESTERDAY, named
from tests.support.spec import given

EARLIER, LATER = named("an earlier red flag"), named("a later red flag")
DISCHARGED = PatientDischarged(patient_id=PATIENT_ID, last_day=YESTERDAY, reason=DischargeReason.GOALS_MET)


def report(
    *signs: RedFlagSign, at: datetime = NOON, occurred_at: datetime = NOON, sent_at: datetime | None = None
) -> ReportRedFlag:
    return ReportRedFlag(
        command_id=WISH_ID,
        at=at,
        patient_id=PATIENT_ID,
        occurred_at=occurred_at,
        sent_at=sent_at,
        signs=signs or (RedFlagSign.CHEST_PAIN,),
    )


def reported(
    *signs: RedFlagSign, first_day: date = TODAY, red_flag_id: UUID = WISH_ID, clock_shift: int = 0
) -> RedFlagReported:
    return RedFlagReported(
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        red_flag_id=red_flag_id,
        signs=signs or (RedFlagSign.CHEST_PAIN,),
        provenance=Provenance.PATIENT,
        first_day=first_day,
        clock_shift=clock_shift,
    )


def clear(first_day: date | None = None) -> ClearRedFlag:
    return ClearRedFlag(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, first_day=first_day)


def cleared(first_day: date) -> RedFlagCleared:
    return RedFlagCleared(patient_id=PATIENT_ID, first_day=first_day)


class TestReporting:
    @pytest.mark.parametrize(
        "history",
        [
            pytest.param([], id="at any time"),
            pytest.param([DISCHARGED], id="after a discharge"),
            pytest.param([reported(red_flag_id=EARLIER, first_day=YESTERDAY)], id="while held"),
            pytest.param([reported(red_flag_id=EARLIER, first_day=YESTERDAY), cleared(TOMORROW)], id="after clearing"),
        ],
    )
    def test_a_red_flag_is_kept_and_holds_from_today(self, history: list[Event]) -> None:
        given(PATIENT, [ENROLLED, *history]).when(report()).then([reported()])

    def test_one_that_is_told_late_holds_from_the_day_on_which_it_is_recorded(self) -> None:
        given(PATIENT, [ENROLLED]).when(report(occurred_at=NOON - timedelta(days=3))).then([reported()])

    def test_today_is_the_patients_own(self) -> None:
        moved = PatientZoneSet(patient_id=PATIENT_ID, zone="Pacific/Auckland", since=datetime(2026, 5, 1, tzinfo=UTC))
        late = NOON + timedelta(hours=4)
        given(PATIENT, [ENROLLED, moved]).when(report(at=late)).then([reported(first_day=TOMORROW)])

    def test_signs_stand_once_and_in_the_order_of_the_list(self) -> None:
        fall, chest = RedFlagSign.FALL_WITH_INJURY, RedFlagSign.CHEST_PAIN
        given(PATIENT, [ENROLLED]).when(report(fall, chest, fall)).then([reported(chest, fall)])

    def test_a_wrong_clock_is_told_and_moves_no_hold(self) -> None:
        behind = NOON - timedelta(days=2)
        given(PATIENT, [ENROLLED]).when(report(occurred_at=behind, sent_at=behind)).then(
            [reported(clock_shift=2 * 24 * 3600)]
        )

    def test_the_same_one_again_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, reported()]).when(report()).then_nothing()

    def test_nobody_knows_a_patient_who_was_never_enrolled(self) -> None:
        given(PATIENT).when(report()).then_rejected("unknown_patient")


class TestClearing:
    def test_tomorrow_expects_again_unless_said(self) -> None:
        given(PATIENT, [ENROLLED, reported()]).when(clear()).then([cleared(TOMORROW)])

    def test_it_may_be_today_and_may_not_be_earlier(self) -> None:
        held = given(PATIENT, [ENROLLED, reported(first_day=YESTERDAY)])
        held.when(clear(TODAY)).then([cleared(TODAY)])
        held.when(clear(YESTERDAY)).then_rejected("in_the_past")

    def test_an_earlier_day_replaces_the_one_said_before_and_a_later_one_does_not(self) -> None:
        history = [ENROLLED, reported(first_day=YESTERDAY), cleared(TOMORROW)]
        given(PATIENT, history).when(clear(TODAY)).then([cleared(TODAY)])
        given(PATIENT, history).when(clear(TOMORROW + timedelta(days=1))).then_nothing()

    def test_clearing_again_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, reported(), cleared(TOMORROW)]).when(clear()).then_nothing()

    def test_where_nothing_is_held_nothing_is_cleared(self) -> None:
        given(PATIENT, [ENROLLED]).when(clear()).then_nothing()

    def test_one_clearing_ends_all(self) -> None:
        history = [ENROLLED, reported(red_flag_id=EARLIER, first_day=YESTERDAY), reported(red_flag_id=LATER)]
        given(PATIENT, [*history, cleared(TOMORROW)]).when(clear()).then_nothing()

    def test_a_red_flag_after_a_clearing_is_to_be_cleared_again(self) -> None:
        history = [ENROLLED, reported(red_flag_id=EARLIER, first_day=YESTERDAY), cleared(TODAY), reported()]
        given(PATIENT, history).when(clear()).then([cleared(TOMORROW)])
