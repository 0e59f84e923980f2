"""Writing effects, and taking them in hand as the engine and a worker do, for tests."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from eventstore.walls import Pool, reading
from tests.support.effect_rows import change
from tests.support.times import NOON
from workers.delivery import Delivery
from workers.effects import Claim, End, claim
from workers.leasing import Leased, lease

ADD = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, payload, urgent)
SELECT $1, w.id, $6, w.id::text, $3, $4, $7, $5 FROM unnest($2::uuid[]) AS w(id) RETURNING 1
"""
STATES = "SELECT state, count(*) FROM log.effect WHERE org_id = $1 GROUP BY state"


async def leased(pool: Pool, org_id: UUID, now: datetime) -> Sequence[Leased]:
    """What is due now, handed on."""
    return (await lease(pool, org_id, now, 1000))[0]


async def in_hand(pool: Pool, org_id: UUID, now: datetime) -> list[Claim]:
    """What is due now, claimed."""
    return await claim(pool, org_id, [one.effect_id for one in await leased(pool, org_id, now)])


async def done_now(pool: Pool, org_id: UUID, now: datetime, delivery: Delivery) -> list[End]:
    """What is due now, done; how what ended did."""
    ended = await delivery.deliver(org_id, [one.effect_id for one in await leased(pool, org_id, now)])
    return list(ended.values())


async def add_effects(
    pool: Pool,
    org_id: UUID,
    number: int,
    *,
    due: datetime = NOON,
    expires: datetime | None = None,
    urgent: bool = False,
    kind: str = "test.kind",
    payload: str = "{}",
) -> list[UUID]:
    """So many effects, of a kind that only a test knows; their ids, sorted."""
    ids = sorted(uuid4() for _ in range(number))
    await change(pool, org_id, ADD, ids, due, expires, urgent, kind, payload)
    return ids


async def states_of(pool: Pool, org_id: UUID) -> dict[str, int]:
    """How many effects of an organisation are in each state."""
    async with reading(pool, org_id) as db:
        return dict(map(tuple, await db.fetch(STATES, org_id)))
