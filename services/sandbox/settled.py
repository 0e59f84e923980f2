"""Whether everything was seen to that happened in a sandbox so far: before that its clock does not move on.

A patient whom nobody has looked at yet has no dates that could be closed, and what is due now would be too late then.
"""

import asyncio
from datetime import datetime
from uuid import UUID

from eventstore.walls import Connection

READERS = ("rounds", "alerting")
LOOK_EVERY = 0.05

# How far the log is, how far the rounds and the alert rules have read it, and whether somebody is to be looked at now.
STANDING = """
SELECT
  coalesce((SELECT pos FROM log.feed_head WHERE org_id = $1 AND lane = 0), 0) AS head,
  (SELECT min(coalesce(c.pos, 0)) FROM unnest($3::text[]) AS r(reader)
    LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.lane = 0 AND c.live) AS seen,
  EXISTS (SELECT FROM rm.rounds_patient WHERE org_id = $1 AND due_at <= $2) AS due
"""


async def settled(db: Connection, org_id: UUID, now: datetime, seconds: float) -> bool:
    """True as soon as it is so, False where it is not within the time. `now`: by the sandbox's clock."""
    over = asyncio.get_running_loop().time() + seconds
    while True:
        row = await db.fetchrow(STANDING, org_id, now, READERS)
        if row is not None and row["seen"] >= row["head"] and not row["due"]:
            return True
        if asyncio.get_running_loop().time() >= over:
            return False
        await asyncio.sleep(LOOK_EVERY)
