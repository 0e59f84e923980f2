"""Reporting a symptom (ReportPain and its siblings), correcting the report and taking it back."""

from uuid import UUID

from msgspec import UNSET, UnsetType

from domain.decider import Report
from domain.values import BodyRegion, Instant, Level, Side, SymptomKind, Timing, ZoneName


class ReportPain(Report):
    """All symptom kinds, pain first. The report's id is the command's id."""

    region: BodyRegion
    level: Level
    kind: SymptomKind = SymptomKind.PAIN
    side: Side = Side.NONE
    timing: Timing = Timing.AT_REST
    session_id: UUID | None = None
    exercise_id: UUID | None = None
    private: str | None = None


class CorrectSymptom(Report):
    """`occurred_at` is when the correction was made, by the sender's claim."""

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


class RetractSymptom(Report):
    symptom_id: UUID
