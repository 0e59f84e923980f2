"""Finding the effects that are due, and taking them so that no other dispatcher hands them on as well."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from eventstore.sharded import sharded
from eventstore.walls import Pool, walled
from workers.effects import CLAIM_SECONDS, MOST_ATTEMPTS, Claim, working

LEASE_SECONDS = 20.0
CRITICAL_LEASE_SECONDS = 2.0
"""After these nobody is waited for with what is urgent: the engine does it itself."""

DROPPED_AT_ONCE = 10_000  # of an organisation: within what one statement may take, however many have ended


class Leased(Struct, frozen=True):
    """An effect that is due. `left` when it had been handed on and nobody claimed it."""

    effect_id: UUID
    left: bool
    correlation_id: UUID | None = None  # the request that led to it


# Organisations where something urgent is not in anybody's hands, and since when or from when on by their own clocks.
URGENT = """
SELECT org_id, min(due_at) AS due_at FROM log.effect
WHERE urgent AND state IN ('pending', 'leased', 'claimed') AND (lease_until IS NULL OR lease_until <= now())
GROUP BY org_id
"""

# The same of all effects: from one organisation to the next by the index, whatever waits for a later time.
DUE = """
WITH RECURSIVE waiting(org_id) AS (
  (SELECT org_id FROM log.effect WHERE state = 'pending' ORDER BY org_id LIMIT 1)
  UNION ALL
  SELECT (SELECT e.org_id FROM log.effect e WHERE e.state = 'pending' AND e.org_id > w.org_id
    ORDER BY e.org_id LIMIT 1)
  FROM waiting w WHERE w.org_id IS NOT NULL
), due AS (
  SELECT w.org_id, (SELECT e.due_at FROM log.effect e WHERE e.org_id = w.org_id AND e.state = 'pending'
    AND (e.lease_until IS NULL OR e.lease_until <= now()) ORDER BY e.due_at LIMIT 1) AS due_at
  FROM waiting w WHERE w.org_id IS NOT NULL
  UNION ALL
  SELECT org_id, due_at FROM log.effect WHERE state IN ('leased', 'claimed') AND lease_until <= now()
)
SELECT org_id, min(due_at) AS due_at FROM due WHERE due_at IS NOT NULL GROUP BY org_id
"""

# The same on Citus, whose workers look at their own organisations each: no step leads from one shard to the next.
DUE_SPREAD = """
SELECT org_id, min(due_at) AS due_at FROM log.effect
WHERE state IN ('pending', 'leased', 'claimed') AND (lease_until IS NULL OR lease_until <= now())
GROUP BY org_id
"""

# How many have been handed on and are still waited for.
HANDED_ON = "SELECT count(*) FROM log.effect WHERE state = 'leased' AND lease_until > now()"

_TAKE = """
UPDATE log.effect e SET state = 'leased', lease_until = now() + make_interval(secs =>
  CASE WHEN e.urgent AND due.state <> 'leased' THEN $5::float8 ELSE $4::float8 END)
FROM due WHERE e.ctid = due.row AND e.org_id = $1
RETURNING e.effect_id, due.state = 'leased' AS left, e.correlation_id
"""

# The urgent ones that are due and that nobody holds, the longest due first.
LEASE_URGENT = f"""
WITH due AS (
  SELECT ctid AS row, state FROM log.effect
  WHERE org_id = $1 AND urgent AND due_at <= $2 AND state IN ('pending', 'leased', 'claimed')
    AND (lease_until IS NULL OR lease_until <= now()) AND NOT (state = 'claimed' AND attempt - tries_from >= $6)
  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
{_TAKE}
"""  # noqa: S608 (put together from constants)

# The same of all: those that have waited for their time, and those that somebody let go of.
LEASE = f"""
WITH waited AS (
  SELECT ctid AS row, state FROM log.effect
  WHERE org_id = $1 AND due_at <= $2 AND state = 'pending' AND (lease_until IS NULL OR lease_until <= now())
  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
), fallen AS (
  SELECT ctid AS row, state FROM log.effect
  WHERE org_id = $1 AND state IN ('leased', 'claimed') AND lease_until <= now()
    AND NOT (state = 'claimed' AND attempt - tries_from >= $6)
  ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED
), due AS (
  SELECT * FROM waited UNION ALL SELECT * FROM fallen
)
{_TAKE}
"""  # noqa: S608 (put together from constants)

# Who claimed it that often and never ended it was killed by it, or kills whoever tries.
LEASE_DEADLY = """
WITH due AS (
  SELECT ctid AS row FROM log.effect
  WHERE org_id = $1 AND state = 'claimed' AND attempt - tries_from >= $2 AND lease_until <= now()
  ORDER BY lease_until FOR UPDATE SKIP LOCKED
)
UPDATE log.effect e SET attempt = attempt + 1, lease_until = now() + make_interval(secs => $3)
FROM due WHERE e.ctid = due.row AND e.org_id = $1
RETURNING e.effect_id, e.kind, e.payload, e.attempt, e.due_at, e.expires_at, e.urgent, e.tries_from, e.correlation_id
"""

ENDED_LONG_AGO = "SELECT DISTINCT org_id FROM log.effect WHERE ended_at < now() - interval '30 days'"
DROP = """
DELETE FROM log.effect WHERE org_id = $1 AND effect_id = ANY (ARRAY(
  SELECT effect_id FROM log.effect WHERE org_id = $1 AND ended_at < now() - interval '30 days' LIMIT $2))
"""


async def urgent_organisations(pool: Pool) -> dict[UUID, datetime]:
    """Organisations with something urgent to do, and since when or from when on by their own clocks."""
    return {row["org_id"]: row["due_at"] for row in await pool.fetch(URGENT)}


async def due_organisations(pool: Pool) -> dict[UUID, datetime]:
    """The same of everything there is to do."""
    return {row["org_id"]: row["due_at"] for row in await pool.fetch(DUE_SPREAD if sharded(pool) else DUE)}


async def handed_on(pool: Pool) -> int:
    """How many effects, of all organisations, wait for a worker to claim them."""
    return int(await pool.fetchval(HANDED_ON))


async def lease(
    pool: Pool, org_id: UUID, now: datetime, most: int, *, urgent: bool = False
) -> tuple[list[Leased], list[Claim]]:
    """Take up to `most` effects that are due at `now` or were let go of; only urgent ones where that is asked.

    Also answers, claimed, what nobody survived doing: it is to be buried and never tried again.
    """
    statement = LEASE_URGENT if urgent else LEASE
    async with working(pool, org_id) as db:
        deadly = [] if urgent else await db.fetch(LEASE_DEADLY, org_id, MOST_ATTEMPTS, CLAIM_SECONDS)
        rows = await db.fetch(statement, org_id, now, most, LEASE_SECONDS, CRITICAL_LEASE_SECONDS, MOST_ATTEMPTS)
    leased = [Leased(*row) for row in rows]
    return leased, [Claim(org_id=org_id, uncertain=True, **row) for row in deadly]


async def drop_ended(pool: Pool, at_once: int = DROPPED_AT_ONCE) -> None:
    """Forget what ended more than thirty days ago, so many in a transaction."""
    while rows := await pool.fetch(ENDED_LONG_AGO):
        for row in rows:
            async with pool.acquire() as db, db.transaction():
                await walled(db, [row["org_id"]])
                await db.execute(DROP, row["org_id"], at_once)
