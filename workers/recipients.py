"""Whom a message goes to: addresses out of the vault, the language a person is written to in, and which channel."""

from collections.abc import Collection, Container, Mapping, Sequence
from uuid import UUID

from domain.patient.events import Channel
from eventstore.records import Recorded
from services.context import Context
from workers.channels.letter import Recipient
from workers.rounds_memory import KnownPatient


async def recipient_of(context: Context, org_id: UUID, person_id: UUID) -> Recipient:
    """A patient or a member of staff; without any address where none is known."""
    return (await recipients_of(context, org_id, [person_id]))[person_id]


async def recipients_of(context: Context, org_id: UUID, person_ids: Collection[UUID]) -> Mapping[UUID, Recipient]:
    """The same for many, in two questions: the events that tell of them, then what was sealed with these."""
    streams: dict[UUID, list[Recorded]] = {person_id: [] for person_id in person_ids}
    for recorded in await context.store.load(org_id, list(streams)):
        streams[recorded.stream_id].append(recorded)
    events = {
        person_id: [
            (recorded.event_id, context.codec.decode(recorded.type, recorded.schema_v, recorded.data))
            for recorded in stream
        ]
        for person_id, stream in streams.items()
    }
    sealed = {
        person_id: [event_id for event_id, event in told if getattr(event, "private", None)]
        for person_id, told in events.items()
    }
    async with context.reading(org_id) as db:
        opened = await context.vault.open_many(db, org_id, sealed)
    return {
        person_id: _recipient(
            person_id,
            [getattr(event, "language", None) for _, event in events[person_id]],
            [opened.get(person_id, {}).get(event_id, {}) for event_id in sealed[person_id]],
        )
        for person_id in streams
    }


def channel_for(
    known: KnownPatient, to: Recipient, channels: Container[str], closed: Container[Channel] = ()
) -> Channel | None:
    """The one the patient likes best of those that this installation has and that reach her.

    `closed`: those that have just said that they have no way to her.
    """
    reaches = {Channel.EMAIL: to.email, Channel.SMS: to.phone, Channel.PUSH: to.push, Channel.IN_APP: "always"}
    open_ = (channel for channel in known.channels if channel not in known.bounced and channel not in closed)
    return next((channel for channel in open_ if channel in channels and reaches[channel]), None)


def _recipient(person_id: UUID, languages: Sequence[str | None], told: Sequence[Mapping[str, str]]) -> Recipient:
    """What was said last of each, in the order of the stream."""
    known = {name: value for fields in told for name, value in fields.items()}
    return Recipient(
        person_id=person_id,
        language=next((language for language in reversed(languages) if language), "en"),
        email=known.get("email") or None,
        phone=known.get("phone") or None,
        push=known.get("push") or None,
    )
