"""Keeps the reports that stand, by time: what was last heard is the newest of them at the time of asking."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from eventstore.records import Recorded
from projections.caseload import tables
from projections.caseload.reports import (
    RECORDS,
    Kind,
    Record,
    Report,
    ReportEvent,
    Stands,
    as_told,
    merge,
    report_of,
    stands,
)
from projections.desk import Desk, Row
from projections.lookup import Asked, reports_before

RecordKey = tuple[UUID, UUID, Kind, UUID]
"""Organisation, patient, kind and id of a report."""

Told = Sequence[tuple[RecordKey, Recorded, ReportEvent]]


async def keep_reports(desk: Desk, events: Sequence[tuple[Recorded, ReportEvent]]) -> None:
    """Fold what was reported, corrected and taken back."""
    told = [
        ((recorded.org_id, event.patient_id, *report_of(recorded, event)), recorded, event)
        for recorded, event in events
    ]
    before = await _corrected(desk, told)
    records = dict(before)
    gone, standing, corrected = list[Row](), list[Row](), list[Row]()
    for key, recorded, event in told:
        if isinstance(event, Report) and key not in records:
            standing.append(_row(key, as_told(recorded, event)))
        else:
            records[key] = merge(records[key], recorded, event)
    for key, record in records.items():
        old, new = stands(before[key]), stands(record)
        if old is not None:
            gone.append(_key(key, old))
        if new is not None:
            standing.append(_row(key, new))
        corrected.append((*key, msgspec.json.encode(record).decode()))
    await desk.drop(tables.REPORT, gone)
    await desk.keep(tables.REPORT, standing)
    await desk.keep(tables.CORRECTED, corrected)


async def _corrected(desk: Desk, told: Told) -> Mapping[RecordKey, Record | None]:
    """All that was said of those reports that are or were corrected; None where that is nothing yet."""
    found: dict[RecordKey, Record | None] = {key: None for key, _, event in told if not isinstance(event, Report)}
    for row in await desk.find(tables.CORRECTED, [key for key, _, _ in told]):
        key = (row["org_id"], row["patient_id"], row["kind"], row["report_id"])
        found[key] = msgspec.json.decode(row["record"], type=RECORDS[row["kind"]])
    asked = [
        Asked(recorded.org_id, event.patient_id, key[-1], recorded.pos)
        for key, recorded, event in told
        if key in found and found[key] is None
    ]
    for recorded, event in await reports_before(desk, asked):
        if isinstance(event, Report):
            key = (recorded.org_id, event.patient_id, *report_of(recorded, event))
            if key in found:  # else it is a report of another kind
                found[key] = merge(None, recorded, event)
    return found


def _key(key: RecordKey, report: Stands) -> Row:
    org_id, patient_id, kind, report_id = key
    return org_id, patient_id, kind, report.at, report_id


def _row(key: RecordKey, report: Stands) -> Row:
    shown = None if report.shown is None else msgspec.json.encode(report.shown).decode()
    return (*_key(key, report), shown)
