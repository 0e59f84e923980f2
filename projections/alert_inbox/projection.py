"""Keeps each alert as it stands, whose patient it is about, and who there is to answer it."""

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

import asyncpg
import msgspec

from domain.decider import Event
from domain.patient.events import PatientEnrolled, PatientTransferred, TherapistAssigned
from domain.staff.events import StaffEvent
from eventstore.records import Recorded
from projections.alert_inbox.fold import Alert, InboxEvent, evolve
from projections.alert_inbox.house import CLINIC, LEAD, STAFF, ClinicEvent, keep_house
from projections.base import Fact
from projections.desk import Desk, Table

OwnerEvent = PatientEnrolled | TherapistAssigned | PatientTransferred
AlertKey = tuple[UUID, UUID]

_ids = msgspec.json.Decoder(tuple[UUID, ...])
_names = msgspec.json.Decoder(tuple[str, ...])
_figures = msgspec.json.Decoder(dict[str, str])

ALERT = Table(
    "rm.alert_inbox_alert",
    key={"alert_id": "uuid"},
    values={
        "version": "int",
        "patient_id": "uuid",
        "clinic_id": "uuid",
        "rule": "text",
        "rule_version": "int",
        "grade": "text",
        "scope": "text",
        "status": "text",
        "raised_at": "timestamptz",
        "answer_by": "timestamptz",
        "therapist_id": "uuid",
        "acknowledged_at": "timestamptz",
        "acknowledged_by": "uuid",
        "resolved_at": "timestamptz",
        "resolved_by": "uuid",
        "resolution": "text",
        "snoozed_until": "timestamptz",
        "escalated_to": "text",
        "escalated_at": "timestamptz",
        "facts_seen": "int",
        "day": "date",
        "figures": "json",
        "facts": "json",
        "channels": "json",
    },
)
PATIENT = Table("rm.alert_inbox_patient", key={"patient_id": "uuid"}, values={"version": "int", "therapist_id": "uuid"})


class AlertInbox:
    name = "alert_inbox"
    version = 3
    wants: frozenset[type[Event]] = frozenset(
        (*get_args(InboxEvent), *get_args(OwnerEvent), *get_args(ClinicEvent), *get_args(StaffEvent))
    )
    tables = (ALERT, PATIENT, CLINIC, LEAD, STAFF)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        await _keep_owners(desk, [(recorded, event) for recorded, event in facts if isinstance(event, OwnerEvent)])
        await _keep_alerts(desk, [(recorded, event) for recorded, event in facts if isinstance(event, InboxEvent)])
        await keep_house(desk, facts)


async def _keep_owners(desk: Desk, events: Sequence[tuple[Recorded, OwnerEvent]]) -> None:
    known = await desk.find(PATIENT, {(recorded.org_id, event.patient_id) for recorded, event in events})
    before = {(row["org_id"], row["patient_id"]): (row["version"], row["therapist_id"]) for row in known}
    owners = dict(before)
    for recorded, event in events:
        key = (recorded.org_id, event.patient_id)
        if key not in owners or recorded.version > owners[key][0]:
            owners[key] = (recorded.version, event.therapist_id)
    await desk.keep(PATIENT, [(*key, *owner) for key, owner in owners.items() if owner != before.get(key)])


async def _keep_alerts(desk: Desk, events: Sequence[tuple[Recorded, InboxEvent]]) -> None:
    keys = {(recorded.org_id, event.alert_id) for recorded, event in events}
    before = dict(map(_alert, await desk.find(ALERT, keys)))
    alerts = dict(before)
    for recorded, event in events:
        key = (recorded.org_id, event.alert_id)
        alerts[key] = evolve(alerts.get(key), recorded, event)
    rows = [_row(key, alert) for key, alert in alerts.items() if alert != before.get(key)]
    await desk.keep(ALERT, rows)


def _alert(row: asyncpg.Record) -> tuple[AlertKey, Alert]:
    fields = {name: row[name] for name in Alert.__struct_fields__}
    fields |= {"facts": _ids.decode(row["facts"]), "channels": _names.decode(row["channels"])}
    fields |= {"figures": _figures.decode(row["figures"])}
    return (row["org_id"], row["alert_id"]), Alert(**fields)


def _row(key: AlertKey, alert: Alert) -> tuple[Any, ...]:
    *fields, figures, facts, channels = msgspec.structs.astuple(alert)
    return (*key, *fields, *(msgspec.json.encode(each).decode() for each in (figures, facts, channels)))


ALERT_INBOX = AlertInbox()
