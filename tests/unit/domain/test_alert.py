"""An alert is raised once, gathers what comes later, is delivered, acknowledged and resolved."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import ALERT, AttachToAlert, RaiseAlert, RecordAlertDelivered, RegradeAlert
from domain.alert.events import (
    AlertAcknowledged,
    AlertAttached,
    AlertDelivered,
    AlertRaised,
    AlertRegraded,
    AlertResolved,
    AlertWithheld,
    Grade,
    Resolution,
    WithheldBecause,
)
from domain.decider import Command, fold
from tests.support.examples import (
    CLINIC_ID,
    NOON,
    OTHER_PATIENT_ID,
    OTHER_THERAPIST_ID,
    PATIENT_ID,
    THERAPIST_ID,
    WISH_ID,
    named,
)
from tests.support.spec import given

ALERT_ID = named("an alert")
PAIN_ID = named("a high pain")
LATER_PAIN_ID = named("a later pain")
E_MAIL_ID = named("an e-mail")
ANSWER_BY = NOON + timedelta(hours=4)


def raise_alert(withheld: WithheldBecause | None = None) -> RaiseAlert:
    return RaiseAlert(
        command_id=WISH_ID,
        at=NOON,
        alert_id=ALERT_ID,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        rule="high_pain",
        rule_version=1,
        policy_version=2,
        grade=Grade.CRITICAL,
        scope="knee",
        position=41,
        facts=(PAIN_ID,),
        answer_by=ANSWER_BY,
        therapist_id=THERAPIST_ID,
        withheld=withheld,
    )


RAISED = AlertRaised(
    alert_id=ALERT_ID,
    patient_id=PATIENT_ID,
    clinic_id=CLINIC_ID,
    rule="high_pain",
    rule_version=1,
    policy_version=2,
    grade=Grade.CRITICAL,
    scope="knee",
    position=41,
    facts=(PAIN_ID,),
    answer_by=ANSWER_BY,
    therapist_id=THERAPIST_ID,
)
WITHHELD = AlertWithheld(
    alert_id=ALERT_ID,
    patient_id=PATIENT_ID,
    clinic_id=CLINIC_ID,
    rule="high_pain",
    rule_version=1,
    policy_version=2,
    scope="knee",
    position=41,
    facts=(PAIN_ID,),
    because=WithheldBecause.TOO_OLD,
)
ANSWER_ANEW_BY = ANSWER_BY + timedelta(hours=3)
ATTACHED = AlertAttached(alert_id=ALERT_ID, patient_id=PATIENT_ID, fact=LATER_PAIN_ID)
DELIVERED = AlertDelivered(alert_id=ALERT_ID, patient_id=PATIENT_ID, channel="email", effect_id=E_MAIL_ID)
ACKNOWLEDGED = AlertAcknowledged(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID)
CALLED = AlertResolved(alert_id=ALERT_ID, patient_id=PATIENT_ID, staff_id=THERAPIST_ID, resolution=Resolution.CALLED)


SILENT_DAY = date(2026, 6, 9)
SILENT = structs.replace(RAISED, day=SILENT_DAY, at=NOON, figures={"silent_days": "7"})
REGRADED = AlertRegraded(
    alert_id=ALERT_ID,
    patient_id=PATIENT_ID,
    grade=Grade.HIGH,
    answer_by=ANSWER_BY,
    day=SILENT_DAY + timedelta(days=7),
    at=NOON,
    position=52,
    policy_version=2,
    patient_policy_version=1,
    figures={"silent_days": "14"},
)


def attach(
    fact: UUID = LATER_PAIN_ID, patient_id: UUID = PATIENT_ID, answer_by: datetime | None = None
) -> AttachToAlert:
    return AttachToAlert(
        command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, patient_id=patient_id, fact=fact, answer_by=answer_by
    )


def record_delivered(effect_id: UUID = E_MAIL_ID, patient_id: UUID = PATIENT_ID) -> RecordAlertDelivered:
    return RecordAlertDelivered(
        command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, patient_id=patient_id, channel="email", effect_id=effect_id
    )


def regrade(day: date = REGRADED.day, patient_id: UUID = PATIENT_ID) -> RegradeAlert:
    return RegradeAlert(
        command_id=WISH_ID,
        at=NOON,
        alert_id=ALERT_ID,
        patient_id=patient_id,
        grade=Grade.HIGH,
        answer_by=ANSWER_BY,
        day=day,
        position=52,
        policy_version=2,
        patient_policy_version=1,
        figures={"silent_days": "14"},
    )


def acknowledge(staff_id: UUID = THERAPIST_ID) -> AcknowledgeAlert:
    return AcknowledgeAlert(command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, staff_id=staff_id)


def resolve(resolution: Resolution = Resolution.CALLED, staff_id: UUID = THERAPIST_ID) -> ResolveAlert:
    return ResolveAlert(command_id=WISH_ID, at=NOON, alert_id=ALERT_ID, staff_id=staff_id, resolution=resolution)


class TestRaising:
    def test_an_alert_is_raised_with_all_that_reproduces_it(self) -> None:
        given(ALERT).when(raise_alert()).then([RAISED])

    def test_what_would_have_been_raised_is_only_recorded(self) -> None:
        given(ALERT).when(raise_alert(WithheldBecause.TOO_OLD)).then([WITHHELD])

    @pytest.mark.parametrize("history", [[RAISED], [RAISED, CALLED], [WITHHELD]])
    def test_the_same_cause_raises_once(self, history: list[AlertRaised]) -> None:
        given(ALERT, history).when(raise_alert()).then_nothing()
        given(ALERT, history).when(raise_alert(WithheldBecause.TOO_OLD)).then_nothing()

    def test_what_was_found_at_the_end_of_a_date_names_the_date_and_the_moment_of_the_look(self) -> None:
        wish = structs.replace(raise_alert(), day=SILENT_DAY, figures={"silent_days": "7"})
        given(ALERT).when(wish).then([SILENT])


class TestRegrading:
    def test_a_longer_silence_weighs_more(self) -> None:
        given(ALERT, [SILENT]).when(regrade()).then([REGRADED])
        given(ALERT, [SILENT, ACKNOWLEDGED]).when(regrade()).then([REGRADED])

    def test_a_date_that_was_looked_at_changes_nothing(self) -> None:
        given(ALERT, [SILENT]).when(regrade(SILENT_DAY)).then_nothing()
        given(ALERT, [SILENT, REGRADED]).when(regrade()).then_nothing()
        given(ALERT, [SILENT, REGRADED, CALLED]).when(regrade()).then_nothing()

    def test_a_resolved_alert_keeps_its_grade(self) -> None:
        given(ALERT, [SILENT, CALLED]).when(regrade()).then_rejected("not_open")


class TestAttaching:
    def test_a_later_fact_joins_an_open_alert(self) -> None:
        given(ALERT, [RAISED]).when(attach()).then([ATTACHED])
        given(ALERT, [RAISED, ACKNOWLEDGED]).when(attach()).then([ATTACHED])

    def test_one_that_wants_an_answer_of_its_own_opens_again_what_was_taken_on(self) -> None:
        opens = structs.replace(ATTACHED, answer_by=ANSWER_ANEW_BY)
        given(ALERT, [RAISED, ACKNOWLEDGED]).when(attach(answer_by=ANSWER_ANEW_BY)).then([opens])
        now = fold(ALERT, [RAISED, DELIVERED, ACKNOWLEDGED, opens])
        assert (now.acknowledged, now.answer_by, now.told) == (False, ANSWER_ANEW_BY, frozenset())
        given(ALERT, [RAISED, ACKNOWLEDGED, opens]).when(acknowledge()).then([ACKNOWLEDGED])

    def test_the_clock_of_what_nobody_has_taken_on_runs_out_no_later_for_it(self) -> None:
        opens = structs.replace(ATTACHED, answer_by=ANSWER_ANEW_BY)
        now = fold(ALERT, [RAISED, opens])
        assert (now.answer_by, now.facts) == (ANSWER_BY, frozenset({PAIN_ID, LATER_PAIN_ID}))

    def test_a_fact_that_is_there_changes_nothing(self) -> None:
        given(ALERT, [RAISED]).when(attach(PAIN_ID)).then_nothing()
        given(ALERT, [RAISED, ATTACHED]).when(attach()).then_nothing()
        given(ALERT, [RAISED, ATTACHED, CALLED]).when(attach()).then_nothing()

    def test_nothing_joins_a_resolved_alert(self) -> None:
        given(ALERT, [RAISED, CALLED]).when(attach()).then_rejected("not_open")


class TestDelivering:
    def test_a_delivery_is_recorded(self) -> None:
        given(ALERT, [RAISED]).when(record_delivered()).then([DELIVERED])

    def test_a_delivery_is_recorded_once(self) -> None:
        given(ALERT, [RAISED, DELIVERED]).when(record_delivered()).then_nothing()

    def test_another_delivery_is_another_fact_even_after_the_answer(self) -> None:
        second = named("a second e-mail")
        given(ALERT, [RAISED, DELIVERED, CALLED]).when(record_delivered(second)).then(
            [AlertDelivered(alert_id=ALERT_ID, patient_id=PATIENT_ID, channel="email", effect_id=second)]
        )


class TestAcknowledging:
    def test_an_alert_is_acknowledged_for_its_patient(self) -> None:
        given(ALERT, [RAISED]).when(acknowledge()).then([ACKNOWLEDGED])

    @pytest.mark.parametrize("history", [[RAISED, ACKNOWLEDGED], [RAISED, CALLED], [RAISED, ACKNOWLEDGED, CALLED]])
    def test_acknowledging_again_or_after_the_answer_changes_nothing(self, history: list[AlertRaised]) -> None:
        given(ALERT, history).when(acknowledge()).then_nothing()
        given(ALERT, history).when(acknowledge(OTHER_THERAPIST_ID)).then_nothing()


class TestResolving:
    def test_an_alert_is_resolved_with_or_without_acknowledgement(self) -> None:
        given(ALERT, [RAISED]).when(resolve()).then([CALLED])
        given(ALERT, [RAISED, ACKNOWLEDGED]).when(resolve()).then([CALLED])

    def test_resolving_again_changes_nothing(self) -> None:
        given(ALERT, [RAISED, CALLED]).when(resolve()).then_nothing()
        given(ALERT, [RAISED, CALLED]).when(resolve(staff_id=OTHER_THERAPIST_ID)).then_nothing()

    def test_the_first_answer_stands(self) -> None:
        given(ALERT, [RAISED, CALLED]).when(resolve(Resolution.REFERRED)).then_rejected("already_resolved")


ANSWERS = [attach(), record_delivered(), acknowledge(), resolve(), regrade()]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_an_alert_that_was_never_raised_is_unknown(answer: Command) -> None:
    given(ALERT).when(answer).then_rejected("unknown_alert")


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_what_was_only_recorded_needs_no_answer(answer: Command) -> None:
    given(ALERT, [WITHHELD]).when(answer).then_rejected("not_open")


STRAYS = [way(patient_id=OTHER_PATIENT_ID) for way in (attach, record_delivered, regrade)]


@pytest.mark.parametrize("stray", STRAYS, ids=lambda stray: type(stray).__name__)
def test_an_alert_belongs_to_one_patient(stray: Command) -> None:
    given(ALERT, [RAISED]).when(stray).then_rejected("wrong_patient")
