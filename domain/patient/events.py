"""What happens to a patient, apart from what they do and feel. Names and contacts are in the vault."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from domain.clinic.events import Policy
from domain.decider import Event
from domain.values import Instant, Language, Provenance, WallTime, ZoneName


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


class ErasureReason(StrEnum):
    PATIENT_WISH = "patient_wish"
    RETENTION_OVER = "retention_over"
    ENTERED_IN_ERROR = "entered_in_error"  # nobody was treated under it
    ORDERED = "ordered"  # by a court or an authority
    ERASED_BEFORE = "erased_before"  # a backup brought the record back


class RestrictionReason(StrEnum):
    PATIENT_WISH = "patient_wish"
    DISPUTED = "disputed"  # until it is known who is right
    MUST_BE_KEPT = "must_be_kept"  # an erasure was wished for, and the law keeps the record
    RETENTION_OVER = "retention_over"  # nobody needs it any more: it is erased after a last pause


class PatientRestricted(Event):
    """The record is kept and nothing else: read by owner and admins alone, no reminders, alerts of red flags only."""

    patient_id: UUID
    clinic_id: UUID
    reason: RestrictionReason


class PatientRestrictionLifted(Event):
    patient_id: UUID
    clinic_id: UUID


class PatientErased(Event):
    """The last of the stream. What is left of the patient are facts that nobody can tie to a person."""

    patient_id: UUID
    clinic_id: UUID
    reason: ErasureReason


class PatientReadmitted(Event):
    """The discharge is over; what runs expects again from `first_day` on."""

    patient_id: UUID
    first_day: date


class PatientTransferred(Event):
    """Treated at another clinic of the organisation, by its therapist; nobody's where none is named."""

    patient_id: UUID
    clinic_id: UUID
    therapist_id: UUID | None = None


class DuplicateNamed(Event):
    """Another patient was found to be this person enrolled twice. This one is kept; the other is ended for it."""

    patient_id: UUID
    duplicate_id: UUID


class PatientMerged(Event):
    """The end of a duplicate: what was reported of it is told of the one that is kept."""

    patient_id: UUID
    into: UUID


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


class Bearer(StrEnum):
    """Who comes in by a way of their own."""

    PATIENT = "patient"
    CARER = "carer"  # who logs for the patient


class PatientAccessGiven(Event):
    """The patient, or a carer, may come in by a code of their own, until an instant."""

    patient_id: UUID
    access_id: UUID
    bearer: Bearer
    ends_at: Instant
    private: str | None = None  # keyed digest of the vault's item of this event: what the carer is called


class PatientCodeRenewed(Event):
    """Another code in place of the one before; devices that are in stay in."""

    patient_id: UUID
    access_id: UUID
    code_id: UUID  # of the code; the first one of a way in has the id of that


class PatientAccessEnded(Event):
    patient_id: UUID
    access_id: UUID


class PatientQuietHoursSet(Event):
    """When the patient wants to hear nothing, by her own clocks; it only adds to what holds there. None: no wish."""

    patient_id: UUID
    quiet_from: WallTime | None = None
    quiet_until: WallTime | None = None


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
    | PatientRestricted
    | PatientRestrictionLifted
    | PatientErased
    | PatientReadmitted
    | PatientTransferred
    | DuplicateNamed
    | PatientMerged
    | PatientAccessGiven
    | PatientCodeRenewed
    | PatientAccessEnded
    | PatientQuietHoursSet
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
    "patient.restricted": PatientRestricted,
    "patient.restriction_lifted": PatientRestrictionLifted,
    "patient.erased": PatientErased,
    "patient.readmitted": PatientReadmitted,
    "patient.transferred": PatientTransferred,
    "patient.duplicate_named": DuplicateNamed,
    "patient.merged": PatientMerged,
    "patient.access_given": PatientAccessGiven,
    "patient.access_code_renewed": PatientCodeRenewed,
    "patient.access_ended": PatientAccessEnded,
    "patient.quiet_hours_set": PatientQuietHoursSet,
}
