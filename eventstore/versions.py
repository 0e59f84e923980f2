"""The version that a stream had at a place of the feed: what somebody saw who was shown the log as far as there."""

from uuid import UUID

from eventstore.walls import Connection

AT = """
SELECT coalesce(max(version), 0) FROM log.events WHERE org_id = $1 AND stream_id = $2 AND lane = 0 AND pos <= $3
"""


async def version_at(db: Connection, org_id: UUID, stream_id: UUID, pos: int) -> int:
    """0 before its first event."""
    version: int = await db.fetchval(AT, org_id, stream_id, pos)
    return version
