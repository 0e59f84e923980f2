"""Enrolling a patient, and everything later decided about the patient."""

from collections.abc import Mapping, Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.decider import known_clinic
from domain.clinic.events import Policy
from domain.clinic.thresholds import check_policy
from domain.decider import Decider, Need, Seen, clock_shift
from domain.patient.commands import (
    AssignTherapist,
    ClearRedFlag,
    DischargePatient,
    EnrolPatient,
    PatientCommand,
    RecordConsent,
    ReportRedFlag,
    SetContactPreferences,
    SetPatientPolicy,
    SetPatientZone,
    WithdrawConsent,
)
from domain.patient.events import (
    EVENTS,
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    PatientDischarged,
    PatientEnrolled,
    PatientEvent,
    PatientPolicySet,
    PatientZoneSet,
    Purpose,
    RedFlagCleared,
    RedFlagReported,
    RedFlagSign,
    TherapistAssigned,
)
from domain.patient.hold import DAY, Holds, begun, cleared
from domain.rejections import only_once, refused
from domain.staff.member import known_staff
from domain.zones import FIRST_INSTANT, ZoneChange, known_zone, local_date, shifted, with_change


class Patient(Struct, frozen=True):
    enrolled: PatientEnrolled | None = None
    zones: tuple[ZoneChange, ...] = ()
    contact: ContactPreferencesSet | None = None
    consents: Mapping[Purpose, str] = {}  # the version of the text that was agreed to
    therapist_id: UUID | None = None
    discharge: PatientDischarged | None = None
    holds: Holds = ()
    red_flags: tuple[UUID, ...] = ()  # all that were reported, the newest last
    own_policy: PatientPolicySet | None = None

    @property
    def clinic_id(self) -> UUID | None:
        """Where the patient is treated; None before the enrolment."""
        return self.enrolled.clinic_id if self.enrolled else None


def known_patient(seen: Seen, patient_id: UUID) -> Patient:
    """The patient, as another stream's decision sees them. Refuses one who was never enrolled."""
    patient: Patient = seen[patient_id]
    _enrolment(patient)
    return patient


def clinic_of(seen: Seen, patient_id: UUID) -> UUID:
    """The clinic of a patient. Refuses a patient who was never enrolled."""
    return _enrolment(seen[patient_id]).clinic_id


def _enrolment(patient: object) -> PatientEnrolled:
    # of another kind where a wish names one id twice, as patient and as something else
    if not isinstance(patient, Patient) or patient.enrolled is None:
        raise refused("unknown_patient")
    return patient.enrolled


def decide(command: PatientCommand, patient: Patient, seen: Seen) -> Sequence[PatientEvent]:
    if not isinstance(command, EnrolPatient):
        _enrolment(patient)
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
        case _:
            assert_never(command)


def enrol(command: EnrolPatient, patient: Patient, seen: Seen) -> Sequence[PatientEnrolled]:
    known_clinic(seen, command.clinic_id)
    if command.therapist_id is not None:
        known_staff(seen, command.therapist_id)
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


def set_contact_preferences(command: SetContactPreferences, patient: Patient) -> Sequence[ContactPreferencesSet]:
    wanted = ContactPreferencesSet(
        patient_id=command.patient_id,
        channels=command.channels,
        language=command.language,
        private=command.private,
    )
    return [] if wanted == patient.contact else [wanted]


def record_consent(command: RecordConsent, patient: Patient) -> Sequence[ConsentRecorded]:
    if patient.consents.get(command.purpose) == command.text_version:
        return []
    return [ConsentRecorded(patient_id=command.patient_id, purpose=command.purpose, text_version=command.text_version)]


def withdraw_consent(command: WithdrawConsent, patient: Patient) -> Sequence[ConsentWithdrawn]:
    if command.purpose not in patient.consents:
        return []
    return [ConsentWithdrawn(patient_id=command.patient_id, purpose=command.purpose)]


def assign_therapist(command: AssignTherapist, patient: Patient, seen: Seen) -> Sequence[TherapistAssigned]:
    known_staff(seen, command.therapist_id)
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
            clinic_id=_enrolment(patient).clinic_id,
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


def evolve(patient: Patient, event: PatientEvent) -> Patient:
    match event:
        case PatientEnrolled():
            zones = with_change(patient.zones, FIRST_INSTANT, event.zone)
            return replace(patient, enrolled=event, zones=zones, therapist_id=event.therapist_id)
        case PatientZoneSet():
            return replace(patient, zones=with_change(patient.zones, event.since, event.zone))
        case ContactPreferencesSet():
            return replace(patient, contact=event)
        case ConsentRecorded():
            return replace(patient, consents={**patient.consents, event.purpose: event.text_version})
        case ConsentWithdrawn():
            kept = {purpose: text for purpose, text in patient.consents.items() if purpose != event.purpose}
            return replace(patient, consents=kept)
        case TherapistAssigned():
            return replace(patient, therapist_id=event.therapist_id)
        case PatientDischarged():
            return replace(patient, discharge=event)
        case RedFlagReported():
            holds = begun(patient.holds, event.first_day)
            return replace(patient, holds=holds, red_flags=(*patient.red_flags, event.red_flag_id))
        case RedFlagCleared():
            return replace(patient, holds=cleared(patient.holds, event.first_day))
        case PatientPolicySet():
            return replace(patient, own_policy=event)
        case _:
            assert_never(event)


def needs(command: PatientCommand) -> Sequence[Need]:
    match command:
        case EnrolPatient(clinic_id=clinic_id, therapist_id=None):
            return [Need("clinic", clinic_id)]
        case EnrolPatient(clinic_id=clinic_id, therapist_id=UUID() as therapist_id):
            return [Need("clinic", clinic_id), Need("staff", therapist_id)]
        case AssignTherapist(therapist_id=therapist_id):
            return [Need("staff", therapist_id)]
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
    ),
    events=EVENTS,
    stream=lambda command: command.patient_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({EnrolPatient}),
)
