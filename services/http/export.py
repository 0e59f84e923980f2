"""A patient's events as the log has them: enough for anyone to recount every number by the published definition."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Raw, Struct

from domain.barrier.events import EVENTS as BARRIER
from domain.decider import Event
from domain.patient.events import EVENTS as PATIENT
from domain.program.events import EVENTS as PROGRAM
from domain.score.events import EVENTS as SCORE
from domain.session.events import EVENTS as SESSION
from domain.symptom.events import EVENTS as SYMPTOM
from domain.values import Instant
from domain.visit.events import EVENTS as VISIT
from eventstore.cursor import cursor_at, encode_cursor
from projections.reading import Item, Unreadable
from projections.story import head_of, story_of
from services.context import Context
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.past import PastQuery, asks_for_the_past, past
from services.http.ratings import encode
from services.http.reach import reached_patient

EXPORTED: frozenset[type[Event]] = frozenset(
    kind for events in (PATIENT, PROGRAM, SESSION, SYMPTOM, BARRIER, VISIT, SCORE) for kind in events.values()
)
"""What the patient was given, did and felt, and what was measured. Alerts are the clinic's own."""


class ExportedEvent(Struct, frozen=True):
    """One event. No name and no word of the patient's is in it: those are in the vault."""

    position: str
    event_id: UUID
    type: str
    schema_v: int
    occurred_at: datetime  # UTC, as its sender claims
    occurred_zone: str | None
    recorded_at: datetime  # UTC
    data: Annotated[Any, Meta(description="As stored, in the newest version; ratings in tenths of a point.")]


class ExportAnswer(Struct, frozen=True):
    """Everything that a patient's numbers are made of, in the order of the log."""

    as_of: AsOf
    patient_id: UUID
    events: tuple[ExportedEvent, ...]


class ExportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As of when: without `as_of` now. `at` goes with a position."""

    as_of: str | None = None
    at: Instant | None = None


async def patient_export(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    asked.seen.discloses = True
    query = PastQuery(as_of=asked.query.as_of, at=asked.query.at)
    org_id, context = asked.actor.org_id, asked.context
    async with context.reading(org_id) as db:
        if asks_for_the_past(query):
            pos, as_of = await past(asked, db, query)
        else:
            pos = await head_of(db, org_id)
            as_of = AsOf(await cursor_at(db, org_id, pos), context.clock.now(org_id), 0, False)
        story = await story_of(db, org_id, patient_id, pos, EXPORTED)
    return Reply(encode(ExportAnswer(as_of, patient_id, tuple(_exported(context, item) for item in story.items))))


def _exported(context: Context, item: Item) -> ExportedEvent:
    recorded = item.recorded
    if isinstance(item, Unreadable):  # as it stands, for whoever can read it
        version, data = recorded.schema_v, recorded.data.encode()
    else:
        _, version, data = context.codec.encode(item.event)
    return ExportedEvent(
        position=encode_cursor(recorded.pos, recorded.hash),
        event_id=recorded.event_id,
        type=recorded.type,
        schema_v=version,
        occurred_at=recorded.occurred_at,
        occurred_zone=recorded.occurred_zone,
        recorded_at=recorded.recorded_at,
        data=Raw(data),
    )
