"""Whom a message goes to: addresses out of the vault, and the language the person is written to in."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from eventstore.records import Recorded
from services.context import Context
from workers.channels.letter import Recipient


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
