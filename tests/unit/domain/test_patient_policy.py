"""A patient's own thresholds: numbered, for a time or for good, in the place of those before."""

from datetime import date, timedelta

import pytest

from domain.clinic.events import Policy
from domain.patient.commands import SetPatientPolicy
from domain.patient.decider import PATIENT
from domain.patient.events import PatientPolicySet
from tests.support.examples import ENROLLED, NOON, PATIENT_ID, TODAY, WISH_ID
from tests.support.spec import given

MILD = Policy(high_pain=80)
NEXT_WEEK = TODAY + timedelta(days=7)


def wish(policy: Policy, until: date | None = None) -> SetPatientPolicy:
    return SetPatientPolicy(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, policy=policy, until=until)


def was_set(policy: Policy, version: int, until: date | None = None) -> PatientPolicySet:
    return PatientPolicySet(patient_id=PATIENT_ID, policy=policy, version=version, until=until)


def test_the_first_is_version_1_and_each_further_one_has_the_next() -> None:
    given(PATIENT, [ENROLLED]).when(wish(MILD)).then([was_set(MILD, 1)])
    given(PATIENT, [ENROLLED, was_set(MILD, 1)]).when(wish(MILD, NEXT_WEEK)).then([was_set(MILD, 2, NEXT_WEEK)])


def test_the_one_that_is_set_needs_no_new_version_and_nothing_is_nothing() -> None:
    given(PATIENT, [ENROLLED, was_set(MILD, 1, NEXT_WEEK)]).when(wish(MILD, NEXT_WEEK)).then_nothing()
    given(PATIENT, [ENROLLED]).when(wish(Policy())).then_nothing()


def test_an_empty_one_ends_it() -> None:
    given(PATIENT, [ENROLLED, was_set(MILD, 1)]).when(wish(Policy())).then([was_set(Policy(), 2)])


def test_today_may_be_its_last_date_and_yesterday_may_not() -> None:
    given(PATIENT, [ENROLLED]).when(wish(MILD, TODAY)).then([was_set(MILD, 1, TODAY)])
    given(PATIENT, [ENROLLED]).when(wish(MILD, TODAY - timedelta(days=1))).then_rejected("in_the_past")


@pytest.mark.parametrize("policy", [Policy(high_pain_age_hours=0), Policy(silent_days=2)])
def test_what_no_clinic_may_set_no_patient_may_have(policy: Policy) -> None:
    given(PATIENT, [ENROLLED]).when(wish(policy)).then_rejected("bad_policy")


def test_who_was_never_enrolled_has_none() -> None:
    given(PATIENT).when(wish(MILD)).then_rejected("unknown_patient")
