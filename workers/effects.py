"""The rows of things to be done in the world: which are due, who has one in hand, and how each ended.

A row is `pending` until the dispatcher leases it and hands its id on (`leased`); who does it claims it (`claimed`); it
ends as `done`, `moot` (it no longer matters), `expired` or `dead` (it failed too often). A lease or a claim that runs
over makes it due again. Whether it is due is told by the organisation's clock; leases and back-offs are real time.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Pool, walled

LEASE_SECONDS = 20.0
CRITICAL_LEASE_SECONDS = 2.0
"""After these nobody is waited for any longer: the engine does it itself."""

CLAIM_SECONDS = 20.0
MOST_ATTEMPTS = 8
FIRST_BACK_OFF = 5.0
LONGEST_BACK_OFF = 3600.0
DROPPED_AT_ONCE = 10_000  # of an organisation: within what one statement may take, however many have ended


class End(StrEnum):
    """How an effect may end, as stored."""

    DONE = "done"
    MOOT = "moot"
    EXPIRED = "expired"
    DEAD = "dead"


class Leased(Struct, frozen=True):
    """An effect that is due. `left` when it had been handed on and nobody claimed it."""

    effect_id: UUID
    left: bool


class Claim(Struct, frozen=True):
    """An effect in hand. `attempt` counts from 1 and is the fence: who comes later has a higher one."""

    org_id: UUID
    effect_id: UUID
    kind: str
    payload: str
    attempt: int


# Organisations with something to do, and since when by their own clocks.
DUE = """
SELECT org_id, min(due_at) AS due_at FROM log.effect
WHERE state IN ('pending', 'leased', 'claimed') AND (lease_until IS NULL OR lease_until <= now())
GROUP BY org_id
"""

# What expired before anybody did it is never done late.
EXPIRE = """
UPDATE log.effect SET state = 'expired', ended_at = now(), lease_until = NULL
WHERE org_id = $1 AND expires_at <= $2 AND state IN ('pending', 'leased', 'claimed')
  AND (lease_until IS NULL OR lease_until <= now())
"""

# Who claimed it that often and never ended it was killed by it, or kills whoever tries.
BURY = """
UPDATE log.effect SET state = 'dead', ended_at = now(), lease_until = NULL, error = 'nobody survived doing it'
WHERE org_id = $1 AND state = 'claimed' AND attempt >= $2 AND lease_until <= now()
RETURNING effect_id
"""

# The due ones that nobody holds, the longest due first.
LEASE = """
WITH due AS (
  SELECT effect_id, state FROM log.effect
  WHERE org_id = $1 AND due_at <= $2 AND state IN ('pending', 'leased', 'claimed')
    AND (lease_until IS NULL OR lease_until <= now())
  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE log.effect e SET state = 'leased', lease_until = now() + make_interval(secs =>
  CASE WHEN (e.payload->>'critical')::boolean AND due.state <> 'leased' THEN $5::float8 ELSE $4::float8 END)
FROM due WHERE e.org_id = $1 AND e.effect_id = due.effect_id
RETURNING e.effect_id, due.state = 'leased' AS left
"""

# Only one of those who were handed the same id gets it.
CLAIM = """
UPDATE log.effect SET state = 'claimed', attempt = attempt + 1, lease_until = now() + make_interval(secs => $3)
WHERE org_id = $1 AND effect_id = $2 AND state = 'leased'
RETURNING kind, payload, attempt
"""

END = """
UPDATE log.effect SET state = $4, error = $5, ended_at = now(), lease_until = NULL
WHERE org_id = $1 AND effect_id = $2 AND state = 'claimed' AND attempt = $3
"""

PUT_BACK = """
UPDATE log.effect SET state = 'pending', error = $4, lease_until = now() + make_interval(secs => $5)
WHERE org_id = $1 AND effect_id = $2 AND state = 'claimed' AND attempt = $3
"""

ENDED_LONG_AGO = "SELECT DISTINCT org_id FROM log.effect WHERE ended_at < now() - interval '30 days'"
DROP = """
DELETE FROM log.effect WHERE org_id = $1 AND effect_id = ANY (ARRAY(
  SELECT effect_id FROM log.effect WHERE org_id = $1 AND ended_at < now() - interval '30 days' LIMIT $2))
"""


async def due_organisations(pool: Pool) -> dict[UUID, datetime]:
    """Organisations with something to do, and since when or from when on by their own clocks."""
    return {row["org_id"]: row["due_at"] for row in await pool.fetch(DUE)}


async def lease(pool: Pool, org_id: UUID, now: datetime, most: int) -> tuple[list[Leased], list[UUID]]:
    """Take up to `most` effects that are due at `now`; also answers those that were given up as dead."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute(EXPIRE, org_id, now)
        dead = await db.fetch(BURY, org_id, MOST_ATTEMPTS)
        rows = await db.fetch(LEASE, org_id, now, most, LEASE_SECONDS, CRITICAL_LEASE_SECONDS)
    return [Leased(row["effect_id"], row["left"]) for row in rows], [row["effect_id"] for row in dead]


async def claim(pool: Pool, org_id: UUID, effect_id: UUID) -> Claim | None:
    """Take it in hand for CLAIM_SECONDS; None when somebody else has it, or it has ended."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        row = await db.fetchrow(CLAIM, org_id, effect_id, CLAIM_SECONDS)
    return Claim(org_id, effect_id, row["kind"], row["payload"], row["attempt"]) if row else None


async def end(pool: Pool, claimed: Claim, how: End, error: str | None = None) -> bool:
    """Close the row; False when the claim had run over and somebody else has it now."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [claimed.org_id])
        ended = await db.execute(END, claimed.org_id, claimed.effect_id, claimed.attempt, how, error)
    return bool(ended == "UPDATE 1")


async def put_back(pool: Pool, claimed: Claim, error: str) -> float:
    """Let it be due again after a while; answers how many seconds that is."""
    seconds = min(FIRST_BACK_OFF * 4.0 ** (claimed.attempt - 1), LONGEST_BACK_OFF)
    async with pool.acquire() as db, db.transaction():
        await walled(db, [claimed.org_id])
        await db.execute(PUT_BACK, claimed.org_id, claimed.effect_id, claimed.attempt, error, seconds)
    return seconds


async def drop_ended(pool: Pool, at_once: int = DROPPED_AT_ONCE) -> None:
    """Forget what ended more than thirty days ago, so many in a transaction."""
    while rows := await pool.fetch(ENDED_LONG_AGO):
        for row in rows:
            async with pool.acquire() as db, db.transaction():
                await walled(db, [row["org_id"]])
                await db.execute(DROP, row["org_id"], at_once)
