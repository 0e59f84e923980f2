"""What the caseload keeps of a report: enough to say what was last heard, through corrections and retractions."""

from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from domain.adherence import facts as sessions
from domain.barrier.events import BarrierReported
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.symptom import record as symptoms
from domain.symptom.events import SymptomEvent
from domain.values import BarrierReason, BodyRegion, Level, Side, SymptomKind
from domain.zones import shifted
from eventstore.records import Recorded

ReportEvent = SessionEvent | SymptomEvent | BarrierReported


class Kind(StrEnum):
    SESSION = "session"
    SYMPTOM = "symptom"
    BARRIER = "barrier"


class LastSymptom(Struct, frozen=True):
    at: datetime  # UTC
    kind: SymptomKind
    level: Level
    region: BodyRegion
    side: Side


class LastBarrier(Struct, frozen=True):
    at: datetime  # UTC
    reason: BarrierReason
    exercise_id: UUID | None


Record = sessions.SessionRecord | symptoms.SymptomRecord | LastBarrier

CLASSES: dict[Kind, type[Record]] = {
    Kind.SESSION: sessions.SessionRecord,
    Kind.SYMPTOM: symptoms.SymptomRecord,
    Kind.BARRIER: LastBarrier,
}


def report_of(recorded: Recorded, event: ReportEvent) -> tuple[Kind, UUID]:
    """Which report an event speaks of."""
    if isinstance(event, BarrierReported):
        return Kind.BARRIER, recorded.event_id
    if isinstance(event, SessionEvent):
        return Kind.SESSION, sessions.session_id_of(event, recorded.event_id)
    return Kind.SYMPTOM, symptoms.symptom_id_of(event, recorded.event_id)


def merge(record: Record | None, recorded: Recorded, event: ReportEvent) -> Record:
    """The record with one more event. Entries of sessions are left out: only when a session was counts here."""
    _, report_id = report_of(recorded, event)
    event_id, occurred_at = recorded.event_id, recorded.occurred_at
    if isinstance(event, BarrierReported):
        return LastBarrier(shifted(occurred_at, event.clock_shift), event.reason, event.exercise_id)
    if isinstance(event, SessionEvent):
        session = record if isinstance(record, sessions.SessionRecord) else sessions.SessionRecord(report_id)
        return sessions.merge(session, _without_entries(event), event_id, occurred_at)
    symptom = record if isinstance(record, symptoms.SymptomRecord) else symptoms.SymptomRecord(report_id)
    return symptoms.merge(symptom, event, event_id, occurred_at, recorded.occurred_zone)


def _without_entries(event: SessionEvent) -> SessionEvent:
    match event:
        case SessionLogged():
            return replace(event, entries=())
        case SessionCorrected():
            return replace(event, entries=UNSET)
        case SessionRetracted():
            return event
        case _:
            assert_never(event)


def stands_at(record: Record) -> datetime | None:
    """When what was reported happened; None where it does not stand."""
    if isinstance(record, LastBarrier):
        return record.at
    if isinstance(record, sessions.SessionRecord):
        session = sessions.settle(record)
        return None if session is None else session.happened_at
    felt = symptoms.settle(record)
    return None if felt is None else felt.felt_at


def last_session(stored: str) -> datetime | None:
    """When a session was; None where it does not stand."""
    return stands_at(msgspec.json.decode(stored, type=sessions.SessionRecord))


def last_symptom(stored: str) -> LastSymptom | None:
    """What the list shows of a symptom; None where it does not stand."""
    felt = symptoms.settle(msgspec.json.decode(stored, type=symptoms.SymptomRecord))
    return None if felt is None else LastSymptom(felt.felt_at, felt.kind, felt.level, felt.region, felt.side)


def last_barrier(stored: str) -> LastBarrier:
    """What the list shows of a barrier."""
    return msgspec.json.decode(stored, type=LastBarrier)
