"""What happens to a patient, apart from what they do and feel. Names and contacts are in the vault."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from domain.clinic.events import Policy
from domain.decider import Event
from domain.values import Instant, Language, Provenance, ZoneName


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


class RedFlagSign(StrEnum):
    """What no program and no app may go on with: somebody has to look at once (Finucane 2020, and product.md)."""

    SADDLE_NUMBNESS = "saddle_numbness"
    NEW_BLADDER_OR_BOWEL_TROUBLE = "new_bladder_or_bowel_trouble"
    WEAKNESS_IN_BOTH_LEGS = "weakness_in_both_legs"
    CHEST_PAIN = "chest_pain"
    BREATHLESSNESS = "breathlessness"
    HOT_SWOLLEN_CALF = "hot_swollen_calf"
    FEVER_WITH_A_WOUND = "fever_with_a_wound"
    FALL_WITH_INJURY = "fall_with_injury"


Signs = Annotated[tuple[RedFlagSign, ...], Meta(min_length=1, max_length=len(RedFlagSign))]


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


class RedFlagReported(Event):
    """It is the hold: from `first_day` on nothing is expected of the patient and nothing counts, until it is cleared.

    When it was felt is the event's `occurred_at`.
    """

    patient_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where the patient was when it arrived
    red_flag_id: UUID  # the event's own
    signs: Signs  # each once, in the order of the list
    provenance: Provenance
    first_day: date = field(name="_first_day")  # the patient's local date on which it was recorded
    private: str | None = None  # keyed digest of the vault's item of this event: the patient's words
    clock_shift: int = field(name="_clock_shift", default=0)


class RedFlagCleared(Event):
    """Staff have looked, and the programs go on. It ends whatever hold there is."""

    patient_id: UUID
    first_day: date  # the first day that expects again


PatientEvent = (
    PatientEnrolled
    | PatientZoneSet
    | ContactPreferencesSet
    | ConsentRecorded
    | ConsentWithdrawn
    | TherapistAssigned
    | PatientDischarged
    | RedFlagReported
    | RedFlagCleared
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
    "patient.red_flag_reported": RedFlagReported,
    "patient.red_flag_cleared": RedFlagCleared,
    "patient.policy_set": PatientPolicySet,
}
