"""Taking effects in hand as the engine and a worker do, for tests."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from eventstore.walls import Pool
from workers.delivery import Delivery
from workers.effects import Claim, End, claim
from workers.leasing import Leased, lease


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
