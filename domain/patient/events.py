"""What happens to a patient, apart from what they do and feel. Names and contacts are in the vault."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.clinic.events import Policy
from domain.decider import Event
from domain.values import Instant, Language, ZoneName


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    IN_APP = "in_app"


class Purpose(StrEnum):
    """What a consent is for."""

    TREATMENT = "treatment"
    REMINDERS = "reminders"
    SHARING = "sharing"


class DischargeReason(StrEnum):
    GOALS_MET = "goals_met"
    PLATEAU = "plateau"
    PATIENT_WISH = "patient_wish"
    MOVED_AWAY = "moved_away"
    REFERRED = "referred"
    OTHER = "other"


class PatientEnrolled(Event):
    patient_id: UUID
    clinic_id: UUID
    zone: ZoneName
    language: Language = "en"
    therapist_id: UUID | None = None
    private: str | None = None  # keyed digest of the vault's item of this event: names, contacts


class PatientZoneSet(Event):
    patient_id: UUID
    zone: ZoneName
    since: Instant  # when the patient's clocks changed


class ContactPreferencesSet(Event):
    patient_id: UUID
    channels: tuple[Channel, ...]
    language: Language
    private: str | None = None


class ConsentRecorded(Event):
    patient_id: UUID
    purpose: Purpose
    text_version: str


class ConsentWithdrawn(Event):
    patient_id: UUID
    purpose: Purpose


class TherapistAssigned(Event):
    patient_id: UUID
    therapist_id: UUID


class PatientPolicySet(Event):
    """The patient's own thresholds, in force up to the end of the patient's date `until`; without one for good."""

    patient_id: UUID
    policy: Policy
    version: int  # 1 for the first of the patient, then one more each time
    until: date | None = None


class PatientDischarged(Event):
    patient_id: UUID
    last_day: date  # the last day that still expects
    reason: DischargeReason


PatientEvent = (
    PatientEnrolled
    | PatientZoneSet
    | ContactPreferencesSet
    | ConsentRecorded
    | ConsentWithdrawn
    | TherapistAssigned
    | PatientDischarged
    | PatientPolicySet
)

EVENTS: dict[str, type[Event]] = {
    "patient.enrolled": PatientEnrolled,
    "patient.zone_set": PatientZoneSet,
    "patient.contact_preferences_set": ContactPreferencesSet,
    "patient.consent_recorded": ConsentRecorded,
    "patient.consent_withdrawn": ConsentWithdrawn,
    "patient.therapist_assigned": TherapistAssigned,
    "patient.discharged": PatientDischarged,
    "patient.policy_set": PatientPolicySet,
}
