"""The symptom reports that the alert rules remember of a patient, in as few letters as may be."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET, Struct
from msgspec.structs import replace

from domain.alerting.recent import let_go, with_newest
from domain.symptom.events import SymptomEvent
from domain.symptom.record import (
    CORRECTABLE,
    Felt,
    Symptom,
    SymptomCorrection,
    SymptomRecord,
    merge,
    settle,
    symptom_id_of,
)
from domain.values import BodyRegion, Level, Provenance, Side, SymptomKind, Timing

KEPT_FOR = timedelta(days=60)
"""A report that nothing touched for so long (by the feed's clock) is forgotten; no rule looks further back."""

MOST_KEPT = 100
"""Reports kept for one patient, the newest; a sender gone wild cannot make a history grow."""


class Said(Struct, frozen=True, array_like=True):
    """What the report itself said, as far as a rule looks; stored without names, for a history is often written."""

    felt_at: datetime  # UTC, by a clock set right
    kind: SymptomKind
    level: Level
    region: BodyRegion
    side: Side
    timing: Timing
    provenance: Provenance
    session_id: UUID | None = None
    exercise_id: UUID | None = None


class Remembered(Struct, frozen=True, array_like=True):
    """A report with what was said about it, and the day (UTC) on which it was last spoken of."""

    touched: date
    said: Said | None  # None while only corrections have arrived
    corrections: tuple[SymptomCorrection, ...] = ()  # the one that wins last
    taken_back: bool = False


Symptoms = Mapping[UUID, Remembered]
"""By report, the longest untouched first."""


def with_report(
    known: Symptoms, event: SymptomEvent, event_id: UUID, occurred_at: datetime, recorded_at: datetime
) -> dict[UUID, Remembered]:
    """The reports with one more event, without those that no rule looks at any more."""
    symptom_id = symptom_id_of(event, event_id)
    before = _record(known, symptom_id, event.patient_id)
    if before.corrections:
        before = replace(before, corrections=_thinned(before.corrections))
    record = merge(before, event, event_id, occurred_at, None)
    today = recorded_at.date()
    return let_go(with_newest(known, symptom_id, _remembered(record, today)), today - KEPT_FOR, MOST_KEPT)


def as_it_stands(known: Symptoms, symptom_id: UUID, patient_id: UUID) -> Felt | None:
    """The symptom with its corrections; None where there is none, or none any more."""
    return settle(_record(known, symptom_id, patient_id)) if symptom_id in known else None


def as_it_stood(known: Symptoms, symptom_id: UUID, patient_id: UUID, before: UUID) -> Felt | None:
    """The same without the report or correction `before`: so one sees what that event changed."""
    if symptom_id not in known or before == symptom_id:
        return None
    record = _record(known, symptom_id, patient_id)
    others = tuple(correction for correction in record.corrections if correction.event_id != before)
    return settle(replace(record, corrections=others))


def standing(
    known: Symptoms, patient_id: UUID, kind: SymptomKind | None = None, region: BodyRegion | None = None
) -> Iterator[Symptom]:
    """All that stand, or those of a kind and region, in the order of the memory."""
    for symptom_id, there in known.items():
        said = there.said
        if said is None or there.taken_back:
            continue
        if not there.corrections:
            if kind in (None, said.kind) and region in (None, said.region):
                yield Symptom(symptom_id, _felt(said, patient_id))
        else:
            felt = settle(_record(known, symptom_id, patient_id))
            if felt is not None and kind in (None, felt.kind) and region in (None, felt.region):
                yield Symptom(symptom_id, felt)


def without(known: Symptoms, symptom_id: UUID, event_id: UUID) -> Symptoms:
    """The reports as they would be had this report or correction not arrived."""
    if event_id == symptom_id:
        return {key: there for key, there in known.items() if key != symptom_id}
    there = known[symptom_id]
    others = tuple(correction for correction in there.corrections if correction.event_id != event_id)
    return {**known, symptom_id: replace(there, corrections=others)}


def spoken_of(known: Symptoms, symptom_id: UUID, deciding: UUID) -> tuple[UUID, ...]:
    """The ids of the report and of its corrections, the deciding one last."""
    said = (symptom_id, *(correction.event_id for correction in known[symptom_id].corrections))
    return (*(event_id for event_id in said if event_id != deciding), deciding)


def _record(known: Symptoms, symptom_id: UUID, patient_id: UUID) -> SymptomRecord:
    there = known.get(symptom_id)
    if there is None:
        return SymptomRecord(symptom_id)
    reported = None if there.said is None else _felt(there.said, patient_id)
    return SymptomRecord(symptom_id, reported, there.corrections, (patient_id,) if there.taken_back else ())


def _felt(said: Said, patient_id: UUID) -> Felt:
    """The clinic is no matter to any rule: the patient stands in for it."""
    return Felt(
        patient_id,
        patient_id,
        said.felt_at,
        said.kind,
        said.level,
        said.region,
        said.side,
        said.timing,
        said.provenance,
        None,
        said.session_id,
        said.exercise_id,
    )


def _remembered(record: SymptomRecord, today: date) -> Remembered:
    felt = record.reported
    if felt is None:
        said = None
    else:
        said = Said(
            felt.felt_at,
            felt.kind,
            felt.level,
            felt.region,
            felt.side,
            felt.timing,
            felt.provenance,
            felt.session_id,
            felt.exercise_id,
        )
    return Remembered(today, said, record.corrections, bool(record.retracted_for))


def _thinned(corrections: tuple[SymptomCorrection, ...]) -> tuple[SymptomCorrection, ...]:
    """Without those that no longer give any field its value: fewer are left than there are fields."""
    told: set[str] = set()
    kept: list[SymptomCorrection] = []
    for correction in reversed(corrections):
        given = {field for field in CORRECTABLE if getattr(correction, field) is not UNSET}
        if not told.issuperset(given):
            kept.append(correction)
            told |= given
    return tuple(reversed(kept))
