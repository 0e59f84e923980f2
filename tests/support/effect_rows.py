"""Looking at effects, and moving the time of their leases, as only a test may."""

from typing import Any
from uuid import UUID

from eventstore.walls import Pool, reading, walled

OVER = "UPDATE log.effect SET lease_until = now() - interval '1 ms' WHERE org_id = $1 AND lease_until IS NOT NULL"

BY_CHANNEL = "SELECT *, coalesce(payload->>'channel', kind) AS channel FROM log.effect WHERE org_id = $1"


async def rows(pool: Pool, org_id: UUID) -> dict[str, Any]:
    """All effects of an organisation, by channel; by kind where they go by none."""
    async with reading(pool, org_id) as db:
        found = await db.fetch(BY_CHANNEL, org_id)
    return {row["channel"]: row for row in found}


async def states(pool: Pool, org_id: UUID) -> dict[str, str]:
    """The states of all effects of an organisation, by channel or kind."""
    return {channel: row["state"] for channel, row in (await rows(pool, org_id)).items()}


async def let_leases_run_over(pool: Pool, org_id: UUID) -> None:
    await change(pool, org_id, OVER)


async def change(pool: Pool, org_id: UUID, statement: str, *args: Any) -> None:
    """Run a statement whose first parameter is the organisation."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        await db.execute(statement, org_id, *args)
