"""A patient's events as the log has them, up to any place: for who asks about the past or opens a number."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.decider import Event
from eventstore.walls import Connection
from projections.base import Fact
from projections.reading import Item, Unreadable, item_of, names_of, wanted_by

# A patient's events of some types up to a position, in the order of the feed.
STORY = """
SELECT * FROM log.events
WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos <= $3 AND type = ANY ($4::text[]) ORDER BY pos
"""

# The same of some patients, one after the other.
STORIES = """
SELECT e.* FROM unnest($2::uuid[]) AS p(patient_id)
CROSS JOIN LATERAL (
  SELECT * FROM log.events
  WHERE org_id = $1 AND subject_id = p.patient_id AND lane = 0 AND pos <= $3 AND type = ANY ($4::text[])
  ORDER BY pos
) e
"""

# The last position of a feed that was recorded by a moment. The times of a feed never fall, so the place is found by
# halving: some twenty looks at one event each.
PLACE_AT = """
WITH RECURSIVE halving(low, high) AS (
  SELECT 0::bigint, coalesce((SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0), 0)
  UNION ALL
  SELECT CASE WHEN middle.recorded_at <= $2 THEN middle.pos ELSE low END,
    CASE WHEN middle.recorded_at <= $2 THEN high ELSE middle.pos - 1 END
  FROM halving CROSS JOIN LATERAL (
    SELECT pos, recorded_at FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = (low + high + 1) / 2 LIMIT 1
  ) middle
  WHERE low < high
)
SELECT low FROM halving WHERE low = high
"""

# How far a feed goes.
HEAD = "SELECT coalesce((SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0), 0)"

# When one event was recorded.
RECORDED_AT = "SELECT recorded_at FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = $2"


class Told(NamedTuple):
    """What one reader of the log gets to know of a patient."""

    facts: Sequence[Fact]
    breaks_at: int | None  # the position of an event that cannot be decoded: it and what is behind it are not told


class Story(NamedTuple):
    """A patient's events up to a position."""

    items: Sequence[Item]

    def told_to(self, wants: frozenset[type[Event]]) -> Told:
        """What a reader that wants these events gets to know, like the fold of a read model."""
        facts = list[Fact]()
        for item in wanted_by(self.items, wants):
            if isinstance(item, Unreadable):
                return Told(facts, item.recorded.pos)
            facts.append(item)
        return Told(facts, None)


async def story_of(db: Connection, org_id: UUID, patient_id: UUID, until: int, wants: frozenset[type[Event]]) -> Story:
    """The events of these classes that are about a patient, up to a position."""
    rows = await db.fetch(STORY, org_id, patient_id, until, sorted(names_of(wants)))
    return Story(await asyncio.to_thread(lambda: [item_of(row) for row in rows]))


async def stories_of(
    db: Connection, org_id: UUID, patient_ids: Collection[UUID], until: int, wants: frozenset[type[Event]]
) -> Mapping[UUID, Story]:
    """The same of some patients; of whom there is no such event is left out."""
    rows = await db.fetch(STORIES, org_id, sorted(set(patient_ids)), until, sorted(names_of(wants)))
    return await asyncio.to_thread(_by_patient, rows)


def _by_patient(rows: Sequence[asyncpg.Record]) -> dict[UUID, Story]:
    each = groupby(rows, key=lambda row: row["subject_id"])
    return {patient_id: Story([item_of(row) for row in of_one]) for patient_id, of_one in each}


async def place_at(db: Connection, org_id: UUID, moment: datetime) -> int:
    """The position of the last event that was recorded by a moment; 0: none was."""
    return int(await db.fetchval(PLACE_AT, org_id, moment))


async def recorded_at(db: Connection, org_id: UUID, pos: int) -> datetime | None:
    """When an event was recorded, in UTC; None before the first."""
    moment: datetime | None = await db.fetchval(RECORDED_AT, org_id, pos)
    return moment


async def head_of(db: Connection, org_id: UUID) -> int:
    """The position of the last event of all."""
    return int(await db.fetchval(HEAD, org_id))
