"""Waiting at the start until the read models hold what is recorded: so that the first answers are not half ones."""

import asyncio
from uuid import UUID

from eventstore.pools import opened_pool
from eventstore.walls import reading
from projections.positions import places

LOOK_SECONDS = 0.1
HEAD = "SELECT coalesce(max(pos), 0) FROM log.feed_head WHERE org_id = $1"


async def caught_up(app_url: str, org_id: UUID, seconds: float) -> bool:
    """Whether all read models came, within these seconds, to where the organisation's log ended when it was called."""
    async with opened_pool(app_url, most=1) as pool:
        end = None
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            async with reading(pool, org_id) as db:
                end = await db.fetchval(HEAD, org_id) if end is None else end
                if min((await places(db, org_id)).values()) >= end:
                    return True
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(LOOK_SECONDS)
