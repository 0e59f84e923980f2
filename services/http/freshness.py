"""How fresh an answer is: readers may ask for at least a position, and are told how far behind the answer stands."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from eventstore.cursor import CursorRefused, check_cursor, cursor_at, encode_cursor
from eventstore.walls import Connection
from projections.positions import set_aside, set_aside_of_many
from services.http.operation import Asked
from services.http.positions import AT_LEAST_HEADER

WAIT_SECONDS = 0.5  # for a read model to reach the position asked for
LOOK_EVERY = 0.02

# How far the read model is that is furthest behind, whether all stand there, the hash of the event there, and how far
# the log is.
STANDING = """
SELECT s.pos, s.level, (SELECT hash FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = s.pos) AS hash,
  coalesce((SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0), 0) AS head
FROM (
  SELECT min(coalesce(c.pos, 0)) AS pos, min(coalesce(c.pos, 0)) = max(coalesce(c.pos, 0)) AS level
  FROM unnest($2::text[]) AS r(reader)
  LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.lane = 0 AND c.live
) s
"""


class AsOf(Struct, frozen=True):
    """How far the answer reaches. What can be asked for as of its position and moment says the same then, but for how
    far behind the log it was.
    """

    position: str  # everything up to here is in it, and nothing else unless the answer is stale
    at: datetime  # UTC: the moment that closed the days and told what lies in the future
    lag_events: int  # how many more the log holds
    stale: bool  # it lacks what `at_least` asked for; without that, anything


class FreshQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A position to wait for, at most half a second."""

    at_least: str | None = None


class Fresh(NamedTuple):
    db: Connection
    as_of: AsOf


class Standing(NamedTuple):
    """Where the read models stand that an answer is made of."""

    db: Connection
    as_of: AsOf
    pos: int  # of the one that is furthest behind
    level: bool  # all of them stand there


@asynccontextmanager
async def fresh(asked: Asked, *readers: str) -> AsyncIterator[Fresh]:
    """A connection that sees the organisation, once all these read models are there, at one place, or the wait is over.

    Raises CursorRefused for a position that is none, or that this log does not have.
    """
    async with standing(asked, *readers) as found:
        yield Fresh(found.db, found.as_of)


@asynccontextmanager
async def standing(asked: Asked, *readers: str) -> AsyncIterator[Standing]:
    """The same, with the place itself."""
    org_id = asked.actor.org_id
    at_least = asked.query.at_least
    if at_least is None:
        at_least = asked.headers.get(AT_LEAST_HEADER)
    until = asyncio.get_running_loop().time() + WAIT_SECONDS
    while True:
        async with asked.context.reading(org_id) as db:
            wanted = None if at_least is None else await check_cursor(db, org_id, at_least)
            [(pos, level, hash_, head)] = await db.fetch(STANDING, org_id, readers)
            if pos and hash_ is None:
                raise CursorRefused("cursor_from_lost_log")
            if (level and pos >= (wanted or 0)) or asyncio.get_running_loop().time() >= until:
                stale = not level or pos < (head if wanted is None else wanted)
                now = asked.context.clock.now(org_id)
                as_of = AsOf(encode_cursor(pos, hash_ or b""), now, max(0, head - pos), stale)
                yield Standing(db, as_of, pos, level)
                return
        await asyncio.sleep(LOOK_EVERY)


async def incomplete_from(db: Connection, org_id: UUID, patient_id: UUID, *readers: str) -> str | None:
    """The place of the first event of a patient that one of these readers could not digest; None: all are in."""
    aside = await set_aside(db, org_id, patient_id)
    missing = [aside[reader] for reader in readers if reader in aside]
    return await cursor_at(db, org_id, min(missing)) if missing else None


async def incomplete_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], *readers: str
) -> dict[UUID, str]:
    """The same of several patients; those of whom all is in are left out."""
    aside = await set_aside_of_many(db, org_id, patient_ids, readers)
    return {patient_id: await cursor_at(db, org_id, pos) for patient_id, pos in aside.items()}
