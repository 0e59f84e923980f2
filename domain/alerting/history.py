"""What the alert rules remember of one patient: recent symptom reports as they stand, and which alerts are open."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import UNSET, Struct
from msgspec.structs import replace

from domain.alert.events import AlertRaised, AlertResolved
from domain.barrier.events import BarrierReported
from domain.decider import Event
from domain.patient.events import PatientEnrolled, RedFlagReported, TherapistAssigned
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.symptom.record import (
    CORRECTABLE,
    Felt,
    SymptomCorrection,
    SymptomRecord,
    merge_correction,
    merge_reported,
    merge_retraction,
    settle,
)

KEPT_FOR = timedelta(days=14)
"""A report that nothing touched for so long (by the feed's clock) is forgotten; no rule looks further back."""

MOST_KEPT = 100
"""Reports kept for one patient, the newest; a sender gone wild cannot make a history grow."""


class Stored(Protocol):
    """What a rule may know about a stored event beside what it says."""

    @property
    def event_id(self) -> UUID: ...
    @property
    def pos(self) -> int: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...


class Remembered(Struct, frozen=True):
    """A symptom report with what was said about it, and when it was last spoken of (recorded)."""

    touched_at: datetime
    record: SymptomRecord


class History(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One patient's events up to position `pos`, as far as a rule can still look at them."""

    pos: int = 0
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None
    symptoms: dict[UUID, Remembered] = {}  # by report, the longest untouched first
    open_alerts: dict[str, UUID] = {}  # by rule and scope (`alert_key`)


def alert_key(rule: str, scope: str) -> str:
    return f"{rule}:{scope}"


def as_it_stands(history: History, symptom_id: UUID) -> Felt | None:
    """The symptom with its corrections; None where there is none, or none any more."""
    there = history.symptoms.get(symptom_id)
    return settle(there.record) if there else None


def as_it_stood(history: History, symptom_id: UUID, before: UUID) -> Felt | None:
    """The same without the report or correction `before`: so one sees what that event changed."""
    there = history.symptoms.get(symptom_id)
    if there is None or before == symptom_id:
        return None
    others = tuple(correction for correction in there.record.corrections if correction.event_id != before)
    return settle(replace(there.record, corrections=others))


def heard(history: History, stored: Stored, event: Event) -> History:
    """The history after one more event of the patient. One that was folded already changes nothing."""
    if stored.pos <= history.pos:
        return history
    return replace(_folded(history, stored, event), pos=stored.pos)


def _folded(history: History, stored: Stored, event: Event) -> History:
    match event:
        case PatientEnrolled():
            return replace(history, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
        case TherapistAssigned():
            return replace(history, therapist_id=event.therapist_id)
        case SymptomReported():
            record = merge_reported(_record(history, stored.event_id), event, stored.occurred_at, None)
            return _with(replace(history, clinic_id=history.clinic_id or event.clinic_id), stored, record)
        case SymptomCorrected():
            record = _thinned(_record(history, event.symptom_id))
            return _with(history, stored, merge_correction(record, event, stored.event_id, stored.occurred_at))
        case SymptomRetracted():
            return _with(history, stored, merge_retraction(_record(history, event.symptom_id), event))
        case BarrierReported() | RedFlagReported():
            return replace(history, clinic_id=history.clinic_id or event.clinic_id)
        case AlertRaised():
            return opened(history, alert_key(event.rule, event.scope), event.alert_id)
        case AlertResolved():
            return closed(history, event.alert_id)
        case _:
            return history


def opened(history: History, key: str, alert_id: UUID, instead_of: UUID | None = None) -> History:
    """An alert is open from now on. One that is open under this key stays, unless it is the one replaced."""
    if history.open_alerts.get(key, instead_of) != instead_of:
        return history
    return replace(history, open_alerts={**history.open_alerts, key: alert_id})


def closed(history: History, alert_id: UUID) -> History:
    return replace(history, open_alerts={key: kept for key, kept in history.open_alerts.items() if kept != alert_id})


def _record(history: History, symptom_id: UUID) -> SymptomRecord:
    there = history.symptoms.get(symptom_id)
    return there.record if there else SymptomRecord(symptom_id)


def _with(history: History, stored: Stored, record: SymptomRecord) -> History:
    oldest = stored.recorded_at - KEPT_FOR
    others = [(key, there) for key, there in history.symptoms.items() if key != record.symptom_id]
    recent = [(key, there) for key, there in others if there.touched_at >= oldest]
    recent.append((record.symptom_id, Remembered(stored.recorded_at, record)))
    return replace(history, symptoms=dict(recent[-MOST_KEPT:]))


def _thinned(record: SymptomRecord) -> SymptomRecord:
    """Without the corrections that no longer give any field its value: fewer are left than there are fields."""
    told: set[str] = set()
    kept: list[SymptomCorrection] = []
    for correction in reversed(record.corrections):
        given = {field for field in CORRECTABLE if getattr(correction, field) is not UNSET}
        if not told.issuperset(given):
            kept.append(correction)
            told |= given
    return replace(record, corrections=tuple(reversed(kept)))
