"""The rows of things to be done in the world: what one may become, and taking one in hand and letting go of it.

A row is `pending` until the dispatcher leases it and hands its id on (`leased`); who does it claims it (`claimed`); it
ends as `done`, `moot` (it no longer matters), `expired` or `dead` (it failed too often). A lease or a claim that runs
over makes it due again. Whether it is due or has expired is told by the organisation's clock; leases and back-offs are
real time.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from eventstore.records import NewEffect
from eventstore.sharded import sharded
from eventstore.walls import Connection, Pool, walled
from workers.effect_rows import write_effects

CLAIM_SECONDS = 20.0
MOST_ATTEMPTS = 8
FIRST_BACK_OFF = 5.0
LONGEST_BACK_OFF = 3600.0
LONGEST_URGENT_BACK_OFF = 60.0
MOST_URGENT_TRIES = 4
"""Failures of an urgent effect that count: it goes on until it expires. What is left up to MOST_ATTEMPTS is for whoever
dies of it."""


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
    tries_from: int = 0  # attempts up to this one no longer count
    correlation_id: UUID | None = None  # the request that led to it

    @property
    def tries(self) -> int:
        """How often it was tried, this time included, since that was last counted anew."""
        return self.attempt - self.tries_from

    def has_expired(self, now: datetime) -> bool:
        """Whether it is too late for it at `now`, by the organisation's clock."""
        return self.expires_at is not None and now >= self.expires_at


# Each is looked up by its key, whatever the planner believes of a table that was empty when it last looked; and they
# are locked in the order in which they are asked for, so that nobody waits for one who waits for him.
_BY_KEY = """
CROSS JOIN LATERAL (
  SELECT ctid AS row, effect_id, state, attempt FROM log.effect WHERE org_id = $1 AND effect_id >= w.id
  ORDER BY effect_id LIMIT 1 FOR UPDATE {}
) own
"""

# Those of these that were handed on; of several who were handed the same only one gets it.
CLAIM = f"""
WITH ours AS (
  SELECT own.row FROM unnest($2::uuid[]) AS w(id) {_BY_KEY.format("SKIP LOCKED")}
  WHERE own.effect_id = w.id AND own.state = 'leased'
)
UPDATE log.effect e
SET state = 'claimed', attempt = attempt + 1, lease_until = now() + make_interval(secs => $3)
FROM ours WHERE e.ctid = ours.row AND e.org_id = $1
RETURNING e.effect_id, e.kind, e.payload, e.attempt, e.due_at, e.expires_at, e.urgent, e.calling_since IS NOT NULL,
  e.tries_from, e.correlation_id
"""  # noqa: S608 (put together from constants)

# From now on they may be on their way; whoever marks has the time of a whole claim again.
CALLING = f"""
WITH ours AS (
  SELECT own.row FROM unnest($2::uuid[], $3::int[]) AS w(id, attempt) {_BY_KEY.format("")}
  WHERE own.effect_id = w.id AND own.state = 'claimed' AND own.attempt = w.attempt
)
UPDATE log.effect e SET calling_since = now(), lease_until = now() + make_interval(secs => $4)
FROM ours WHERE e.ctid = ours.row AND e.org_id = $1
RETURNING e.effect_id
"""  # noqa: S608 (put together from constants)

# Those of these that still have the same attempt.
_OURS = f"""
WITH ours AS (
  SELECT own.row, w.how, w.error, w.seconds
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::float8[]) AS w(id, attempt, how, error, seconds)
  {_BY_KEY.format("")}
  WHERE own.effect_id = w.id AND own.state = 'claimed' AND own.attempt = w.attempt
)
"""  # noqa: S608 (put together from constants)

END = f"""
{_OURS}
UPDATE log.effect e SET state = ours.how, error = ours.error, ended_at = now(), lease_until = NULL
FROM ours WHERE e.ctid = ours.row AND e.org_id = $1
RETURNING e.effect_id
"""  # noqa: S608 (put together from constants)

# Due again after a while; `how` says whether a call that began is known to have reached nobody, and a try that was
# never begun does not count; nor do the first of an urgent one, beyond so many.
PUT_BACK = f"""
{_OURS}
UPDATE log.effect e SET state = 'pending', error = ours.error,
  lease_until = to_timestamp(extract(epoch FROM now())::float8 + ours.seconds),
  calling_since = CASE WHEN ours.how <> 'not_sent' THEN e.calling_since END,
  tries_from = CASE WHEN ours.how = 'not_begun' THEN e.tries_from + 1
    WHEN e.urgent THEN greatest(e.tries_from, e.attempt - {MOST_URGENT_TRIES}) ELSE e.tries_from END
FROM ours WHERE e.ctid = ours.row AND e.org_id = $1
RETURNING e.effect_id
"""  # noqa: S608 (put together from constants)

