"""What happens to one report of a symptom: pain, soreness, stiffness and the others."""

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType, field

from domain.decider import Event
from domain.values import BodyRegion, Instant, Level, Provenance, Side, SymptomKind, Timing, ZoneName


class SymptomReported(Event):
    """When it was felt is the event's `occurred_at`; the report's id is the event's."""

    patient_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where the patient was when it arrived
    kind: SymptomKind
    level: Level
    region: BodyRegion
    provenance: Provenance
    side: Side = Side.NONE
    timing: Timing = Timing.AT_REST
    session_id: UUID | None = None
    exercise_id: UUID | None = None
    private: str | None = None  # keyed digest of the vault's item of this event: the patient's words
    clock_shift: int = field(name="_clock_shift", default=0)  # seconds to add to the sender's times


class SymptomCorrected(Event):
    """The fields given replace; of several corrections the one made latest by its own claim, then by event id."""

    corrects: ClassVar[str] = "symptom_id"

    patient_id: UUID
    symptom_id: UUID
    moved_to: Instant | UnsetType = UNSET
    moved_zone: ZoneName | UnsetType = UNSET
    kind: SymptomKind | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    region: BodyRegion | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    timing: Timing | UnsetType = UNSET
    session_id: UUID | UnsetType | None = UNSET
    exercise_id: UUID | UnsetType | None = UNSET
    clock_shift: int = field(name="_clock_shift", default=0)


class SymptomRetracted(Event):
    """It was never felt. Final."""

    corrects: ClassVar[str] = "symptom_id"

    patient_id: UUID
    symptom_id: UUID


SymptomEvent = SymptomReported | SymptomCorrected | SymptomRetracted

EVENTS: dict[str, type[Event]] = {
    "symptom.reported": SymptomReported,
    "symptom.corrected": SymptomCorrected,
    "symptom.retracted": SymptomRetracted,
}
