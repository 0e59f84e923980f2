"""What a patient felt, from the log itself: the same fold as the read model's, of one patient and up to any place."""

from collections.abc import Iterable
from typing import get_args
from uuid import UUID

from domain.decider import Event
from domain.symptom.events import SymptomEvent
from domain.symptom.record import Symptom, SymptomRecord, merge, settle, symptom_id_of
from projections.base import Fact

WANTS: frozenset[type[Event]] = frozenset(get_args(SymptomEvent))


def replay(facts: Iterable[Fact]) -> list[Symptom]:
    """The reports that stand after all of a patient's events up to a place, oldest first."""
    records: dict[UUID, SymptomRecord] = {}
    for recorded, event in facts:
        if isinstance(event, SymptomEvent):
            symptom_id = symptom_id_of(event, recorded.event_id)
            known = records.get(symptom_id, SymptomRecord(symptom_id))
            records[symptom_id] = merge(known, event, recorded.event_id, recorded.occurred_at, recorded.occurred_zone)
    stand = [Symptom(key, felt) for key, record in records.items() if (felt := settle(record)) is not None]
    return sorted(stand, key=lambda symptom: symptom.when)
