"""The messages between a patient and the clinic: reading a thread, writing, marking as read, and who waits unread."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from domain.values import LongText, Provenance
from projections.messages.queries import After, ReadBy, Waiting, messages, unread, waiting
from services.actor import Actor, ActorKind
from services.http.audit.seen import right_at
from services.http.caseload import clinics_asked
from services.http.commands import give
from services.http.forms import read_form
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.names import persons_of
from services.http.operation import Asked, NoQuery, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.http.restricted import hidden_from

Limit = Annotated[int, Meta(ge=1, le=200)]
UNREAD_READERS = ("messages", "caseload")  # the threads, and the names beside them


class MessagesQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of a thread."""

    cursor: str | None = None
    limit: Limit = 50


class UnreadQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose patients; without therapist and clinic everybody's whom the key reaches."""

    therapist_id: UUID | None = field(name="therapist", default=None)
    clinic_id: UUID | None = field(name="clinic", default=None)
    cursor: str | None = None
    limit: Limit = 50


class Before(Struct, frozen=True):
    """Where a page of a thread ended: the number of its oldest message."""

    number: int


class MessageLine(Struct, frozen=True):
    """One message. Times in UTC."""

    message_id: UUID
    author: UUID  # a member of staff, or the patient
    from_patient: bool
    sent_at: datetime
    written_at: datetime | None  # by the sender's clock
    provenance: Provenance | None  # from the patient's side: the patient, or a carer
    text: str | None  # null after an erasure
    read_by: list[ReadBy]  # the first one first, without the author


class MessagesAnswer(Struct, frozen=True):
    """One page of a thread, the newest message first."""

    as_of: AsOf
    unread: int  # of the whole thread: what the other side wrote and who asks has not read
    messages: list[MessageLine]
    next_cursor: str | None  # of the page behind this one, with older messages


class UnreadLine(Struct, frozen=True):
    """One patient who wrote something that who asks has not read."""

    thread: Waiting
    name: str | None  # null for one without, and after an erasure


class UnreadAnswer(Struct, frozen=True):
    """One page; who has waited longest comes first."""

    as_of: AsOf
    threads: list[UnreadLine]
    next_cursor: str | None  # of the page behind this one


class WriteBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a message says."""

    text: LongText


async def patient_messages(asked: Asked) -> Reply:
    query: MessagesQuery = asked.query
    org_id = asked.actor.org_id
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    reader = reader_of(asked.actor, patient_id)
    before = read_cursor(asked, query.cursor, Before)
    async with fresh(asked, "messages") as (db, as_of):
        number = None if before is None else before.number
        found = await messages(db, org_id, patient_id, before=number, limit=query.limit + 1)
        page = found[: query.limit]
        count = await unread(db, org_id, patient_id, reader)
        sealed = {patient_id: [message.message_id for message in page]}
        texts = (await asked.context.vault.open_many(db, org_id, sealed)).get(patient_id, {})
    lines = [
        MessageLine(
            message_id=message.message_id,
            author=message.author,
            from_patient=message.author == patient_id,
            sent_at=message.sent_at,
            written_at=message.written_at,
            provenance=message.provenance,
            text=texts.get(message.message_id, {}).get("text"),
            read_by=message.read_by,
        )
        for message in page
    ]
    more = page_cursor(asked, Before(page[-1].number)) if len(found) > query.limit else None
    return Reply(encode(MessagesAnswer(as_of, count, lines, more)))


def reader_of(actor: Actor, patient_id: UUID) -> UUID:
    """For whom a thread is read: a member of staff, or the patient, for whom a partner's app writes."""
    return actor.holder if actor.kind is ActorKind.STAFF else patient_id


async def unread_messages(asked: Asked) -> Reply:
    query: UnreadQuery = asked.query
    clinics = clinics_asked(asked.actor, query.clinic_id)
    org_id = asked.actor.org_id
    after = read_cursor(asked, query.cursor, After)
    async with fresh(asked, *UNREAD_READERS) as (db, as_of):
        found = await waiting(
            db,
            org_id,
            reader_of(asked.actor, org_id),
            clinic_ids=clinics,
            therapist_id=query.therapist_id,
            after=after,
            limit=query.limit + 1,
        )
        page = found[: query.limit]
        hidden = await hidden_from(asked, [thread.patient_id for thread in page])
        shown = [thread for thread in page if thread.patient_id not in hidden]
        persons = await persons_of(asked.context, db, org_id, [thread.patient_id for thread in shown])
    asked.seen.patients((thread.patient_id for thread in shown), right_at(asked.actor))
    lines = [
        UnreadLine(thread, persons[thread.patient_id].name if thread.patient_id in persons else None)
        for thread in shown
    ]
    more = page_cursor(asked, After(page[-1].since, page[-1].patient_id)) if len(found) > query.limit else None
    return Reply(encode(UnreadAnswer(as_of, lines, more)))


async def write_message(asked: Asked) -> Reply:
    body = read_form(asked.body, WriteBody)
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    return await give(asked, "SendMessage", {"patient_id": str(patient_id), "private": {"text": body.text}})


async def read_message(asked: Asked) -> Reply:
    read_form(asked.body or b"{}", NoQuery)
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    try:
        message_id = UUID(asked.path["message_id"])
    except ValueError as error:
        raise Problem("unknown_message") from error
    return await give(asked, "MarkMessageRead", {"patient_id": str(patient_id), "message_id": str(message_id)})
