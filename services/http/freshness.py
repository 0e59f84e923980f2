"""How fresh an answer is: readers may ask for at least a position, and are told how far behind the answer stands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection
from projections.positions import places
from services.http.operation import Asked
from services.http.positions import AT_LEAST_HEADER, read_position
from services.http.problems import Problem

WAIT_SECONDS = 0.5  # for a read model to reach the position asked for
LOOK_EVERY = 0.02

HEAD = "SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0"


class AsOf(Struct, frozen=True):
    """How far the answer reaches."""

    position: int  # everything up to here is in it
    lag_events: int  # how many more the log holds
    stale: bool  # it lacks what `at_least` asked for; without that, anything


class FreshQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A position to wait for, at most half a second."""

    at_least: str | None = None


class Fresh(NamedTuple):
    db: Connection
    as_of: AsOf


@asynccontextmanager
async def fresh(asked: Asked, *readers: str) -> AsyncIterator[Fresh]:
    """A connection that sees the organisation, once all these read models are there or the wait is over.

    Raises Problem `bad_cursor`, or `cursor_from_lost_log` for a position that the log does not have.
    """
    org_id = asked.actor.org_id
    wanted = wanted_position(asked)
    until = asyncio.get_running_loop().time() + WAIT_SECONDS
    while True:
        async with asked.context.reading(org_id) as db:
            standing = await _standing(db, org_id, readers)
            if wanted is not None and wanted > standing.head:
                raise Problem("cursor_from_lost_log")
            if standing.pos >= (wanted or 0) or asyncio.get_running_loop().time() >= until:
                yield Fresh(db, standing.as_of(wanted))
                return
        await asyncio.sleep(LOOK_EVERY)


def wanted_position(asked: Asked) -> int | None:
    """From the parameter, else from the header."""
    text = asked.query.at_least or asked.headers.get(AT_LEAST_HEADER)
    return None if text is None else read_position(text)


class _Standing(NamedTuple):
    pos: int
    head: int

    def as_of(self, wanted: int | None) -> AsOf:
        stale = self.pos < (self.head if wanted is None else wanted)
        return AsOf(position=self.pos, lag_events=max(0, self.head - self.pos), stale=stale)


async def _standing(db: Connection, org_id: UUID, readers: tuple[str, ...]) -> _Standing:
    there = await places(db, org_id)
    return _Standing(min(there[reader] for reader in readers), await db.fetchval(HEAD, org_id) or 0)
