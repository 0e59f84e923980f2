"""The rows of things to be done in the world: what one may become, and taking one in hand and letting go of it.

A row is `pending` until the dispatcher leases it and hands its id on (`leased`); who does it claims it (`claimed`); it
ends as `done`, `moot` (it no longer matters), `expired` or `dead` (it failed too often). A lease or a claim that runs
over makes it due again. Whether it is due or has expired is told by the organisation's clock; leases and back-offs are
real time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Pool, walled

CLAIM_SECONDS = 20.0
MOST_ATTEMPTS = 8
FIRST_BACK_OFF = 5.0
LONGEST_BACK_OFF = 3600.0


class End(StrEnum):
    """How an effect may end, as stored."""

    DONE = "done"
    MOOT = "moot"
    EXPIRED = "expired"
    DEAD = "dead"


class Claim(Struct, frozen=True, kw_only=True):
    """An effect in hand. `attempt` counts from 1 and is the fence: who comes later has a higher one."""

    org_id: UUID
    effect_id: UUID
    kind: str
    payload: str
    attempt: int
    due_at: datetime  # the organisation's clock
    expires_at: datetime | None = None  # the organisation's clock
    urgent: bool = False
    uncertain: bool = False  # an earlier attempt began calling, and never told how that ended

    def has_expired(self, now: datetime) -> bool:
        """Whether it is too late for it at `now`, by the organisation's clock."""
        return self.expires_at is not None and now >= self.expires_at


# Those of these that were handed on; of several who were handed the same only one gets it.
CLAIM = """
WITH ours AS (
  SELECT effect_id FROM log.effect WHERE org_id = $1 AND effect_id = ANY ($2::uuid[]) AND state = 'leased'
  ORDER BY effect_id FOR UPDATE SKIP LOCKED
)
UPDATE log.effect e
SET state = 'claimed', attempt = attempt + 1, lease_until = clock_timestamp() + make_interval(secs => $3)
FROM ours WHERE e.org_id = $1 AND e.effect_id = ours.effect_id
RETURNING e.effect_id, e.kind, e.payload, e.attempt, e.due_at, e.expires_at, e.urgent, e.calling_since IS NOT NULL
"""

# Those of these that still have the same attempt. Locked in one order, so that nobody waits for one who waits for him.
_OURS = """
WITH ours AS (
  SELECT e.effect_id, w.*
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::float8[]) AS w(id, attempt, how, error, seconds)
  JOIN log.effect e ON e.org_id = $1 AND e.effect_id = w.id AND e.state = 'claimed' AND e.attempt = w.attempt
  ORDER BY e.effect_id FOR UPDATE OF e
)
"""

# From now on they may be on their way; whoever marks has the time of a whole claim again.
CALLING = """
WITH ours AS (
  SELECT e.effect_id
  FROM unnest($2::uuid[], $3::int[]) AS w(id, attempt)
  JOIN log.effect e ON e.org_id = $1 AND e.effect_id = w.id AND e.state = 'claimed' AND e.attempt = w.attempt
  ORDER BY e.effect_id FOR UPDATE OF e
)
UPDATE log.effect e SET calling_since = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => $4)
FROM ours WHERE e.org_id = $1 AND e.effect_id = ours.effect_id
RETURNING e.effect_id
"""

END = f"""
{_OURS}
UPDATE log.effect e SET state = ours.how, error = ours.error, ended_at = clock_timestamp(), lease_until = NULL
FROM ours WHERE e.org_id = $1 AND e.effect_id = ours.effect_id
RETURNING e.effect_id
"""  # noqa: S608 (put together from constants)

# Due again after a while; `how` says whether a call that began is known to have reached nobody.
PUT_BACK = f"""
{_OURS}
UPDATE log.effect e SET state = 'pending', error = ours.error,
  lease_until = clock_timestamp() + make_interval(secs => ours.seconds),
  calling_since = CASE WHEN ours.how <> 'not_sent' THEN e.calling_since END
FROM ours WHERE e.org_id = $1 AND e.effect_id = ours.effect_id
RETURNING e.effect_id
"""  # noqa: S608 (put together from constants)


class Ending(Struct, frozen=True):
    """How a claim is closed, and why where that needs a word."""

    claim: Claim
    how: End
    error: str | None = None


class Failure(Struct, frozen=True):
    """A claim to be tried again. `not_sent`: certainly nothing went out in this attempt."""

    claim: Claim
    error: str
    not_sent: bool = False


async def claim(pool: Pool, org_id: UUID, effect_ids: Sequence[UUID]) -> list[Claim]:
    """Take in hand for CLAIM_SECONDS those that nobody else has and that have not ended; the longest due first."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        rows = await db.fetch(CLAIM, org_id, effect_ids, CLAIM_SECONDS)
    claims = [
        Claim(
            org_id=org_id,
            effect_id=effect_id,
            kind=kind,
            payload=payload,
            attempt=attempt,
            due_at=due_at,
            expires_at=expires_at,
            urgent=urgent,
            uncertain=uncertain,
        )
        for effect_id, kind, payload, attempt, due_at, expires_at, urgent, uncertain in rows
    ]
    return sorted(claims, key=lambda one: (one.due_at, one.effect_id))


async def calling(pool: Pool, claims: Collection[Claim]) -> set[UUID]:
    """Say of claims of one organisation that they are about to be sent; answers those that still are ours.

    Nobody may send another: its claim ran over, and somebody else has it.
    """
    if not claims:
        return set()
    [org_id] = {claimed.org_id for claimed in claims}
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        rows = await db.fetch(CALLING, org_id, *_whose(claims), CLAIM_SECONDS)
    return {row["effect_id"] for row in rows}


async def end(pool: Pool, endings: Sequence[Ending]) -> set[UUID]:
    """Close the rows of one organisation; answers those that were ours: another claim had run over."""
    if not endings:
        return set()
    whose = _whose([ending.claim for ending in endings])
    hows, errors = [str(ending.how) for ending in endings], [ending.error for ending in endings]
    return await _let_go(pool, endings[0].claim.org_id, END, *whose, hows, errors, [0.0] * len(endings))


async def put_back(pool: Pool, failures: Sequence[Failure]) -> None:
    """Let claims of one organisation be due again after `back_off` seconds each."""
    if not failures:
        return
    whose = _whose([failure.claim for failure in failures])
    # What an earlier attempt left uncertain stays so, however surely this one sent nothing.
    hows = ["not_sent" if one.not_sent and not one.claim.uncertain else "" for one in failures]
    seconds = [back_off(failure.claim.attempt) for failure in failures]
    errors = [failure.error for failure in failures]
    await _let_go(pool, failures[0].claim.org_id, PUT_BACK, *whose, hows, errors, seconds)


def back_off(attempt: int) -> float:
    """Seconds after a failed attempt, which counts from 1."""
    return min(FIRST_BACK_OFF * 4.0 ** (attempt - 1), LONGEST_BACK_OFF)


def _whose(claims: Collection[Claim]) -> tuple[list[UUID], list[int]]:
    return [claimed.effect_id for claimed in claims], [claimed.attempt for claimed in claims]


async def _let_go(pool: Pool, org_id: UUID, statement: str, *columns: Sequence[object]) -> set[UUID]:
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        rows = await db.fetch(statement, org_id, *columns)
    return {row["effect_id"] for row in rows}
