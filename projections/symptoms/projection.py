"""Keeps one row for each symptom report, as it stands after its corrections and retractions."""

from collections.abc import Sequence
from typing import Any, assert_never, get_args
from uuid import UUID

import msgspec

from domain.decider import Event
from domain.symptom.events import SymptomCorrected, SymptomEvent, SymptomReported, SymptomRetracted
from domain.symptom.record import SymptomRecord, merge_correction, merge_reported, merge_retraction, settle
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.base import Fact, ReportKey, columns

# Some reports by their ids.
RECORDS = """
SELECT r.org_id, r.patient_id, r.symptom_id, r.record
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(org_id, patient_id, symptom_id)
JOIN rm.symptoms_report r ON r.org_id = w.org_id AND r.patient_id = w.patient_id AND r.symptom_id = w.symptom_id
"""

KEEP = """
INSERT INTO rm.symptoms_report
  (org_id, patient_id, symptom_id, felt_at, kind, region, side, timing, level, stands, record)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
  $8::text[], $9::smallint[], $10::json[], $11::json[])
ON CONFLICT (org_id, patient_id, symptom_id) DO UPDATE SET felt_at = excluded.felt_at, kind = excluded.kind,
  region = excluded.region, side = excluded.side, timing = excluded.timing, level = excluded.level,
  stands = excluded.stands, record = excluded.record
"""

_record = msgspec.json.Decoder(SymptomRecord)
_json = msgspec.json.Encoder()


class Symptoms:
    name = "symptoms"
    version = 1
    wants: frozenset[type[Event]] = frozenset(get_args(SymptomEvent))
    tables = ("rm.symptoms_report",)

    async def apply(self, db: Connection, facts: Sequence[Fact]) -> None:
        events = [
            ((recorded.org_id, event.patient_id, symptom_id_of(recorded, event)), recorded, event)
            for recorded, event in facts
            if isinstance(event, SymptomEvent)
        ]
        before = await _records(db, {key for key, _, _ in events})
        records = dict(before)
        for key, recorded, event in events:
            records[key] = merge(records.get(key, SymptomRecord(key[2])), recorded, event)
        rows = [_row(key, record) for key, record in records.items() if record != before.get(key)]
        if rows:
            await db.execute(KEEP, *columns(rows, 11))


def symptom_id_of(recorded: Recorded, event: SymptomEvent) -> UUID:
    """The report an event speaks of; a report's own id is its event's."""
    return recorded.event_id if isinstance(event, SymptomReported) else event.symptom_id


def merge(record: SymptomRecord, recorded: Recorded, event: SymptomEvent) -> SymptomRecord:
    """The record with one more event, whether it is the report, a correction or a retraction."""
    match event:
        case SymptomReported():
            return merge_reported(record, event, recorded.occurred_at, recorded.occurred_zone)
        case SymptomCorrected():
            return merge_correction(record, event, recorded.event_id, recorded.occurred_at)
        case SymptomRetracted():
            return merge_retraction(record, event)
        case _:
            assert_never(event)


async def _records(db: Connection, keys: set[ReportKey]) -> dict[ReportKey, SymptomRecord]:
    return {
        (row["org_id"], row["patient_id"], row["symptom_id"]): _record.decode(row["record"])
        for row in await db.fetch(RECORDS, *columns(list(keys), 3))
    }


def _row(key: ReportKey, record: SymptomRecord) -> tuple[Any, ...]:
    felt = settle(record)
    text = _json.encode(record).decode()
    if felt is None:
        return (*key, None, None, None, None, None, None, None, text)
    stands = _json.encode(felt).decode()
    return (*key, felt.felt_at, felt.kind, felt.region, felt.side, felt.timing, felt.level, stands, text)


SYMPTOMS = Symptoms()
