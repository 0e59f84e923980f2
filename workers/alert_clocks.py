"""As the engine starts: the clocks of open alerts that nobody looks at, for they were raised before clocks were."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from eventstore.records import NewEffect
from eventstore.walls import Pool, walled
from projections.alert_inbox.queries import UNRESOLVED
from services.alert_effects import ALERT_DUE, look
from services.clock import Clock
from workers.effect_rows import write_effects

log = structlog.get_logger()

ORGANISATIONS = "SELECT org_id FROM log.organisations() AS of_events(org_id) ORDER BY org_id"

# The alerts in an organisation's inbox that are not resolved, and of which no look at the clock is known, be it to come
# or over.
UNWATCHED = """
SELECT a.alert_id, a.answer_by FROM rm.alert_inbox_alert a
WHERE a.org_id = $1 AND a.build = (SELECT log.live($1, 'alert_inbox')) AND a.status = ANY ($2::text[])
  AND a.alert_id NOT IN (
    SELECT (e.payload ->> 'alert_id')::uuid FROM log.effect e WHERE e.org_id = $1 AND e.kind = $3)
"""


async def start_clocks(pool: Pool, clock: Clock) -> None:
    """Have each of them looked at when it runs out, or now where it has. May be done again."""
    async with pool.acquire() as db:
        organisations: Sequence[UUID] = [row["org_id"] for row in await db.fetch(ORGANISATIONS)]
    for org_id in organisations:
        now = clock.now(org_id)
        async with pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            unwatched = await db.fetch(UNWATCHED, org_id, list(UNRESOLVED), ALERT_DUE)
            looks: list[tuple[UUID, NewEffect]] = [
                (org_id, look(alert_id, max(answer_by, now))) for alert_id, answer_by in unwatched
            ]
            await write_effects(db, looks)
        if looks:
            log.info("alert_clocks_started", org_id=str(org_id), alerts=len(looks))
