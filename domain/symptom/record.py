"""A symptom report as it stands after its corrections, whatever the order in which they and the report arrived."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from domain.corrections import as_corrected, with_correction, with_retraction
from domain.symptom.events import SymptomCorrected, SymptomEvent, SymptomReported, SymptomRetracted
from domain.values import BodyRegion, Level, Provenance, Side, SymptomKind, Timing
from domain.zones import shifted


class Felt(Struct, frozen=True, omit_defaults=True):
    """What was felt, where and when."""

    patient_id: UUID
    clinic_id: UUID
    felt_at: datetime  # UTC, by a clock set right
    kind: SymptomKind
    level: Level
    region: BodyRegion
    side: Side
    timing: Timing
    provenance: Provenance
    zone: str | None = None  # as the sender gave it: shown, never used
    session_id: UUID | None = None
    exercise_id: UUID | None = None
    shifted_by: int = 0  # seconds that were added to the sender's times


Place = tuple[SymptomKind, BodyRegion, Side, Timing]
"""Only reports that agree in all four are compared."""


def place_of(felt: Felt) -> Place:
    """Kind, region, side and timing."""
    return felt.kind, felt.region, felt.side, felt.timing


class Symptom(Struct, frozen=True):
    """A report as it stands. Levels are in tenths of a point, times in UTC."""

    symptom_id: UUID
    felt: Felt

    @property
    def when(self) -> tuple[datetime, UUID]:
        """Its place in time: of two at one instant the greater id is the later one."""
        return self.felt.felt_at, self.symptom_id


class SymptomCorrection(Struct, frozen=True, omit_defaults=True):
    """The fields a correction gives (domain.corrections)."""

    made_at: datetime  # UTC, by a clock set right
    event_id: UUID
    patient_id: UUID
    felt_at: datetime | UnsetType = UNSET  # UTC, by a clock set right
    zone: str | UnsetType = UNSET
    kind: SymptomKind | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    region: BodyRegion | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    timing: Timing | UnsetType = UNSET
    session_id: UUID | UnsetType | None = UNSET
    exercise_id: UUID | UnsetType | None = UNSET


CORRECTABLE = ("felt_at", "zone", "kind", "level", "region", "side", "timing", "session_id", "exercise_id")


class SymptomRecord(Struct, frozen=True, omit_defaults=True):
    """All that was said of one report: the same bytes for any order of arrival and any number of repeats."""

    symptom_id: UUID
    reported: Felt | None = None
    corrections: tuple[SymptomCorrection, ...] = ()  # the one that wins last
    retracted_for: tuple[UUID, ...] = ()  # the patients for whom it was taken back, in order


def only_reported(record: SymptomRecord) -> bool:
    """Whether the report is here and nothing else was said."""
    return record.reported is not None and not record.corrections and not record.retracted_for


def symptom_id_of(event: SymptomEvent, event_id: UUID) -> UUID:
    """The report an event speaks of; a report's own id is its event's."""
    return event_id if isinstance(event, SymptomReported) else event.symptom_id


def merge(
    record: SymptomRecord, event: SymptomEvent, event_id: UUID, occurred_at: datetime, zone: str | None
) -> SymptomRecord:
    """The record with one more event, whether it is the report, a correction or a retraction."""
    match event:
        case SymptomReported():
            return merge_reported(record, event, occurred_at, zone)
        case SymptomCorrected():
            return merge_correction(record, event, event_id, occurred_at)
        case SymptomRetracted():
            return merge_retraction(record, event)
        case _:
            assert_never(event)


def merge_reported(
    record: SymptomRecord, event: SymptomReported, occurred_at: datetime, zone: str | None
) -> SymptomRecord:
    """The record with its report; `occurred_at` and `zone` are the sender's claim."""
    felt = Felt(
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        felt_at=shifted(occurred_at, event.clock_shift),
        kind=event.kind,
        level=event.level,
        region=event.region,
        side=event.side,
        timing=event.timing,
        provenance=event.provenance,
        zone=zone,
        session_id=event.session_id,
        exercise_id=event.exercise_id,
        shifted_by=event.clock_shift,
    )
    return replace(record, reported=felt)


def merge_correction(
    record: SymptomRecord, event: SymptomCorrected, event_id: UUID, occurred_at: datetime
) -> SymptomRecord:
    """The record with one more correction, made at `occurred_at` by the sender's claim."""
    correction = SymptomCorrection(
        made_at=shifted(occurred_at, event.clock_shift),
        event_id=event_id,
        patient_id=event.patient_id,
        felt_at=UNSET if isinstance(event.moved_to, UnsetType) else shifted(event.moved_to, event.clock_shift),
        zone=event.moved_zone,
        kind=event.kind,
        level=event.level,
        region=event.region,
        side=event.side,
        timing=event.timing,
        session_id=event.session_id,
        exercise_id=event.exercise_id,
    )
    return replace(record, corrections=with_correction(record.corrections, correction))


def merge_retraction(record: SymptomRecord, event: SymptomRetracted) -> SymptomRecord:
    """The record of a report that was taken back."""
    return replace(record, retracted_for=with_retraction(record.retracted_for, event.patient_id))


def settle(record: SymptomRecord) -> Felt | None:
    """The report as it stands; None while it has not arrived, and after it was taken back."""
    felt = record.reported
    if felt is None or felt.patient_id in record.retracted_for:
        return None
    return as_corrected(felt, felt.patient_id, record.corrections, CORRECTABLE)
