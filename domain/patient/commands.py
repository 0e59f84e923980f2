"""What can be wished for a patient, apart from what they do and feel."""

from datetime import date
from uuid import UUID

from domain.clinic.events import Policy
from domain.decider import Command, Report
from domain.patient.events import Channel, DischargeReason, Purpose, Signs
from domain.values import Instant, Language, ShortText, ZoneName


class EnrolPatient(Command):
    patient_id: UUID
    clinic_id: UUID
    zone: ZoneName
    language: Language = "en"
    therapist_id: UUID | None = None
    private: str | None = None


class SetPatientZone(Command):
    patient_id: UUID
    zone: ZoneName
    since: Instant


class SetContactPreferences(Command):
    patient_id: UUID
    channels: tuple[Channel, ...]
    language: Language = "en"
    private: str | None = None


class RecordConsent(Command):
    patient_id: UUID
    purpose: Purpose
    text_version: ShortText


class WithdrawConsent(Command):
    patient_id: UUID
    purpose: Purpose


class AssignTherapist(Command):
    patient_id: UUID
    therapist_id: UUID


class DischargePatient(Command):
    patient_id: UUID
    reason: DischargeReason
    last_day: date | None = None  # today in the patient's zone where it is not given


class ReportRedFlag(Report):
    """The red flag's id is the command's id. It is never refused for what is prescribed, decided or over."""

    signs: Signs
    private: str | None = None


class ClearRedFlag(Command):
    patient_id: UUID
    first_day: date | None = None  # the first that expects again: tomorrow in the patient's zone where it is not given


class SetPatientPolicy(Command):
    """Takes the place of the patient's policy as a whole; an empty one ends it."""

    patient_id: UUID
    policy: Policy
    until: date | None = None  # the last date on which it is in force


PatientCommand = (
    EnrolPatient
    | SetPatientZone
    | SetContactPreferences
    | RecordConsent
    | WithdrawConsent
    | AssignTherapist
    | DischargePatient
    | ReportRedFlag
    | ClearRedFlag
    | SetPatientPolicy
)
