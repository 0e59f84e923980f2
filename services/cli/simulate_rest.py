"""Whether the platform is at rest at the instant that its clock shows, and when it will have something to do again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Struct

from projections.catalogue import PROJECTIONS

# In one snapshot: what is unread by whom, what is due and not done, and when the next thing is due. Whoever does
# something writes the event before closing the row, and moves its place in the log after both.
STANDING = """
SELECT
  (SELECT array_agg(r.reader ORDER BY r.reader)
   FROM (SELECT reader FROM log.checkpoint WHERE org_id = $1 AND live UNION SELECT unnest($3::text[])) r(reader)
   JOIN log.feed_head h ON h.org_id = $1 AND h.lane = 0
   LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.lane = 0 AND c.live
   WHERE coalesce(c.pos, 0) < h.pos) AS behind,
  (SELECT array_agg(DISTINCT kind) FROM log.effect
   WHERE org_id = $1 AND due_at <= $2 AND state IN ('pending', 'leased', 'claimed')) AS kinds,
  (SELECT count(*) FROM rm.rounds_patient WHERE org_id = $1 AND due_at <= $2) AS patients,
  least(
    (SELECT min(due_at) FROM log.effect
     WHERE org_id = $1 AND due_at > $2 AND state IN ('pending', 'leased', 'claimed')),
    (SELECT min(due_at) FROM rm.rounds_patient WHERE org_id = $1 AND due_at > $2)) AS next_at
"""

NAMES = [model.name for model in PROJECTIONS]


class Standing(Struct, frozen=True):
    """What keeps the platform busy, in words; nothing at rest. `next_at`: what it does next, None for nothing."""

    busy: tuple[str, ...]
    next_at: datetime | None


class Rest:
    """Asks the database itself, for no door tells of all that is under way."""

    def __init__(self, db: "asyncpg.Connection[asyncpg.Record]", org_id: UUID) -> None:
        self._db = db
        self._org_id = org_id

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, org_id: UUID) -> AsyncIterator["Rest"]:
        """`url`: of a role that no wall holds back."""
        db = await asyncpg.connect(url)
        try:
            yield cls(db, org_id)
        finally:
            await asyncio.shield(db.close())

    async def standing(self, now: datetime) -> Standing:
        row = await self._db.fetchrow(STANDING, self._org_id, now, NAMES)
        assert row is not None  # noqa: S101 (one row always)
        busy = [f"{reader} reads" for reader in row["behind"] or ()]
        busy += [f"{kind} is due" for kind in row["kinds"] or ()]
        busy += [f"{row['patients']} patients' dates are due"] if row["patients"] else []
        return Standing(tuple(busy), row["next_at"])
