"""Streams of one kind as they stand, page by page: what the lists of clinics, staff and partners are made of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import structlog
from msgspec import Meta, Struct

from domain.decider import Event, fold
from domain.deciders import BY_KIND
from eventstore.codec import Undecodable
from eventstore.walls import Connection
from projections.house.queries import MemberAfter, members
from services.http.freshness import AsOf, FreshQuery, fresh
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode

log = structlog.get_logger()


class HouseQuery(FreshQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page."""

    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Stream(NamedTuple):
    """One stream: its state, its version, and the events that it is made of, with their ids."""

    stream_id: UUID
    state: Any
    version: int
    events: tuple[tuple[UUID, Event], ...]


class Page(NamedTuple):
    db: Connection
    as_of: AsOf
    found: list[Stream]
    next_cursor: str | None


@asynccontextmanager
async def page_of(asked: Asked, kind: str) -> AsyncIterator[Page]:
    """A page of the streams of a kind, in the order in which they came, as they stand in the log."""
    query: HouseQuery = asked.query
    after = read_cursor(asked, query.cursor, MemberAfter)
    async with fresh(asked, "house") as (db, as_of):
        found = await members(db, asked.actor.org_id, kind, after=after, limit=query.limit + 1)
        page = found[: query.limit]
        more = page_cursor(asked, page[-1]) if len(found) > query.limit else None
        streams = await streams_of(asked, kind, [member.member_id for member in page])
        yield Page(db, as_of, [streams[each.member_id] for each in page if each.member_id in streams], more)


async def one_stream(asked: Asked, kind: str) -> Stream:
    """The stream that the address names. Raises Problem `unknown_...` where there is none of this kind."""
    try:
        stream_id = UUID(asked.path[f"{kind}_id"])
    except ValueError as error:
        raise Problem(f"unknown_{kind}") from error
    found = (await streams_of(asked, kind, [stream_id])).get(stream_id)
    if found is None:
        raise Problem(f"unknown_{kind}")
    return found


def single(answer: Struct, found: Stream) -> Reply:
    """The answer about one stream, with its version as the ETag."""
    return Reply(encode(answer), {"etag": f'"{found.version}"'})


async def streams_of(asked: Asked, kind: str, stream_ids: list[UUID]) -> dict[UUID, Stream]:
    """Streams of a kind as the log has them now; without those that this program cannot read, which is told."""
    context, org_id, decider = asked.context, asked.actor.org_id, BY_KIND[kind]
    events: dict[UUID, list[tuple[UUID, Event]]] = {}
    versions: dict[UUID, int] = {}
    left_out: set[UUID] = set()
    for recorded in await context.store.load(org_id, stream_ids):
        if recorded.type not in decider.events:  # some other stream's id, or of a later program
            left_out.add(recorded.stream_id)
            continue
        try:
            event = context.codec.decode(recorded.type, recorded.schema_v, recorded.data)
        except Undecodable as error:
            log.error("stream unreadable", organisation=str(org_id), stream=str(recorded.stream_id), error=str(error))
            left_out.add(recorded.stream_id)
            continue
        events.setdefault(recorded.stream_id, []).append((recorded.event_id, event))
        versions[recorded.stream_id] = recorded.version
    return {
        stream_id: Stream(stream_id, fold(decider, [event for _, event in told]), versions[stream_id], tuple(told))
        for stream_id, told in events.items()
        if stream_id not in left_out
    }
