"""Patients come back, move to another clinic, and turn out to be one person enrolled twice."""

from datetime import date, timedelta
from uuid import UUID

from domain.clinic.events import ClinicOpened
from domain.decider import Event, fold
from domain.patient.commands import (
    EndDuplicate,
    MergePatients,
    ReadmitPatient,
    SetPatientZone,
    TransferPatient,
)
from domain.patient.decider import PATIENT
from domain.patient.events import (
    DischargeReason,
    DuplicateNamed,
    PatientDischarged,
    PatientEnrolled,
    PatientMerged,
    PatientReadmitted,
    PatientTransferred,
)
from domain.staff.events import Role, StaffInvited, StaffRemoved
from tests.support.examples import (
    CLINIC_ID,
    ENROLLED,
    NOON,
    OTHER_THERAPIST_ID,
    PATIENT_ID,
    WISH_ID,
    named,
)
from tests.support.spec import given

TODAY = date(2026, 6, 9)
TOMORROW = TODAY + timedelta(days=1)
DISCHARGED = PatientDischarged(patient_id=PATIENT_ID, last_day=date(2026, 5, 1), reason=DischargeReason.GOALS_MET)
BACK = PatientReadmitted(patient_id=PATIENT_ID, first_day=TOMORROW)

ELSEWHERE = named("by the hills")
HILLS = ClinicOpened(clinic_id=ELSEWHERE, name="By the hills", country="DE", zone="Europe/Berlin")
OF_THE_HILLS = StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.THERAPIST, clinics=(ELSEWHERE,))
MOVED = PatientTransferred(patient_id=PATIENT_ID, clinic_id=ELSEWHERE, therapist_id=OTHER_THERAPIST_ID)

LESSER, GREATER = sorted((PATIENT_ID, named("the same person again")))
THIRD = named("the same person for the third time")


def readmit(first_day: date | None = None) -> ReadmitPatient:
    return ReadmitPatient(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, first_day=first_day)


def transfer(clinic_id: UUID = ELSEWHERE, therapist_id: UUID | None = OTHER_THERAPIST_ID) -> TransferPatient:
    return TransferPatient(
        command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, clinic_id=clinic_id, therapist_id=therapist_id
    )


def enrolled(patient_id: UUID) -> PatientEnrolled:
    return PatientEnrolled(patient_id=patient_id, clinic_id=CLINIC_ID, zone="Europe/Berlin")


def merge(kept: UUID, duplicate: UUID) -> MergePatients:
    return MergePatients(command_id=WISH_ID, at=NOON, patient_id=kept, duplicate_id=duplicate)


def end(duplicate: UUID, into: UUID) -> EndDuplicate:
    return EndDuplicate(command_id=WISH_ID, at=NOON, patient_id=duplicate, into=into)


def found(kept: UUID, duplicate: UUID) -> DuplicateNamed:
    return DuplicateNamed(patient_id=kept, duplicate_id=duplicate)


class TestReadmission:
    def test_a_discharged_patient_is_back_from_tomorrow_on(self) -> None:
        given(PATIENT, [ENROLLED, DISCHARGED]).when(readmit()).then([BACK])

    def test_a_discharge_to_come_is_called_off(self) -> None:
        to_come = PatientDischarged(patient_id=PATIENT_ID, last_day=TOMORROW, reason=DischargeReason.PLATEAU)
        given(PATIENT, [ENROLLED, to_come]).when(readmit(TODAY)).then(
            [PatientReadmitted(patient_id=PATIENT_ID, first_day=TODAY)]
        )

    def test_coming_back_twice_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, DISCHARGED, BACK]).when(readmit(TOMORROW)).then_nothing()

    def test_whoever_is_in_care_cannot_come_back(self) -> None:
        given(PATIENT, [ENROLLED]).when(readmit()).then_rejected("not_discharged")

    def test_nobody_comes_back_in_the_past(self) -> None:
        given(PATIENT, [ENROLLED, DISCHARGED]).when(readmit(TODAY - timedelta(days=1))).then_rejected("in_the_past")


