"""What a partner's event says, one form for each type. Ratings are given in points, 0 to 10 with one decimal."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.patient.events import Signs
from domain.score.instruments import InstrumentName, ScoreValue
from domain.session.events import Entries, Seconds
from domain.values import (
    BarrierReason,
    BodyRegion,
    Deficit,
    Dose,
    Instant,
    Language,
    Level,
    LongText,
    Provenance,
    Schedule,
    ShortText,
    Side,
    SymptomKind,
    Timing,
    ZoneName,
)
from domain.visit.events import VisitKind
from domain.visit.measures import Measures
from services.http.cloud_events import ExternalId

SenderZone = Annotated[ZoneName | None, Meta(description="Where the sender's clock stood; shown, never used.")]


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every report may carry beside what was done or felt."""

    zone: SenderZone = None
    provenance: Provenance = Provenance.PATIENT
    note: Annotated[LongText | None, Meta(description="The patient's own words; sealed, and in no event.")] = None


class SessionLoggedData(Said, frozen=True, kw_only=True):
    """One bout of exercise; when it was is the event's `time`."""

    entries: Entries = ()
    in_clinic: Annotated[bool, Meta(description="Under the therapist's eyes: shown, never counted.")] = False
    duration_seconds: Seconds | None = None
    effort: Level | None = None


class SymptomReportedData(Said, frozen=True, kw_only=True):
    """One symptom at one place; when it was felt is the event's `time`. `session` is the sender's id of a session."""

    region: BodyRegion
    level: Level
    kind: SymptomKind = SymptomKind.PAIN
    side: Side = Side.NONE
    timing: Timing = Timing.AT_REST
    session: ExternalId | None = None
    session_id: UUID | None = None
    exercise_id: UUID | None = None


class BarrierReportedData(Said, frozen=True, kw_only=True):
    """Why it did not happen; without an exercise it speaks of the whole program."""

    reason: BarrierReason
    exercise_id: UUID | None = None
    side: Side = Side.NONE


class RedFlagReportedData(Said, frozen=True, kw_only=True):
    """Signs that somebody has to look at once. It holds all programs, and is answered with whom to call."""

    signs: Signs


class AboutReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names an earlier report: by the id that the same source gave it, or by ours."""

    report: ExternalId | None = None
    report_id: UUID | None = None
    provenance: Provenance = Provenance.PATIENT


class RetractedData(AboutReport, frozen=True, kw_only=True):
    """It never happened. The event's `time` is when it was taken back."""


class SessionCorrectedData(AboutReport, frozen=True, kw_only=True):
    """The fields given replace. The event's `time` is when the correction was made; `moved_to` moves the session."""

    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    entries: Entries | UnsetType = UNSET
    in_clinic: bool | UnsetType = UNSET
    duration_seconds: Seconds | UnsetType | None = UNSET
    effort: Level | UnsetType | None = UNSET


class SymptomCorrectedData(AboutReport, frozen=True, kw_only=True):
    """The fields given replace. The event's `time` is when the correction was made; `moved_to` moves the report."""

    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    kind: SymptomKind | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    region: BodyRegion | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    timing: Timing | UnsetType = UNSET
    session_id: UUID | UnsetType | None = UNSET
    exercise_id: UUID | UnsetType | None = UNSET


class MessageSentData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a patient writes to the clinic; when it was written is the event's `time`."""

    text: Annotated[LongText, Meta(description="Sealed, and in no event.")]
    provenance: Annotated[Provenance, Meta(description="Who wrote it: the patient, or a carer.")] = Provenance.PATIENT


class MessageReadData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patient has read a message and all those before it."""

    message_id: UUID


class ReminderOpenedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`time` is when the patient looked at it."""

    day: Annotated[date, Meta(description="The local date it was for.")]
    reminder_id: Annotated[UUID, Meta(description="As the ledger of the patient's reminders has it.")]


class PatientEnrolledData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A patient of a clinic. What names or reaches the person is sealed and stands in no event."""

    clinic_id: Annotated[UUID, Meta(description="The organisation tells it to its partners.")]
    zone: Annotated[ZoneName, Meta(description="Where the patient lives: it decides which date a session belongs to.")]
    language: Language = "en"
    therapist_id: Annotated[UUID | None, Meta(description="Who is written to when an alert is raised.")] = None
    name: ShortText | None = None
    email: ShortText | None = None
    phone: ShortText | None = None


class PrescribedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exercise and side of a program."""

    exercise_id: UUID
    deficit: Deficit
    dose: Dose
    schedule: Schedule
    side: Side = Side.NONE
    prescription_id: Annotated[UUID | None, Meta(description="Made from the event's id where it is not given.")] = None


class ProgramAssignedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program, in force from tomorrow in the patient's zone unless said."""

    prescriptions: Annotated[tuple[PrescribedData, ...], Meta(min_length=1, max_length=40)]
    program_id: Annotated[UUID | None, Meta(description="Made from the event's id where it is not given.")] = None
    effective: Annotated[date | None, Meta(description="Its first day; tomorrow where it is not given.")] = None
    last_day: Annotated[date | None, Meta(description="Still expected; without one it goes on.")] = None
    replaces: Annotated[UUID | None, Meta(description="The program that ends the day before this one begins.")] = None
    note: LongText | None = None


class ScoreRecordedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The score of one questionnaire; when it was filled in is the event's `time`. NDI is in points of 50."""

    instrument: InstrumentName
    value: ScoreValue
    zone: SenderZone = None
    provenance: Provenance = Provenance.PATIENT


class VisitRecordedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appointment that took place; when it was is the event's `time`."""

    visit_id: Annotated[UUID | None, Meta(description="Of one that was scheduled; else made from the event's id.")] = (
        None
    )
    kind: Annotated[VisitKind | None, Meta(description="As scheduled, or follow_up, where it is not given.")] = None
    clinic_id: Annotated[UUID | None, Meta(description="As scheduled, or the patient's, where it is not given.")] = None
    therapist_id: UUID | None = None
    measures: Measures = ()
    zone: SenderZone = None
    provenance: Provenance = Provenance.CLINICIAN
    note: Annotated[LongText | None, Meta(description="What the therapist saw; sealed, and in no event.")] = None
