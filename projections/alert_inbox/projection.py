"""Keeps each alert as it stands, and whose patient it is about."""

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

import asyncpg
import msgspec

from domain.decider import Event
from domain.patient.events import PatientEnrolled, TherapistAssigned
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.alert_inbox.fold import Alert, InboxEvent, evolve
from projections.base import Fact, PersonKey, columns

OwnerEvent = PatientEnrolled | TherapistAssigned
AlertKey = tuple[UUID, UUID]

_ids = msgspec.json.Decoder(tuple[UUID, ...])
_names = msgspec.json.Decoder(tuple[str, ...])

# Some alerts by their ids.
ALERTS = """
SELECT a.org_id, a.alert_id, a.version, a.patient_id, a.clinic_id, a.rule, a.rule_version, a.grade, a.scope, a.status,
  a.raised_at, a.answer_by, a.therapist_id, a.acknowledged_at, a.acknowledged_by, a.resolved_at, a.resolved_by,
  a.resolution, a.facts, a.channels
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, alert_id)
JOIN rm.alert_inbox_alert a ON a.org_id = w.org_id AND a.alert_id = w.alert_id
"""

KEEP_ALERTS = """
INSERT INTO rm.alert_inbox_alert (org_id, alert_id, version, patient_id, clinic_id, rule, rule_version, grade, scope,
  status, raised_at, answer_by, therapist_id, acknowledged_at, acknowledged_by, resolved_at, resolved_by, resolution,
  facts, channels)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::text[],
  $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::uuid[], $14::timestamptz[], $15::uuid[],
  $16::timestamptz[], $17::uuid[], $18::text[], $19::json[], $20::json[])
ON CONFLICT (org_id, alert_id) DO UPDATE SET version = excluded.version, status = excluded.status,
  acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
  resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by, resolution = excluded.resolution,
  facts = excluded.facts, channels = excluded.channels
"""

KEEP_OWNERS = """
INSERT INTO rm.alert_inbox_patient AS p (org_id, patient_id, version, therapist_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[])
ON CONFLICT (org_id, patient_id) DO UPDATE SET version = excluded.version, therapist_id = excluded.therapist_id
WHERE p.version < excluded.version
"""


class AlertInbox:
    name = "alert_inbox"
    version = 1
    wants: frozenset[type[Event]] = frozenset((*get_args(InboxEvent), *get_args(OwnerEvent)))
    tables = ("rm.alert_inbox_alert", "rm.alert_inbox_patient")

    async def apply(self, db: Connection, facts: Sequence[Fact]) -> None:
        await _keep_owners(db, [(recorded, event) for recorded, event in facts if isinstance(event, OwnerEvent)])
        await _keep_alerts(db, [(recorded, event) for recorded, event in facts if isinstance(event, InboxEvent)])


async def _keep_owners(db: Connection, events: Sequence[tuple[Recorded, OwnerEvent]]) -> None:
    newest: dict[PersonKey, tuple[Any, ...]] = {}
    for recorded, event in events:
        key = (recorded.org_id, event.patient_id)
        newest[key] = (*key, recorded.version, event.therapist_id)
    if newest:
        await db.execute(KEEP_OWNERS, *columns(list(newest.values()), 4))


async def _keep_alerts(db: Connection, events: Sequence[tuple[Recorded, InboxEvent]]) -> None:
    if not events:
        return
    keys = {(recorded.org_id, event.alert_id) for recorded, event in events}
    before = dict(map(_alert, await db.fetch(ALERTS, *columns(list(keys), 2))))
    alerts = dict(before)
    for recorded, event in events:
        key = (recorded.org_id, event.alert_id)
        alerts[key] = evolve(alerts.get(key), recorded, event)
    rows = [_row(key, alert) for key, alert in alerts.items() if alert != before.get(key)]
    if rows:
        await db.execute(KEEP_ALERTS, *columns(rows, 20))


def _alert(row: asyncpg.Record) -> tuple[AlertKey, Alert]:
    fields = {name: row[name] for name in Alert.__struct_fields__}
    fields |= {"facts": _ids.decode(row["facts"]), "channels": _names.decode(row["channels"])}
    return (row["org_id"], row["alert_id"]), Alert(**fields)


def _row(key: AlertKey, alert: Alert) -> tuple[Any, ...]:
    *fields, facts, channels = msgspec.structs.astuple(alert)
    return (*key, *fields, msgspec.json.encode(facts).decode(), msgspec.json.encode(channels).decode())


ALERT_INBOX = AlertInbox()
