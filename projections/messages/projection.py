"""Keeps the messages of each patient's thread, and every step by which somebody has read on."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import astuple, replace

from domain.decider import Event
from domain.patient.events import PatientEnrolled, PatientTransferred, TherapistAssigned
from domain.thread.events import MessageRead, MessageSent, ThreadEvent
from eventstore.records import Recorded
from projections.base import Fact, PersonKey
from projections.desk import Desk, Row, Table

CareEvent = PatientEnrolled | TherapistAssigned | PatientTransferred

THREAD = Table(
    "rm.messages_thread",
    key={"patient_id": "uuid"},
    values={
        "version": "int",
        "clinic_id": "uuid",
        "therapist_id": "uuid",
        "from_patient": "int",
        "last_at": "timestamptz",
    },
)
MESSAGE = Table(
    "rm.messages_message",
    key={"patient_id": "uuid", "number": "int"},
    values={
        "message_id": "uuid",
        "author": "uuid",
        "sent_at": "timestamptz",
        "written_at": "timestamptz",
        "provenance": "text",
    },
)
READ = Table(
    "rm.messages_read",
    key={"patient_id": "uuid", "reader": "uuid", "number": "int"},
    values={"at": "timestamptz"},
)


class Thread(Struct, frozen=True):
    """As stored, in the order of the table's columns."""

    version: int = 0  # of the patient's own stream, up to which whose the patient is was folded
    clinic_id: UUID | None = None
    therapist_id: UUID | None = None
    from_patient: int = 0  # the number of the patient's newest message
    last_at: datetime | None = None  # when the newest message came


class Messages:
    name = "messages"
    version = 2
    wants: frozenset[type[Event]] = frozenset((*get_args(CareEvent), *get_args(ThreadEvent)))
    tables = (THREAD, MESSAGE, READ)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        events = [(recorded, event) for recorded, event in facts if isinstance(event, CareEvent | ThreadEvent)]
        before = await _threads(desk, {(recorded.org_id, event.patient_id) for recorded, event in events})
        threads = dict(before)
        messages, reads = dict[Row, Row](), dict[Row, Row]()
        for recorded, event in events:
            key = (recorded.org_id, event.patient_id)
            threads[key] = _evolve(threads.get(key, Thread()), recorded, event)
            if isinstance(event, MessageSent):
                messages[(*key, event.number)] = _message(recorded, event)
                reads[(*key, event.author, event.number)] = (recorded.recorded_at,)  # who writes has read all before it
            elif isinstance(event, MessageRead):
                reads[(*key, event.by, event.number)] = (recorded.recorded_at,)
        await desk.keep(THREAD, [(*key, *astuple(t)) for key, t in threads.items() if t != before.get(key)])
        await desk.keep(MESSAGE, [(*key, *message) for key, message in messages.items()])
        await desk.keep(READ, [(*key, *read) for key, read in reads.items()])


async def _threads(desk: Desk, keys: set[PersonKey]) -> dict[PersonKey, Thread]:
    return {
        (row["org_id"], row["patient_id"]): Thread(**{name: row[name] for name in Thread.__struct_fields__})
        for row in await desk.find(THREAD, keys)
    }


def _evolve(thread: Thread, recorded: Recorded, event: CareEvent | ThreadEvent) -> Thread:
    """After one more event; unchanged by one that was folded before."""
    match event:
        case PatientEnrolled() | TherapistAssigned() | PatientTransferred() if recorded.version <= thread.version:
            return thread
        case PatientEnrolled() | PatientTransferred():
            owned = replace(thread, clinic_id=event.clinic_id, therapist_id=event.therapist_id)
            return replace(owned, version=recorded.version)
        case TherapistAssigned():
            return replace(thread, version=recorded.version, therapist_id=event.therapist_id)
        case MessageSent():
            by_patient = event.number if event.author == event.patient_id else 0
            last_at = recorded.recorded_at if thread.last_at is None else max(thread.last_at, recorded.recorded_at)
            return replace(thread, from_patient=max(thread.from_patient, by_patient), last_at=last_at)
        case MessageRead():
            return thread
        case _:
            assert_never(event)


def _message(recorded: Recorded, event: MessageSent) -> Row:
    provenance = None if event.provenance is None else event.provenance.value
    return event.message_id, event.author, recorded.recorded_at, event.written_at, provenance


MESSAGES = Messages()
