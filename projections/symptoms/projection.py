"""Keeps one row for each symptom report, as it stands after its corrections and retractions."""

from collections.abc import Sequence
from typing import get_args

import asyncpg
import msgspec

from domain.decider import Event
from domain.symptom.events import SymptomEvent
from domain.symptom.record import Felt, SymptomRecord, merge, only_reported, settle, symptom_id_of
from projections.base import Fact, ReportKey
from projections.desk import Desk, Row, Table

REPORT = Table(
    "rm.symptoms_report",
    key={"patient_id": "uuid", "symptom_id": "uuid"},
    values={
        "felt_at": "timestamptz",
        "kind": "text",
        "region": "text",
        "side": "text",
        "timing": "text",
        "level": "smallint",
        "stands": "json",
        "record": "json",
    },
)

_record = msgspec.json.Decoder(SymptomRecord)
_felt = msgspec.json.Decoder(Felt)
_json = msgspec.json.Encoder()


class Symptoms:
    name = "symptoms"
    version = 1
    wants: frozenset[type[Event]] = frozenset(get_args(SymptomEvent))
    tables = (REPORT,)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        events = [
            ((recorded.org_id, event.patient_id, symptom_id_of(event, recorded.event_id)), recorded, event)
            for recorded, event in facts
            if isinstance(event, SymptomEvent)
        ]
        before = await _records(desk, {key for key, _, _ in events})
        records = dict(before)
        for key, recorded, event in events:
            known = records.get(key, SymptomRecord(key[2]))
            records[key] = merge(known, event, recorded.event_id, recorded.occurred_at, recorded.occurred_zone)
        rows = [_row(key, record) for key, record in records.items() if record != before.get(key)]
        await desk.keep(REPORT, rows)


async def _records(desk: Desk, keys: set[ReportKey]) -> dict[ReportKey, SymptomRecord]:
    return {
        (row["org_id"], row["patient_id"], row["symptom_id"]): _record_of(row) for row in await desk.find(REPORT, keys)
    }


def _record_of(row: asyncpg.Record) -> SymptomRecord:
    if row["record"] is None:
        return SymptomRecord(row["symptom_id"], _felt.decode(row["stands"]))
    return _record.decode(row["record"])


def _row(key: ReportKey, record: SymptomRecord) -> Row:
    felt = settle(record)
    text = None if only_reported(record) else _json.encode(record).decode()
    if felt is None:
        return (*key, None, None, None, None, None, None, None, text)
    stands = _json.encode(felt).decode()
    return (*key, felt.felt_at, felt.kind, felt.region, felt.side, felt.timing, felt.level, stands, text)


SYMPTOMS = Symptoms()
