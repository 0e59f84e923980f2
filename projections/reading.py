"""Reading the events of many organisations at once, each decoded once for all read models that want it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.decider import Event
from domain.deciders import EVENTS
from domain.upcasters import UPCASTERS
from eventstore.codec import Codec, Undecodable
from eventstore.postgres import recorded
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.base import Fact


class From(NamedTuple):
    """A feed, and the position behind which it is read."""

    org_id: UUID
    pos: int


class Unreadable(NamedTuple):
    """A stored event that no decoder understands, and why."""

    recorded: Recorded
    error: Undecodable


Item = Fact | Unreadable


class Stretch(NamedTuple):
    """What was read of a feed: the position of the last event read, how many they were, and those that are wanted."""

    last: int
    seen: int
    items: Sequence[Item]


# The next events of each feed; every feed gets its share.
READ = """
SELECT e.*, w.pos AS read_from
FROM unnest($1::uuid[], $2::bigint[]) AS w(org_id, pos)
CROSS JOIN LATERAL (
  SELECT * FROM log.events WHERE org_id = w.org_id AND lane = 0 AND pos > w.pos ORDER BY pos LIMIT $3
) e
ORDER BY e.org_id, w.pos, e.pos
"""


@cache
def codec() -> Codec:
    """Writes every event there is, and reads every version there has been. The one that all processes use."""
    return Codec(EVENTS, UPCASTERS)


async def read_stretches(
    db: Connection, feeds: Iterable[From], wanted: frozenset[type[Event]], limit: int
) -> Mapping[From, Stretch]:
    """Up to `limit` events behind each place of each feed; only those of the classes `wanted` are decoded.

    Feeds with nothing to read are left out.
    """
    places = sorted(set(feeds))
    names = names_of(wanted)
    rows = await db.fetch(READ, [feed.org_id for feed in places], [feed.pos for feed in places], limit)
    stretches: dict[From, Stretch] = {}
    for (org_id, read_from), of_one in groupby(rows, itemgetter("org_id", "read_from")):
        read = list(of_one)
        items = [item_of(row) for row in read if row["type"] in names]
        stretches[From(org_id, read_from)] = Stretch(read[-1]["pos"], len(read), items)
    return stretches


def names_of(wanted: frozenset[type[Event]]) -> frozenset[str]:
    """The stored names of these classes of events."""
    return frozenset(name for name, kind in EVENTS.items() if kind in wanted)


def item_of(row: asyncpg.Record) -> Item:
    """A row of log.events, decoded if any decoder understands it."""
    event = recorded(row)
    try:
        return Fact(event, codec().decode(event.type, event.schema_v, event.data))
    except Undecodable as error:
        return Unreadable(event, error)


def wanted_by(items: Iterable[Item], wants: frozenset[type[Event]]) -> list[Item]:
    """Those of the items that one read model wants, readable or not."""
    return [item for item in items if EVENTS[item.recorded.type] in wants]


def subject_of(event: Recorded) -> UUID:
    """Whom an event is about; of one that is about nobody, its stream."""
    return event.subject_id or event.stream_id