class TestTransfer:
    def test_a_patient_moves_to_a_clinic_and_its_therapist(self) -> None:
        seen: dict[UUID, list[Event]] = {ELSEWHERE: [HILLS], OTHER_THERAPIST_ID: [OF_THE_HILLS]}
        given(PATIENT, [ENROLLED]).seeing(seen).when(transfer()).then([MOVED])
        given(PATIENT, [ENROLLED, MOVED]).seeing(seen).when(transfer()).then_nothing()

    def test_the_therapist_works_there(self) -> None:
        elsewhere = StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.THERAPIST, clinics=(CLINIC_ID,))
        seen: dict[UUID, list[Event]] = {ELSEWHERE: [HILLS], OTHER_THERAPIST_ID: [elsewhere]}
        given(PATIENT, [ENROLLED]).seeing(seen).when(transfer()).then_rejected("works_elsewhere")

    def test_the_therapist_is_still_there(self) -> None:
        gone: list[Event] = [OF_THE_HILLS, StaffRemoved(staff_id=OTHER_THERAPIST_ID)]
        seen: dict[UUID, list[Event]] = {ELSEWHERE: [HILLS], OTHER_THERAPIST_ID: gone}
        given(PATIENT, [ENROLLED]).seeing(seen).when(transfer()).then_rejected("unknown_staff")

    def test_the_clinic_exists(self) -> None:
        given(PATIENT, [ENROLLED]).when(transfer(therapist_id=None)).then_rejected("unknown_clinic")


class TestMerging:
    def test_the_kept_one_names_the_duplicate_once(self) -> None:
        seen = {GREATER: [enrolled(GREATER)]}
        given(PATIENT, [enrolled(LESSER)]).seeing(seen).when(merge(LESSER, GREATER)).then([found(LESSER, GREATER)])
        history = [enrolled(LESSER), found(LESSER, GREATER)]
        given(PATIENT, history).seeing(seen).when(merge(LESSER, GREATER)).then_nothing()

    def test_nobody_is_their_own_duplicate(self) -> None:
        seen = {LESSER: [enrolled(LESSER)]}
        given(PATIENT, [enrolled(LESSER)]).seeing(seen).when(merge(LESSER, LESSER)).then_rejected("same_patient")

    def test_the_duplicate_exists(self) -> None:
        given(PATIENT, [enrolled(LESSER)]).when(merge(LESSER, GREATER)).then_rejected("unknown_patient")

    def test_who_keeps_others_is_merged_into_nobody(self) -> None:
        keeper = [enrolled(GREATER), found(GREATER, THIRD)]
        given(PATIENT, [enrolled(LESSER)]).seeing({GREATER: keeper}).when(merge(LESSER, GREATER)).then_rejected(
            "keeps_another"
        )
        named_it = {LESSER: [enrolled(LESSER), found(LESSER, GREATER)]}
        given(PATIENT, keeper).seeing(named_it).when(end(GREATER, LESSER)).then_rejected("keeps_another")

    def test_the_duplicate_ends_in_the_one_that_named_it(self) -> None:
        seen = {LESSER: [enrolled(LESSER), found(LESSER, GREATER)]}
        merged = PatientMerged(patient_id=GREATER, into=LESSER)
        given(PATIENT, [enrolled(GREATER)]).seeing(seen).when(end(GREATER, LESSER)).then([merged])
        given(PATIENT, [enrolled(GREATER), merged]).seeing(seen).when(end(GREATER, LESSER)).then_nothing()

    def test_nobody_ends_who_was_not_named(self) -> None:
        seen = {LESSER: [enrolled(LESSER)]}
        given(PATIENT, [enrolled(GREATER)]).seeing(seen).when(end(GREATER, LESSER)).then_rejected("unknown_patient")

    def test_of_two_that_named_each_other_the_lesser_is_kept(self) -> None:
        lesser, greater = [enrolled(LESSER), found(LESSER, GREATER)], [enrolled(GREATER), found(GREATER, LESSER)]
        given(PATIENT, greater).seeing({LESSER: lesser}).when(end(GREATER, LESSER)).then(
            [PatientMerged(patient_id=GREATER, into=LESSER)]
        )
        given(PATIENT, lesser).seeing({GREATER: greater}).when(end(LESSER, GREATER)).then_rejected("keeps_another")

    def test_of_a_duplicate_nothing_more_is_decided(self) -> None:
        over = [enrolled(GREATER), PatientMerged(patient_id=GREATER, into=LESSER)]
        zone = SetPatientZone(command_id=WISH_ID, at=NOON, patient_id=GREATER, zone="Europe/Paris", since=NOON)
        given(PATIENT, over).when(zone).then_rejected("merged")
        given(PATIENT, over).seeing({THIRD: [enrolled(THIRD)]}).when(merge(GREATER, THIRD)).then_rejected("merged")


def test_what_is_reported_after_a_transfer_belongs_to_the_new_clinic() -> None:
    assert fold(PATIENT, [ENROLLED, MOVED]).clinic_id == ELSEWHERE
