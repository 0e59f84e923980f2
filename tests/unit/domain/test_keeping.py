"""How long a record must be kept, what restricting it says, and that erasing it leaves nobody there."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.decider import fold
from domain.organisation.decider import ORGANISATION, SetRetention
from domain.organisation.events import RetentionSet
from domain.patient.commands import AssignTherapist, EnrolPatient, ErasePatient, LiftRestriction, RestrictPatient
from domain.patient.decider import PATIENT
from domain.patient.events import (
    DischargeReason,
    ErasureReason,
    PatientDischarged,
    PatientErased,
    PatientRestricted,
    PatientRestrictionLifted,
    RestrictionReason,
)
from domain.patient.keeping import YEARS_ELSEWHERE, kept_until, years_kept
from domain.patient.state import Patient
from tests.support.examples import (
    CLINIC_ID,
    ENROLLED,
    NOON,
    OPENED,
    ORGANISATION_ID,
    PATIENT_ID,
    REGISTERED,
    THERAPIST_ID,
    TODAY,
    WISH_ID,
)
from tests.support.spec import History, given

ERASED = PatientErased(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, reason=ErasureReason.PATIENT_WISH)
RESTRICTED = PatientRestricted(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, reason=RestrictionReason.DISPUTED)
LIFTED = PatientRestrictionLifted(patient_id=PATIENT_ID, clinic_id=CLINIC_ID)


def wish(reason: ErasureReason = ErasureReason.PATIENT_WISH) -> ErasePatient:
    return ErasePatient(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        organisation_id=ORGANISATION_ID,
        reason=reason,
    )


def keeping(years: int | None) -> dict[UUID, History]:
    """An organisation that keeps records for so many years; None: as the law in Germany has it."""
    own = [] if years is None else [RetentionSet(organisation_id=ORGANISATION_ID, years=years)]
    return {ORGANISATION_ID: [REGISTERED, *own], CLINIC_ID: [OPENED]}


def discharged(last_day: date) -> PatientDischarged:
    return PatientDischarged(patient_id=PATIENT_ID, last_day=last_day, reason=DischargeReason.GOALS_MET)


def test_who_is_treated_is_not_erased_where_records_are_kept() -> None:
    given(PATIENT, [ENROLLED]).seeing(keeping(None)).when(wish()).then_rejected("must_be_kept")


def test_after_the_discharge_the_last_date_of_the_years_still_keeps_and_the_next_one_does_not() -> None:
    last_kept = discharged(TODAY.replace(year=TODAY.year - 3))
    given(PATIENT, [ENROLLED, last_kept]).seeing(keeping(3)).when(wish()).then_rejected("must_be_kept")
    over = discharged(last_kept.last_day - timedelta(days=1))
    given(PATIENT, [ENROLLED, over]).seeing(keeping(3)).when(wish()).then([ERASED])


def test_where_no_years_are_kept_a_wish_is_enough() -> None:
    given(PATIENT, [ENROLLED]).seeing(keeping(0)).when(wish()).then([ERASED])


@pytest.mark.parametrize("reason", [ErasureReason.ENTERED_IN_ERROR, ErasureReason.ORDERED])
def test_what_was_never_a_record_or_is_ordered_to_go_is_not_kept(reason: ErasureReason) -> None:
    gone = PatientErased(patient_id=PATIENT_ID, clinic_id=CLINIC_ID, reason=reason)
    given(PATIENT, [ENROLLED]).seeing(keeping(None)).when(wish(reason)).then([gone])


def test_a_clinic_that_does_not_treat_the_patient_erases_nobody() -> None:
    elsewhere = ErasePatient(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        clinic_id=THERAPIST_ID,
        organisation_id=ORGANISATION_ID,
        reason=ErasureReason.ORDERED,
    )
    given(PATIENT, [ENROLLED]).seeing({THERAPIST_ID: [OPENED]}).when(elsewhere).then_rejected("unknown_clinic")


def test_nothing_is_known_of_who_was_erased_and_erasing_again_is_nothing() -> None:
    assert fold(PATIENT, [ENROLLED, RESTRICTED, ERASED]) == Patient(erased=True)
    given(PATIENT, [ENROLLED, ERASED]).seeing(keeping(None)).when(wish()).then_nothing()


def test_who_was_erased_is_unknown_to_every_other_wish_and_is_not_enrolled_again() -> None:
    assign = AssignTherapist(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, therapist_id=THERAPIST_ID)
    given(PATIENT, [ENROLLED, ERASED]).when(assign).then_rejected("unknown_patient")
    again = EnrolPatient(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, clinic_id=CLINIC_ID, zone="Europe/Berlin")
    given(PATIENT, [ENROLLED, ERASED]).seeing({CLINIC_ID: [OPENED]}).when(again).then_rejected("already_enrolled")


def test_a_record_is_restricted_once_for_a_reason_and_lifted_once() -> None:
    restrict = RestrictPatient(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, reason=RestrictionReason.DISPUTED)
    given(PATIENT, [ENROLLED]).when(restrict).then([RESTRICTED])
    given(PATIENT, [ENROLLED, RESTRICTED]).when(restrict).then_nothing()
    lift = LiftRestriction(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID)
    given(PATIENT, [ENROLLED, RESTRICTED]).when(lift).then([LIFTED])
    given(PATIENT, [ENROLLED, RESTRICTED, LIFTED]).when(lift).then_nothing()


def test_an_organisations_own_years_take_the_place_of_its_countries() -> None:
    def years(wanted: int | None) -> SetRetention:
        return SetRetention(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, years=wanted)

    was_set = RetentionSet(organisation_id=ORGANISATION_ID, years=15)
    given(ORGANISATION, [REGISTERED]).when(years(15)).then([was_set])
    given(ORGANISATION, [REGISTERED, was_set]).when(years(15)).then_nothing()
    given(ORGANISATION, [REGISTERED, was_set]).when(years(None)).then([RetentionSet(organisation_id=ORGANISATION_ID)])
    given(ORGANISATION, []).when(years(15)).then_rejected("unknown_organisation")
    assert [years_kept("DE", None), years_kept("DE", 15), years_kept("SE", None)] == [10, 15, YEARS_ELSEWHERE]


def test_years_after_a_leap_day_end_with_february() -> None:
    assert kept_until(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert kept_until(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert kept_until(date(9950, 1, 1), 100) == date.max