# The wall, and plans that stay right: by the indexes that give the order asked for, made once.
WORKING = """
SELECT set_config('carryover.orgs', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true),
  set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
  set_config('enable_bitmapscan', 'off', true)
"""


@asynccontextmanager
async def working(pool: Pool, org_id: UUID) -> AsyncIterator[Connection]:
    """A connection in a transaction that sees one organisation, for statements on its effects."""
    async with pool.acquire() as db, db.transaction():
        if sharded(pool):
            await walled(db, [org_id])
        else:
            await db.execute(WORKING, str(org_id))
        yield db


class Ending(Struct, frozen=True):
    """How a claim is closed, and why where that needs a word."""

    claim: Claim
    how: End
    error: str | None = None


class Ended(Struct, frozen=True):
    """How doing it ended, and what is to be done next because of that: written as it is closed."""

    how: End
    why: str | None = None
    then: tuple[NewEffect, ...] = ()


class Failure(Struct, frozen=True):
    """A claim to be tried again. `not_sent`: certainly nothing went out in this attempt; not `begun`: it was no try."""

    claim: Claim
    error: str
    not_sent: bool = False
    begun: bool = True

    @property
    def again_in(self) -> float:
        """Seconds until it is due again."""
        return back_off(self.claim.tries, urgent=self.claim.urgent) if self.begun else 0.0

    @property
    def keeps_failing(self) -> bool:
        """Whether somebody has to know that something urgent does not go out."""
        return self.begun and self.claim.urgent and self.claim.tries >= MOST_URGENT_TRIES


async def claim(pool: Pool, org_id: UUID, effect_ids: Sequence[UUID]) -> list[Claim]:
    """Take in hand for CLAIM_SECONDS those that nobody else has and that have not ended; the longest due first."""
    async with working(pool, org_id) as db:
        rows = await db.fetch(CLAIM, org_id, sorted(set(effect_ids)), CLAIM_SECONDS)
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
            tries_from=tries_from,
            correlation_id=correlation_id,
        )
        for effect_id, kind, payload, attempt, due_at, expires_at, urgent, uncertain, tries_from, correlation_id in rows
    ]
    return sorted(claims, key=lambda one: (one.due_at, one.effect_id))


async def calling(pool: Pool, claims: Collection[Claim]) -> set[UUID]:
    """Say of claims of one organisation that they are about to be sent; answers those that still are ours.

    Nobody may send another: its claim ran over, and somebody else has it.
    """
    if not claims:
        return set()
    [org_id] = {claimed.org_id for claimed in claims}
    whose = sorted((claimed.effect_id, claimed.attempt) for claimed in claims)
    async with working(pool, org_id) as db:
        rows = await db.fetch(CALLING, org_id, *zip(*whose, strict=True), CLAIM_SECONDS)
    return {row["effect_id"] for row in rows}


async def end(pool: Pool, endings: Sequence[Ending], then: Sequence[NewEffect] = ()) -> set[UUID]:
    """Close the rows of one organisation; answers those that were ours: another claim had run over.

    What is to be done next is written with it.
    """
    return await _let_go(pool, END, [(one.claim, str(one.how), one.error, 0.0) for one in endings], then)


async def put_back(pool: Pool, failures: Sequence[Failure], then: Sequence[NewEffect] = ()) -> set[UUID]:
    """Let claims of one organisation be due again, each in its time; answers those that were ours.

    What is to be done next is written with it.
    """
    rows = [(one.claim, _how(one), one.error, one.again_in) for one in failures]
    return await _let_go(pool, PUT_BACK, rows, then)


def _how(failure: Failure) -> str:
    if not failure.begun:
        return "not_begun"
    # What an earlier attempt left uncertain stays so, however surely this one sent nothing.
    return "not_sent" if failure.not_sent and not failure.claim.uncertain else ""


def back_off(tries: int, *, urgent: bool = False) -> float:
    """Seconds after the last of so many failed tries."""
    return min(FIRST_BACK_OFF * 4.0 ** (tries - 1), LONGEST_URGENT_BACK_OFF if urgent else LONGEST_BACK_OFF)


async def _let_go(
    pool: Pool,
    statement: str,
    rows: Sequence[tuple[Claim, str, str | None, float]],
    then: Sequence[NewEffect] = (),
) -> set[UUID]:
    if not rows:
        return set()
    ordered = sorted(rows, key=lambda row: row[0].effect_id)
    [org_id] = {claimed.org_id for claimed, *_ in ordered}
    told = [(claimed.effect_id, claimed.attempt, *rest) for claimed, *rest in ordered]
    async with working(pool, org_id) as db:
        found = await db.fetch(statement, org_id, *zip(*told, strict=True))
        await write_effects(db, [(org_id, effect) for effect in then])
    return {row["effect_id"] for row in found}
