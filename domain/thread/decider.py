"""The messages between a patient and the clinic, one thread for each patient: sending one, and having read so far.

A message is never refused because of a program or a discharge.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Command, Decider, Need, Seen
from domain.patient.state import clinic_of
from domain.rejections import refused
from domain.thread.events import EVENTS, MessageRead, MessageSent, ThreadEvent
from domain.values import Instant, Provenance
from domain.zones import shifted


class SendMessage(Command):
    """The message's id is the command's id. `author`: a member of staff, or the patient's own id for the patient."""

    patient_id: UUID
    author: UUID
    written_at: Instant | None = None
    provenance: Provenance | None = None
    private: str | None = None


class MarkMessageRead(Command):
    """`by` has read the message and all those before it."""

    patient_id: UUID
    message_id: UUID
    by: UUID


ThreadCommand = SendMessage | MarkMessageRead


class Thread(Struct, frozen=True):
    messages: tuple[UUID, ...] = ()  # in the order in which they came
    authors: tuple[UUID, ...] = ()  # of each
    read: Mapping[UUID, int] = {}  # how many each has read; who writes has read all that stood before

    def unread(self, reader: UUID, patient_id: UUID) -> int:
        """How many messages of the other side somebody has not read. For the patient, the other side is all staff."""
        behind = self.authors[self.read.get(reader, 0) :]
        return sum((author == patient_id) is not (reader == patient_id) for author in behind)


def decide(command: ThreadCommand, thread: Thread, seen: Seen) -> Sequence[ThreadEvent]:
    clinic_id = clinic_of(seen, command.patient_id)
    match command:
        case SendMessage():
            return send(command, thread, clinic_id)
        case MarkMessageRead():
            return mark_read(command, thread)
        case _:
            assert_never(command)


def send(command: SendMessage, thread: Thread, clinic_id: UUID) -> Sequence[MessageSent]:
    if command.private is None:
        raise refused("nothing_said")
    if command.command_id in thread.messages:
        return []
    return [
        MessageSent(
            patient_id=command.patient_id,
            message_id=command.command_id,
            author=command.author,
            number=len(thread.messages) + 1,
            private=command.private,
            clinic_id=clinic_id,
            written_at=None if command.written_at is None else shifted(command.written_at, 0),
            provenance=command.provenance if command.author == command.patient_id else None,
        )
    ]


def mark_read(command: MarkMessageRead, thread: Thread) -> Sequence[MessageRead]:
    if command.message_id not in thread.messages:
        raise refused("unknown_message")
    number = thread.messages.index(command.message_id) + 1
    if number <= thread.read.get(command.by, 0):
        return []
    return [MessageRead(patient_id=command.patient_id, message_id=command.message_id, by=command.by, number=number)]


def evolve(thread: Thread, event: ThreadEvent) -> Thread:
    match event:
        case MessageSent():
            return Thread(
                (*thread.messages, event.message_id),
                (*thread.authors, event.author),
                {**thread.read, event.author: event.number},
            )
        case MessageRead():
            return replace(thread, read={**thread.read, event.by: event.number})
        case _:
            assert_never(event)


def thread_of(patient_id: UUID) -> UUID:
    """The stream of a patient's messages."""
    return uuid5(patient_id, "thread")


THREAD = Decider(
    kind="thread",
    empty=Thread(),
    commands=(SendMessage, MarkMessageRead),
    events=EVENTS,
    stream=lambda command: thread_of(command.patient_id),
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
)
