"""What can be wished for a patient, apart from what they do and feel."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.clinic.events import Policy
from domain.decider import Command, Report
from domain.patient.events import Bearer, Channel, DischargeReason, ErasureReason, Purpose, RestrictionReason, Signs
from domain.values import Instant, Language, ShortText, WallTime, ZoneName


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


class RestrictPatient(Command):
    patient_id: UUID
    reason: RestrictionReason


class LiftRestriction(Command):
    patient_id: UUID


class ErasePatient(Command):
    """There is no way back. The clinic is named beside the patient, so that a wrong id alone erases nobody."""

    patient_id: UUID
    clinic_id: UUID
    organisation_id: UUID  # whose retention holds
    reason: ErasureReason


class ReadmitPatient(Command):
    patient_id: UUID
    first_day: date | None = None  # the first that expects again: tomorrow in the patient's zone where it is not given


class TransferPatient(Command):
    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None = None


class MergePatients(Command):
    """`patient_id` is kept; `duplicate_id` is the same person enrolled a second time. There is no way back."""

    patient_id: UUID
    duplicate_id: UUID


class EndDuplicate(Command):
    """The second half of a merge, on the duplicate's own stream."""

    patient_id: UUID
    into: UUID


class GivePatientAccess(Command):
    """A way in of her own for the patient, or for a carer who logs for her."""

    patient_id: UUID
    access_id: UUID
    bearer: Bearer = Bearer.PATIENT
    days: Annotated[int, Meta(ge=1, le=365, description="How long it stands.")] = 180
    private: str | None = None


class RenewPatientCode(Command):
    """Another code for a way in that stands. The one before opens nothing from then on."""

    patient_id: UUID
    access_id: UUID
    code_id: UUID


class EndPatientAccess(Command):
    """At once, on every device."""

    patient_id: UUID
    access_id: UUID


class SetQuietHours(Command):
    """Takes the place of both; one that is not given is as for everybody at the clinic."""

    patient_id: UUID
    quiet_from: WallTime | None = None
    quiet_until: WallTime | None = None


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
    | RestrictPatient
    | LiftRestriction
    | ErasePatient
    | ReadmitPatient
    | TransferPatient
    | MergePatients
    | EndDuplicate
    | GivePatientAccess
    | RenewPatientCode
    | EndPatientAccess
    | SetQuietHours
)
