"""A patient who moves: back into care, to another clinic, or into the one patient that they are."""

from collections.abc import Sequence

from domain.clinic.decider import known_clinic
from domain.decider import Seen
from domain.patient.commands import EndDuplicate, MergePatients, ReadmitPatient, TransferPatient
from domain.patient.events import DuplicateNamed, PatientMerged, PatientReadmitted, PatientTransferred
from domain.patient.hold import DAY
from domain.patient.state import Patient, known_patient
from domain.rejections import refused
from domain.staff.member import known_staff_at
from domain.zones import local_date


def readmit(command: ReadmitPatient, patient: Patient) -> Sequence[PatientReadmitted]:
    """Ends a discharge, also one whose last day is still to come."""
    today = local_date(patient.zones, command.at)
    first_day = command.first_day or today + DAY
    there = patient.readmission
    if patient.discharge is None:
        if there is not None and command.first_day in (None, there.first_day):
            return []
        raise refused("not_discharged")
    if first_day < today:
        raise refused("in_the_past")
    return [PatientReadmitted(patient_id=command.patient_id, first_day=first_day)]


def transfer(command: TransferPatient, patient: Patient, seen: Seen) -> Sequence[PatientTransferred]:
    """Whoever treats at the new clinic works there."""
    known_clinic(seen, command.clinic_id)
    if command.therapist_id is not None:
        known_staff_at(seen, command.therapist_id, command.clinic_id)
    if (patient.clinic_id, patient.therapist_id) == (command.clinic_id, command.therapist_id):
        return []
    return [
        PatientTransferred(
            patient_id=command.patient_id, clinic_id=command.clinic_id, therapist_id=command.therapist_id
        )
    ]


def name_duplicate(command: MergePatients, patient: Patient, seen: Seen) -> Sequence[DuplicateNamed]:
    """The kept one says so first. What is said of the duplicate here may be old; its own stream has the last word."""
    if command.duplicate_id == command.patient_id:
        raise refused("same_patient")
    duplicate = known_patient(seen, command.duplicate_id)
    if command.duplicate_id in patient.duplicates:
        return []
    if duplicate.merged_into is not None:
        raise refused("merged")
    if duplicate.duplicates:
        raise refused("keeps_another")
    return [DuplicateNamed(patient_id=command.patient_id, duplicate_id=command.duplicate_id)]


def end_duplicate(command: EndDuplicate, patient: Patient, seen: Seen) -> Sequence[PatientMerged]:
    """Only into one that has named it, and nobody who keeps others: so whoever is kept is never ended, and no merges
    go round in a circle, whichever of them are wished for at once. Of two that named each other the lesser id is kept.
    """
    kept = known_patient(seen, command.into)
    if patient.merged_into is not None:
        if patient.merged_into == command.into:
            return []
        raise refused("merged")
    if command.patient_id not in kept.duplicates:
        raise refused("unknown_patient")
    mutual = command.into in patient.duplicates
    if patient.duplicates - {command.into} or (mutual and command.into > command.patient_id):
        raise refused("keeps_another")
    return [PatientMerged(patient_id=command.patient_id, into=command.into)]
