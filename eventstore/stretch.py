"""A stretch of an organisation's log, in order, read page by page."""

from collections.abc import Collection
from uuid import UUID

from eventstore.records import Recorded
from eventstore.walls import Connection

# What stands behind one place up to another, of some types or of all.
STRETCH = """
SELECT * FROM log.events
WHERE org_id = $1 AND lane = 0 AND pos > $2 AND pos <= $3 AND ($4::text[] IS NULL OR type = ANY ($4))
ORDER BY pos LIMIT $5
"""


async def stretch(
    db: Connection, org_id: UUID, after: int, until: int, types: Collection[str] | None, limit: int
) -> list[Recorded]:
    """At most `limit` events behind position `after`, up to `until`; `types` None: of all."""
    wanted = None if types is None else sorted(types)
    return [Recorded(*row) for row in await db.fetch(STRETCH, org_id, after, until, wanted, limit)]
