"""Keeps the ledger slot by slot, and each message that went out with what became of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never, get_args
from uuid import UUID

import asyncpg
from msgspec import Struct
from msgspec.structs import astuple, replace

from domain.decider import Event
from domain.reminder.events import (
    MorningAsked,
    MorningUnanswered,
    ReminderBounced,
    ReminderDelivered,
    ReminderEvent,
    ReminderOpened,
    ReminderSent,
    ReminderSuppressed,
)
from eventstore.records import Recorded
from projections.base import Fact
from projections.desk import Desk, Row, Table

SLOT = Table(
    "rm.reminders_slot",
    key={"patient_id": "uuid", "day": "date", "prescription_id": "uuid", "number": "smallint"},
    values={"clinic_id": "uuid", "because": "text", "reminder_id": "uuid"},
)
MESSAGE = Table(
    "rm.reminders_message",
    key={"patient_id": "uuid", "reminder_id": "uuid"},
    values={
        "day": "date",
        "clinic_id": "uuid",
        "kind": "text",
        "sent_at": "timestamptz",
        "channel": "text",
        "variant": "smallint",
        "uncertain": "boolean",
        "delivered_at": "timestamptz",
        "bounced_at": "timestamptz",
        "opened_at": "timestamptz",
        "session_id": "uuid",
        "unanswered": "boolean",
    },
)

# The questions about a next morning that went out to some patients on a date.
ASKED = """
SELECT m.org_id, m.patient_id, m.reminder_id, m.session_id
FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w(org_id, patient_id, day)
CROSS JOIN LATERAL (
  SELECT * FROM rm.reminders_message
  WHERE org_id = w.org_id AND build = $4 AND patient_id = w.patient_id AND day = w.day AND session_id IS NOT NULL
  OFFSET 0
) m
"""

MessageEvent = ReminderSent | ReminderDelivered | ReminderBounced | ReminderOpened | MorningAsked
"""What is about one message; the others are about doses, or the silence after a question."""

MessageKey = tuple[UUID, UUID, UUID]
"""Organisation, patient, and the id of the reminder."""


class Message(Struct, frozen=True):
    """As stored, in the order of the table's columns. Times in UTC."""

    day: date
    clinic_id: UUID | None = None
    kind: str | None = None
    sent_at: datetime | None = None
    channel: str | None = None
    variant: int | None = None
    uncertain: bool | None = None
    delivered_at: datetime | None = None
    bounced_at: datetime | None = None
    opened_at: datetime | None = None
    session_id: UUID | None = None
    unanswered: bool = False


class Reminders:
    name = "reminders"
    version = 1
    wants: frozenset[type[Event]] = frozenset(get_args(ReminderEvent))
    tables = (SLOT, MESSAGE)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        told = [(recorded, event) for recorded, event in facts if isinstance(event, ReminderEvent)]
        await desk.keep(SLOT, _slots(told))
        silences = [(recorded, event) for recorded, event in told if isinstance(event, MorningUnanswered)]
        said = [(recorded, event) for recorded, event in told if isinstance(event, MessageEvent)]
        asked = await _asked(desk, silences, said)
        keys = {_key(recorded, event) for recorded, event in said}
        before = dict(map(_message, await desk.find(MESSAGE, keys | set(asked.values()))))
        messages = dict(before)
        for recorded, event in said:
            key = _key(recorded, event)
            messages[key] = evolve(messages.get(key, Message(event.day)), recorded, event)
        for recorded, silence in silences:
            found = asked.get((recorded.org_id, silence.patient_id, silence.session_id))
            if found is not None:
                messages[found] = replace(messages[found], unanswered=True)
        changed = [(*key, *astuple(message)) for key, message in messages.items() if message != before.get(key)]
        await desk.keep(MESSAGE, changed)


def evolve(message: Message, recorded: Recorded, event: MessageEvent) -> Message:
    """After one more event of it; the same again after one that was folded before."""
    match event:
        case ReminderSent():
            return replace(
                message,
                clinic_id=event.clinic_id,
                kind="nudge" if event.nudge else "reminder",
                sent_at=event.at,
                channel=event.channel.value,
                variant=event.text,
                uncertain=event.uncertain,
            )
        case MorningAsked():
            return replace(
                message,
                clinic_id=event.clinic_id,
                kind="next_morning",
                sent_at=recorded.occurred_at,
                channel=event.channel.value,
                variant=0,
                uncertain=event.uncertain,
                session_id=event.session_id,
            )
        case ReminderDelivered():
            return replace(message, delivered_at=recorded.occurred_at)
        case ReminderBounced():
            return replace(message, bounced_at=recorded.occurred_at)
        case ReminderOpened():
            return replace(message, opened_at=recorded.occurred_at)
        case _:
            assert_never(event)


async def _asked(
    desk: Desk, silences: Sequence[tuple[Recorded, MorningUnanswered]], said: Sequence[tuple[Recorded, MessageEvent]]
) -> dict[tuple[UUID, UUID, UUID], MessageKey]:
    """By organisation, patient and session: the question about its morning, where it is known that it went out."""
    days = {(recorded.org_id, event.patient_id, event.day) for recorded, event in silences}
    found = {
        (row["org_id"], row["patient_id"], row["session_id"]): (row["org_id"], row["patient_id"], row["reminder_id"])
        for row in await desk.rows(ASKED, days)
    }
    if days:
        for recorded, event in said:
            if isinstance(event, MorningAsked):
                found[recorded.org_id, event.patient_id, event.session_id] = _key(recorded, event)
    return found


def _slots(told: Sequence[tuple[Recorded, ReminderEvent]]) -> list[Row]:
    """Each dose is settled once: its ledger sees to that."""
    rows: dict[Row, Row] = {}
    for recorded, event in told:
        if isinstance(event, ReminderSent | ReminderSuppressed):
            became = (None, event.effect_id) if isinstance(event, ReminderSent) else (event.because.value, None)
            for slot in event.slots:
                key = (recorded.org_id, event.patient_id, event.day, slot.prescription_id, slot.number)
                rows[key] = (*key, event.clinic_id, *became)
    return list(rows.values())


def _key(recorded: Recorded, event: MessageEvent) -> MessageKey:
    return recorded.org_id, event.patient_id, event.effect_id


def _message(row: asyncpg.Record) -> tuple[MessageKey, Message]:
    fields = {name: row[name] for name in Message.__struct_fields__}
    return (row["org_id"], row["patient_id"], row["reminder_id"]), Message(**fields)


REMINDERS = Reminders()
