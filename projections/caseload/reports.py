"""What the caseload knows of a report: enough to say what was last heard, through corrections and retractions."""

from datetime import datetime
from typing import Literal, NamedTuple, assert_never, get_args
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from domain.adherence import facts as sessions
from domain.barrier import record as barriers
from domain.barrier.events import BarrierEvent, BarrierReported
from domain.decider import Event
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.symptom import record as symptoms
from domain.symptom.events import SymptomEvent, SymptomReported
from domain.values import BarrierReason, BodyRegion, Level, Side, SymptomKind
from domain.zones import shifted
from eventstore.records import Recorded

Report = SessionLogged | SymptomReported | BarrierReported
ReportEvent = SessionEvent | SymptomEvent | BarrierEvent


Kind = Literal["session", "symptom", "barrier"]

KINDS: dict[type[Event], Kind] = {
    **dict.fromkeys(get_args(SessionEvent), "session"),
    **dict.fromkeys(get_args(SymptomEvent), "symptom"),
    **dict.fromkeys(get_args(BarrierEvent), "barrier"),
}


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


class Stands(NamedTuple):
    """A report that stands: when what it tells of happened (UTC), and what the list shows of it; None: only when."""

    at: datetime
    shown: LastSymptom | LastBarrier | None


Record = sessions.SessionRecord | symptoms.SymptomRecord | barriers.BarrierRecord

RECORDS: dict[str, type[Record]] = {
    "session": sessions.SessionRecord,
    "symptom": symptoms.SymptomRecord,
    "barrier": barriers.BarrierRecord,
}


def report_of(recorded: Recorded, event: ReportEvent) -> tuple[Kind, UUID]:
    """Which report an event speaks of: the one it corrects or takes back, or else its own."""
    return KINDS[type(event)], getattr(event, event.corrects) if event.corrects else recorded.event_id


def as_told(recorded: Recorded, event: Report) -> Stands:
    """A report of which nothing else was said."""
    at = shifted(recorded.occurred_at, event.clock_shift)
    match event:
        case SessionLogged():
            return Stands(at, None)
        case SymptomReported():
            return Stands(at, LastSymptom(at, event.kind, event.level, event.region, event.side))
        case BarrierReported():
            return Stands(at, LastBarrier(at, event.reason, event.exercise_id))
        case _:
            assert_never(event)


def merge(record: Record | None, recorded: Recorded, event: ReportEvent) -> Record:
    """The record with one more event. Entries of sessions are left out: only when a session was counts here."""
    _, report_id = report_of(recorded, event)
    event_id, occurred_at = recorded.event_id, recorded.occurred_at
    if isinstance(event, SessionEvent):
        session = record if isinstance(record, sessions.SessionRecord) else sessions.SessionRecord(report_id)
        return sessions.merge(session, _without_entries(event), event_id, occurred_at)
    if isinstance(event, BarrierEvent):
        barrier = record if isinstance(record, barriers.BarrierRecord) else barriers.BarrierRecord(report_id)
        return barriers.merge(barrier, event, occurred_at)
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


def stands(record: Record | None) -> Stands | None:
    """The report after its corrections; None while it has not arrived, and after it was taken back."""
    if isinstance(record, sessions.SessionRecord):
        session = sessions.settle(record)
        return None if session is None else Stands(session.happened_at, None)
    if isinstance(record, barriers.BarrierRecord):
        barrier = barriers.settle(record)
        if barrier is None:
            return None
        return Stands(barrier.at, LastBarrier(barrier.at, barrier.reason, barrier.exercise_id))
    felt = None if record is None else symptoms.settle(record)
    if felt is None:
        return None
    return Stands(felt.felt_at, LastSymptom(felt.felt_at, felt.kind, felt.level, felt.region, felt.side))


def last_symptom(shown: str) -> LastSymptom:
    """What the list shows of a symptom."""
    return msgspec.json.decode(shown, type=LastSymptom)


def last_barrier(shown: str) -> LastBarrier:
    """What the list shows of a barrier."""
    return msgspec.json.decode(shown, type=LastBarrier)
