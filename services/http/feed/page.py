"""GET /v1/events: the log from a place on, as far as one may know of it; without gaps, and without names or texts."""

import asyncio
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from eventstore.codec import Undecodable
from eventstore.cursor import check_cursor, cursor_at, encode_cursor
from eventstore.records import Recorded
from eventstore.stretch import stretch
from services.actor import Actor, ActorKind
from services.context import Context
from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.patients_known import patients_of, reads_restricted
from services.webhooks.known import PREFIX, TOLD_TO_PARTNERS, TOLD_TO_STAFF, Reach

MOST = 1_000  # events of a page
LOOKED_THROUGH = 5_000  # positions in one look
LOOKS = 20  # before an empty page is answered, whose `next` is further on
LONGEST_WAIT = 20  # seconds

HEAD = "SELECT coalesce((SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0), 0)"


class FeedQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where, how much, of which types, and how long to wait where there is nothing."""

    after: str | None = None
    limit: Annotated[int, Meta(ge=1, le=MOST)] = 100
    types: Annotated[str, Meta(max_length=4_000)] | None = None
    wait: Annotated[int, Meta(ge=0, le=LONGEST_WAIT)] = 0


class FeedEvent(Struct, frozen=True, kw_only=True):
    """A CloudEvent. `time` is when it happened as the sender claims, `recordedtime` when it was recorded here."""

    specversion: str
    id: UUID
    source: str
    type: str
    subject: UUID | None  # the patient
    time: datetime
    recordedtime: datetime
    position: str  # its place: `after` it comes what is behind it
    schemaversion: int
    datacontenttype: str
    data: Raw


class FeedPage(Struct, frozen=True, kw_only=True):
    """`events`: a batch of CloudEvents. `next`: hand it back as `after`, also where `events` is empty."""

    events: list[FeedEvent]
    next: str
    more: bool  # whether there is more to ask for at once


class Stretch(NamedTuple):
    """What one look has found."""

    events: list[Recorded]
    until: int  # all up to here was looked at
    place: str
    head: int


async def feed_page(asked: Asked) -> Reply:
    """Raises Problem, and CursorRefused for a place that this log does not have."""
    context, actor, query = asked.context, asked.actor, asked.query
    reach = _reach(actor, query.types)
    clock = asyncio.get_running_loop().time
    until, after, looks = clock() + query.wait, query.after, 0
    while True:
        found = await _look(context, actor.org_id, reach, after, query.limit)
        looks += 1
        behind = found.until < found.head
        if found.events or (behind and looks >= LOOKS):
            break
        after = found.place
        if behind:
            continue
        if clock() >= until or not await context.feed_news.wait(actor.org_id, until - clock()):
            break
    patients = {event.subject_id for event in found.events if event.subject_id is not None}
    asked.seen.discloses = True
    asked.seen.patients(sorted(patients), right_at(actor))
    events = [_told(context, event) for event in found.events]
    return Reply(msgspec.json.encode(FeedPage(events=events, next=found.place, more=found.until < found.head)))


def _reach(actor: Actor, types: str | None) -> Reach:
    """Raises Problem `invalid_parameter` for a type of which the asker is told nothing."""
    known = TOLD_TO_PARTNERS if actor.kind is ActorKind.PARTNER else TOLD_TO_STAFF
    wanted = [name.strip().removeprefix(PREFIX) for name in types.split(",")] if types is not None else []
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise Problem("invalid_parameter", f"There are no events of the type {unknown[0]} in your feed.")
    return Reach(frozenset(wanted) or known, frozenset(actor.clinics), reads_restricted(actor))


async def _look(context: Context, org_id: UUID, reach: Reach, after: str | None, limit: int) -> Stretch:
    async with context.reading(org_id) as db:
        start = 0 if after is None else await check_cursor(db, org_id, after)
        head = await db.fetchval(HEAD, org_id)
        until = min(head, start + LOOKED_THROUGH)
        rows = await stretch(db, org_id, start, until, reach.types, limit)
        if len(rows) == limit:
            until = rows[-1].pos
        place = await cursor_at(db, org_id, until)
    known = await patients_of(context, org_id, {row.subject_id for row in rows if row.subject_id is not None})
    return Stretch([row for row in rows if reach.holds(row, known)], until, place, head)


def _told(context: Context, recorded: Recorded) -> FeedEvent:
    version, data = recorded.schema_v, recorded.data.encode()
    try:
        event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
    except Undecodable:  # as it stands, for whoever can read it
        pass
    else:
        _, version, data = context.codec.encode(event)
    return FeedEvent(
        specversion="1.0",
        id=recorded.event_id,
        source=f"/organisations/{recorded.org_id}",
        type=f"{PREFIX}{recorded.type}",
        subject=recorded.subject_id,
        time=recorded.occurred_at,
        recordedtime=recorded.recorded_at,
        position=encode_cursor(recorded.pos, recorded.hash),
        schemaversion=version,
        datacontenttype="application/json",
        data=Raw(data),
    )
