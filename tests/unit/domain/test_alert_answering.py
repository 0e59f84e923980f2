"""An alert may be put off for a while, and is passed on while nobody answers it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from domain.alert.answering import LONGEST_SNOOZE, EscalateAlert, ResolveAlert, SnoozeAlert, WakeAlert
from domain.alert.decider import ALERT
from domain.alert.events import (
    AlertAcknowledged,
    AlertDelivered,
    AlertEscalated,
    AlertRegraded,
    AlertResolved,
    AlertSnoozed,
    AlertWithheld,
    AlertWoken,
    EscalatedBecause,
    Grade,
    Resolution,
    Step,
    WithheldBecause,
)
from domain.decider import Command
from tests.support.alerts import ALERT_ID, ANSWER_BY, alert_of, raised
from tests.support.examples import (
    CLINIC_ID,
    NOON,
    OTHER_PATIENT_ID,
    OTHER_THERAPIST_ID,
    PATIENT_ID,
    THERAPIST_ID,
    TODAY,
    WISH_ID,
)
from tests.support.spec import given

TOMORROW = NOON + timedelta(days=1)
RAISED = raised()
ACKNOWLEDGED = AlertAcknowledged(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID)
RESOLVED = AlertResolved(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, resolution=Resolution.CALLED)
WITHHELD = AlertWithheld(
    alert_id=ALERT_ID,
    patient_id=PATIENT_ID,
    clinic_id=CLINIC_ID,
    rule="hurts",
    rule_version=1,
    policy_version=0,
    scope="",
    position=7,
    facts=(),
    because=WithheldBecause.TOO_OLD,
)


def snooze(until: datetime = TOMORROW) -> SnoozeAlert:
    return SnoozeAlert(command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, staff_id=THERAPIST_ID, until=until)


def snoozed(until: datetime = TOMORROW, at: datetime = NOON) -> AlertSnoozed:
    return AlertSnoozed(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, at=at, until=until)


class TestPuttingOff:
    def test_an_alert_is_put_off(self) -> None:
        given(ALERT, [RAISED]).when(snooze()).then([snoozed()])
        given(ALERT, [RAISED, ACKNOWLEDGED]).when(snooze()).then([snoozed()])

    def test_until_the_same_instant_once(self) -> None:
        given(ALERT, [RAISED, snoozed()]).when(snooze()).then_nothing()

    def test_until_another_instant_again(self) -> None:
        later = TOMORROW + timedelta(days=2)
        given(ALERT, [RAISED, snoozed()]).when(snooze(later)).then([snoozed(later)])

    def test_its_clock_has_stood_since_it_was_put_off_first(self) -> None:
        later = snoozed(TOMORROW + timedelta(days=2), at=NOON + timedelta(hours=3))
        assert alert_of(RAISED, snoozed(), later).snoozed_at == NOON

    @pytest.mark.parametrize("until", [NOON, NOON - timedelta(hours=1), NOON + LONGEST_SNOOZE + timedelta(seconds=1)])
    def test_until_later_and_for_seven_days_at_the_most(self, until: datetime) -> None:
        given(ALERT, [RAISED]).when(snooze(until)).then_rejected("bad_snooze")

    def test_for_seven_whole_days(self) -> None:
        week = NOON + LONGEST_SNOOZE
        given(ALERT, [RAISED]).when(snooze(week)).then([snoozed(week)])

    def test_a_critical_one_cannot_wait(self) -> None:
        given(ALERT, [raised(Grade.CRITICAL)]).when(snooze()).then_rejected("cannot_wait")

    def test_nor_is_one_put_off_that_is_closed(self) -> None:
        given(ALERT, [RAISED, RESOLVED]).when(snooze()).then_rejected("not_open")


def wake(at: datetime = TOMORROW) -> WakeAlert:
    later = ANSWER_BY + timedelta(days=1)
    return WakeAlert(command_id=WISH_ID, at=at, alert_id=ALERT_ID, patient_id=PATIENT_ID, answer_by=later)


WOKEN = AlertWoken(alert_id=ALERT_ID, patient_id=PATIENT_ID, answer_by=ANSWER_BY + timedelta(days=1))


class TestWaking:
    def test_when_the_time_is_over_its_clock_goes_on(self) -> None:
        given(ALERT, [RAISED, snoozed()]).when(wake()).then([WOKEN])

    @pytest.mark.parametrize("history", [[RAISED], [RAISED, snoozed(), WOKEN], [RAISED, snoozed(), RESOLVED]])
    def test_only_what_is_put_off_is_woken(self, history: list[AlertSnoozed]) -> None:
        given(ALERT, history).when(wake()).then_nothing()

    def test_not_while_it_is_put_off_for_longer(self) -> None:
        longer = snoozed(TOMORROW + timedelta(days=2))
        given(ALERT, [RAISED, snoozed(), longer]).when(wake()).then_nothing()


def escalate(
    to: Step = Step.LEAD,
    because: EscalatedBecause = EscalatedBecause.UNANSWERED,
    patient_id: UUID = PATIENT_ID,
    at: datetime = ANSWER_BY,
) -> EscalateAlert:
    return EscalateAlert(
        command_id=WISH_ID,
        at=at,
        alert_id=ALERT_ID,
        patient_id=patient_id,
        to=to,
        answer_by=ANSWER_BY + timedelta(days=1),
        because=because,
        staff=(OTHER_THERAPIST_ID,),
    )


def escalated(to: Step = Step.LEAD, because: EscalatedBecause = EscalatedBecause.UNANSWERED) -> AlertEscalated:
    return AlertEscalated(
        alert_id=ALERT_ID,
        patient_id=PATIENT_ID,
        to=to,
        answer_by=ANSWER_BY + timedelta(days=1),
        because=because,
        staff=(OTHER_THERAPIST_ID,),
    )


UNRESOLVED = EscalatedBecause.UNRESOLVED
TWICE = ANSWER_BY + timedelta(days=1)


class TestPassingOn:
    def test_what_nobody_answered_goes_on(self) -> None:
        given(ALERT, [RAISED]).when(escalate()).then([escalated()])
        given(ALERT, [RAISED, escalated()]).when(escalate(Step.MANAGERS, at=TWICE)).then([escalated(Step.MANAGERS)])

    def test_to_each_step_once(self) -> None:
        given(ALERT, [RAISED, escalated()]).when(escalate(at=TWICE)).then_nothing()

    def test_not_by_a_clock_that_has_begun_anew_since(self) -> None:
        given(ALERT, [RAISED, escalated()]).when(escalate(Step.MANAGERS)).then_nothing()

    @pytest.mark.parametrize("history", [[RAISED, ACKNOWLEDGED], [RAISED, snoozed()], [RAISED, RESOLVED]])
    def test_what_somebody_has_in_hand_stays(self, history: list[AlertSnoozed]) -> None:
        given(ALERT, history).when(escalate()).then_nothing()

    def test_what_was_taken_on_and_not_closed_goes_to_the_lead_once(self) -> None:
        history = [RAISED, ACKNOWLEDGED]
        given(ALERT, history).when(escalate(because=UNRESOLVED)).then([escalated(because=UNRESOLVED)])
        given(ALERT, [*history, escalated(because=UNRESOLVED)]).when(escalate(because=UNRESOLVED)).then_nothing()

    def test_what_nobody_took_on_is_not_called_unresolved(self) -> None:
        given(ALERT, [RAISED]).when(escalate(because=UNRESOLVED)).then_nothing()

    def test_what_weighs_more_wants_an_answer_again(self) -> None:
        regraded = AlertRegraded(
            alert_id=ALERT_ID,
            patient_id=PATIENT_ID,
            grade=Grade.HIGH,
            answer_by=TOMORROW,
            day=TODAY,
            at=NOON,
            position=9,
            policy_version=0,
        )
        told = AlertDelivered(
            alert_id=ALERT_ID, patient_id=PATIENT_ID, channel="in_app", effect_id=WISH_ID, staff_id=THERAPIST_ID
        )
        now = alert_of(RAISED, told, snoozed(), WOKEN, ACKNOWLEDGED, escalated(because=UNRESOLVED), regraded)
        assert (now.acknowledged, now.told, now.step, now.overdue, now.snoozed_at) == (
            False,
            frozenset(),
            None,
            False,
            None,
        )


def test_a_resolution_keeps_what_was_done_under_a_seal() -> None:
    wish = ResolveAlert(
        command_id=WISH_ID,
        at=NOON,
        alert_id=ALERT_ID,
        staff_id=THERAPIST_ID,
        resolution=Resolution.CALLED,
        private="3f5a1c0e",
    )
    given(ALERT, [RAISED]).when(wish).then([structs.replace(RESOLVED, private="3f5a1c0e")])


@pytest.mark.parametrize("wish", [snooze(), wake(), escalate()], ids=lambda wish: type(wish).__name__)
def test_nothing_is_done_about_what_was_never_raised(wish: Command) -> None:
    given(ALERT).when(wish).then_rejected("unknown_alert")
    given(ALERT, [WITHHELD]).when(wish).then_rejected("not_open")


def test_an_alert_is_passed_on_for_its_own_patient() -> None:
    given(ALERT, [RAISED]).when(escalate(patient_id=OTHER_PATIENT_ID)).then_rejected("wrong_patient")
