"""A patient is given a way in, or a carer for her; its code may be made anew; it ends by hand, by its date, or with the
record."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.patient.access import OPEN_AT_MOST
from domain.patient.commands import EndPatientAccess, GivePatientAccess, RenewPatientCode
from domain.patient.decider import PATIENT
from domain.patient.events import (
    Bearer,
    ErasureReason,
    PatientAccessEnded,
    PatientAccessGiven,
    PatientCodeRenewed,
    PatientErased,
    PatientMerged,
)
from tests.support.examples import CLINIC_ID, ENROLLED, NOON, OTHER_PATIENT_ID, PATIENT_ID, WISH_ID, named
from tests.support.spec import given

WAY_IN, OTHER_WAY_IN, CODE_ID = named("a way in"), named("another way in"), named("another code")
LATER = NOON + timedelta(days=30)


def give(access_id: UUID = WAY_IN, bearer: Bearer = Bearer.PATIENT, days: int = 30) -> GivePatientAccess:
    return GivePatientAccess(
        command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, access_id=access_id, bearer=bearer, days=days
    )


def was_given(access_id: UUID = WAY_IN, bearer: Bearer = Bearer.PATIENT) -> PatientAccessGiven:
    return PatientAccessGiven(patient_id=PATIENT_ID, access_id=access_id, bearer=bearer, ends_at=LATER)


def renew(at: datetime = NOON, access_id: UUID = WAY_IN) -> RenewPatientCode:
    return RenewPatientCode(command_id=WISH_ID, at=at, patient_id=PATIENT_ID, access_id=access_id, code_id=CODE_ID)


def end(at: datetime = NOON, access_id: UUID = WAY_IN) -> EndPatientAccess:
    return EndPatientAccess(command_id=WISH_ID, at=at, patient_id=PATIENT_ID, access_id=access_id)


RENEWED = PatientCodeRenewed(patient_id=PATIENT_ID, access_id=WAY_IN, code_id=CODE_ID)
ENDED = PatientAccessEnded(patient_id=PATIENT_ID, access_id=WAY_IN)


@pytest.mark.parametrize("bearer", Bearer)
def test_a_way_in_is_given_for_so_many_days(bearer: Bearer) -> None:
    given(PATIENT, [ENROLLED]).when(give(bearer=bearer)).then([was_given(bearer=bearer)])


def test_given_again_it_is_given_once() -> None:
    given(PATIENT, [ENROLLED, was_given()]).when(give()).then_nothing()


def test_the_id_of_a_way_in_is_used_for_one() -> None:
    given(PATIENT, [ENROLLED, was_given()]).when(give(bearer=Bearer.CARER)).then_rejected("already_given")
    given(PATIENT, [ENROLLED, was_given(), ENDED]).when(give()).then_rejected("access_ended")


def test_a_patient_has_several_and_not_too_many() -> None:
    many = [was_given(named(f"way in {number}")) for number in range(OPEN_AT_MOST)]
    given(PATIENT, [ENROLLED, *many[1:]]).when(give()).then([was_given()])
    given(PATIENT, [ENROLLED, *many]).when(give()).then_rejected("enough_accesses")
    ended = PatientAccessEnded(patient_id=PATIENT_ID, access_id=many[0].access_id)
    given(PATIENT, [ENROLLED, *many, ended]).when(give()).then([was_given()])


def test_a_code_is_made_anew_once_for_each_wish() -> None:
    given(PATIENT, [ENROLLED, was_given()]).when(renew()).then([RENEWED])
    given(PATIENT, [ENROLLED, was_given(), RENEWED]).when(renew()).then_nothing()


def test_no_code_is_made_for_what_does_not_stand() -> None:
    given(PATIENT, [ENROLLED]).when(renew()).then_rejected("unknown_access")
    given(PATIENT, [ENROLLED, was_given(), ENDED]).when(renew()).then_rejected("access_ended")
    given(PATIENT, [ENROLLED, was_given()]).when(renew(at=LATER)).then_rejected("access_ended")


def test_it_is_ended_once_and_alone() -> None:
    both = (was_given(), was_given(OTHER_WAY_IN))
    given(PATIENT, [ENROLLED, *both]).when(end()).then([ENDED])
    given(PATIENT, [ENROLLED, *both, ENDED]).when(end()).then_nothing()
    given(PATIENT, [ENROLLED]).when(end()).then_rejected("unknown_access")


def test_it_stands_until_its_instant_and_not_at_it() -> None:
    patient = PATIENT.evolve(PATIENT.evolve(PATIENT.empty, ENROLLED), was_given())
    access = patient.accesses[WAY_IN]
    assert [access.stands(LATER - timedelta(seconds=1)), access.stands(LATER)] == [True, False]


def test_of_a_duplicate_and_of_who_was_erased_none_is_given() -> None:
    merged = PatientMerged(patient_id=PATIENT_ID, into=OTHER_PATIENT_ID)
    given(PATIENT, [ENROLLED, merged]).when(give()).then_rejected("merged")
    erased = PatientErased(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, reason=ErasureReason.PATIENT_WISH)
    given(PATIENT, [ENROLLED, erased]).when(give()).then_rejected("unknown_patient")


def test_nothing_of_it_is_known_after_an_erasure() -> None:
    state = PATIENT.empty
    erased = PatientErased(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, reason=ErasureReason.PATIENT_WISH)
    for event in (ENROLLED, was_given(), erased):
        state = PATIENT.evolve(state, event)
    assert state.accesses == {}
