"""What stands of sessions and symptoms after reports were told in some order."""

from collections.abc import Iterable
from uuid import UUID

from domain.adherence import facts as sessions
from domain.adherence.facts import SessionFact, SessionRecord, session_id_of
from domain.session.events import SessionEvent
from domain.symptom import record as symptoms
from domain.symptom.events import SymptomEvent
from domain.symptom.record import Felt, SymptomRecord, symptom_id_of
from tests.support.feed import Told


def session_records(told: Iterable[Told]) -> dict[UUID, SessionRecord]:
    """All that was said of each session."""
    records: dict[UUID, SessionRecord] = {}
    for one in told:
        if isinstance(one.event, SessionEvent):
            session_id = session_id_of(one.event, one.event_id)
            known = records.get(session_id, SessionRecord(session_id))
            records[session_id] = sessions.merge(known, one.event, one.event_id, one.occurred_at, one.occurred_zone)
    return records


def symptom_records(told: Iterable[Told]) -> dict[UUID, SymptomRecord]:
    """All that was said of each symptom."""
    records: dict[UUID, SymptomRecord] = {}
    for one in told:
        if isinstance(one.event, SymptomEvent):
            symptom_id = symptom_id_of(one.event, one.event_id)
            known = records.get(symptom_id, SymptomRecord(symptom_id))
            records[symptom_id] = symptoms.merge(known, one.event, one.event_id, one.occurred_at, one.occurred_zone)
    return records


def facts_of(told: Iterable[Told]) -> list[SessionFact]:
    """The sessions that stand."""
    return [fact for fact in map(sessions.settle, session_records(told).values()) if fact is not None]


def felt_of(told: Iterable[Told]) -> dict[UUID, Felt]:
    """The symptoms that stand, by their ids."""
    settled = {symptom_id: symptoms.settle(record) for symptom_id, record in symptom_records(told).items()}
    return {symptom_id: felt for symptom_id, felt in settled.items() if felt is not None}
