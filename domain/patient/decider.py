"""Enrolling a patient, and everything later decided about the patient."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from domain.clinic.decider import known_clinic
from domain.clinic.events import Policy
from domain.clinic.thresholds import check_policy
from domain.decider import Decider, Need, Seen, clock_shift
from domain.patient.access import end_access, give_access, renew_code
from domain.patient.commands import (
    AssignTherapist,
    ClearRedFlag,
    DischargePatient,
    EndDuplicate,
    EndPatientAccess,
    EnrolPatient,
    ErasePatient,
    GivePatientAccess,
    LiftRestriction,
    MergePatients,
    PatientCommand,
    ReadmitPatient,
    RecordConsent,
    RenewPatientCode,
    ReportRedFlag,
    RestrictPatient,
    SetContactPreferences,
    SetPatientPolicy,
    SetPatientZone,
    SetQuietHours,
    TransferPatient,
    WithdrawConsent,
)
from domain.patient.events import (
    EVENTS,
    ConsentRecorded,
    ConsentWithdrawn,
    PatientDischarged,
    PatientEnrolled,
    PatientEvent,
    PatientPolicySet,
    PatientZoneSet,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
    TherapistAssigned,
)
from domain.patient.hold import DAY, cleared
from domain.patient.keeping import erase, lift_restriction, restrict
from domain.patient.moves import end_duplicate, name_duplicate, readmit, transfer
from domain.patient.preferences import set_contact_preferences, set_quiet_hours
from domain.patient.state import Patient, enrolled, evolve
from domain.rejections import only_once, refused
from domain.staff.member import known_staff_at
from domain.zones import ZoneChange, known_zone, local_date, shifted

OF_DUPLICATES = (ReportRedFlag, EndDuplicate, ErasePatient, RestrictPatient, LiftRestriction)
"""What may still be said of one who was merged: the record is there until it is erased."""


def decide(command: PatientCommand, patient: Patient, seen: Seen) -> Sequence[PatientEvent]:
    if isinstance(command, ErasePatient) and patient.erased:
        return []
    if not isinstance(command, EnrolPatient):
        enrolled(patient)
    if patient.merged_into is not None and not isinstance(command, OF_DUPLICATES):
        raise refused("merged")
    match command:
        case EnrolPatient():
            return enrol(command, patient, seen)
        case SetPatientZone():
            return set_zone(command, patient)
        case SetContactPreferences():
            return set_contact_preferences(command, patient)
        case RecordConsent():
            return record_consent(command, patient)
        case WithdrawConsent():
            return withdraw_consent(command, patient)
        case AssignTherapist():
            return assign_therapist(command, patient, seen)
        case DischargePatient():
            return discharge(command, patient)
        case ReportRedFlag():
            return report_red_flag(command, patient)
        case ClearRedFlag():
            return clear_red_flag(command, patient)
        case SetPatientPolicy():
            return set_policy(command, patient)
        case RestrictPatient():
            return restrict(command, enrolled(patient), patient.restricted)
        case LiftRestriction():
            return lift_restriction(command, enrolled(patient), patient.restricted)
        case ErasePatient():
            if command.clinic_id != patient.clinic_id:
                raise refused("unknown_clinic")
            return erase(command, patient.discharge, local_date(patient.zones, command.at), seen)
        case ReadmitPatient():
            return readmit(command, patient)
        case TransferPatient():
            return transfer(command, patient, seen)
        case MergePatients():
            return name_duplicate(command, patient, seen)
        case EndDuplicate():
            return end_duplicate(command, patient, seen)
        case GivePatientAccess():
            return give_access(command, patient.accesses)
        case RenewPatientCode():
            return renew_code(command, patient.accesses)
        case EndPatientAccess():
            return end_access(command, patient.accesses)
        case SetQuietHours():
            return set_quiet_hours(command, patient)
        case _:
            assert_never(command)


def enrol(command: EnrolPatient, patient: Patient, seen: Seen) -> Sequence[PatientEnrolled]:
    known_clinic(seen, command.clinic_id)
    if patient.erased:
        raise refused("already_enrolled")
    if command.therapist_id is not None:
        known_staff_at(seen, command.therapist_id, command.clinic_id)
    if not known_zone(command.zone):
        raise refused("unknown_zone")
    wanted = PatientEnrolled(
        patient_id=command.patient_id,
        clinic_id=command.clinic_id,
        zone=command.zone,
        language=command.language,
        therapist_id=command.therapist_id,
        private=command.private,
    )
    return only_once(patient.enrolled, wanted, "already_enrolled")


def set_zone(command: SetPatientZone, patient: Patient) -> Sequence[PatientZoneSet]:
    if not known_zone(command.zone):
        raise refused("unknown_zone")
    since = shifted(command.since, 0)
    if ZoneChange(since, command.zone) in patient.zones:
        return []
    return [PatientZoneSet(patient_id=command.patient_id, zone=command.zone, since=since)]


def record_consent(command: RecordConsent, patient: Patient) -> Sequence[ConsentRecorded]:
    if patient.consents.get(command.purpose) == command.text_version:
        return []
    return [ConsentRecorded(patient_id=command.patient_id, purpose=command.purpose, text_version=command.text_version)]


def withdraw_consent(command: WithdrawConsent, patient: Patient) -> Sequence[ConsentWithdrawn]:
    if command.purpose not in patient.consents:
        return []
    return [ConsentWithdrawn(patient_id=command.patient_id, purpose=command.purpose)]


def assign_therapist(command: AssignTherapist, patient: Patient, seen: Seen) -> Sequence[TherapistAssigned]:
    known_staff_at(seen, command.therapist_id, enrolled(patient))
    if patient.therapist_id == command.therapist_id:
        return []
    return [TherapistAssigned(patient_id=command.patient_id, therapist_id=command.therapist_id)]


def discharge(command: DischargePatient, patient: Patient) -> Sequence[PatientDischarged]:
    """A discharge may be moved or given another reason until its last day is over."""
    today = local_date(patient.zones, command.at)
    there = patient.discharge
    last_day = command.last_day or (there.last_day if there else today)
    wanted = PatientDischarged(patient_id=command.patient_id, last_day=last_day, reason=command.reason)
    if wanted == there:
        return []
    if there and there.last_day < today:
        raise refused("discharged")
    if last_day < today:
        raise refused("in_the_past")
    return [wanted]


def report_red_flag(command: ReportRedFlag, patient: Patient) -> Sequence[RedFlagReported]:
    """Kept whatever else holds of the patient: paused, discharged and held already ones too."""
    if command.command_id in patient.red_flags:
        return []
    return [
        RedFlagReported(
            patient_id=command.patient_id,
            clinic_id=enrolled(patient),
            red_flag_id=command.command_id,
            signs=tuple(sign for sign in RedFlagSign if sign in command.signs),
            provenance=command.provenance,
            first_day=local_date(patient.zones, command.at),
            private=command.private,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def clear_red_flag(command: ClearRedFlag, patient: Patient) -> Sequence[RedFlagCleared]:
    """A hold may be cleared for an earlier day than was said before; where nothing is held longer there is nothing to
    clear."""
    today = local_date(patient.zones, command.at)
    first_day = command.first_day or today + DAY
    if first_day < today:
        raise refused("in_the_past")
    if cleared(patient.holds, first_day) == patient.holds:
        return []
    return [RedFlagCleared(patient_id=command.patient_id, first_day=first_day)]


def set_policy(command: SetPatientPolicy, patient: Patient) -> Sequence[PatientPolicySet]:
    """An empty policy sets nothing where none was set before."""
    check_policy(command.policy)
    if command.until is not None and command.until < local_date(patient.zones, command.at):
        raise refused("in_the_past")
    there = patient.own_policy
    if (command.policy, command.until) == ((there.policy, there.until) if there else (Policy(), None)):
        return []
    version = there.version + 1 if there else 1
    return [
        PatientPolicySet(patient_id=command.patient_id, policy=command.policy, version=version, until=command.until)
    ]


def needs(command: PatientCommand) -> Sequence[Need]:
    match command:
        case EnrolPatient(clinic_id=clinic_id, therapist_id=None):
            return [Need("clinic", clinic_id)]
        case EnrolPatient(clinic_id=clinic_id, therapist_id=UUID() as therapist_id):
            return [Need("clinic", clinic_id), Need("staff", therapist_id)]
        case AssignTherapist(therapist_id=therapist_id):
            return [Need("staff", therapist_id)]
        case ErasePatient(clinic_id=clinic_id, organisation_id=organisation_id):
            return [Need("clinic", clinic_id), Need("organisation", organisation_id)]
        case TransferPatient(clinic_id=clinic_id, therapist_id=therapist_id):
            return [Need("clinic", clinic_id), *([Need("staff", therapist_id)] if therapist_id else [])]
        case MergePatients(duplicate_id=duplicate_id):
            return [Need("patient", duplicate_id)]
        case EndDuplicate(into=into):
            return [Need("patient", into)]
        case _:
            return []


PATIENT = Decider(
    kind="patient",
    empty=Patient(),
    commands=(
        EnrolPatient,
        SetPatientZone,
        SetContactPreferences,
        RecordConsent,
        WithdrawConsent,
        AssignTherapist,
        DischargePatient,
        ReportRedFlag,
        ClearRedFlag,
        SetPatientPolicy,
        RestrictPatient,
        LiftRestriction,
        ErasePatient,
        ReadmitPatient,
        TransferPatient,
        MergePatients,
        EndDuplicate,
        GivePatientAccess,
        RenewPatientCode,
        EndPatientAccess,
        SetQuietHours,
    ),
    events=EVENTS,
    stream=lambda command: command.patient_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({EnrolPatient}),
)
