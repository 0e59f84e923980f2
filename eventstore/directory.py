"""From the hash of a key or a login to the organisation it opens: the one question asked before a wall is known."""

from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection, Pool


class FoundLink(Struct, frozen=True):
    org_id: UUID
    about: bytes  # JSON


async def find_link(db: Connection | Pool, kind: str, hash_: bytes) -> FoundLink | None:
    """The line of the directory, or None."""
    row = await db.fetchrow("SELECT org_id, about FROM log.find_link($1, $2)", kind, hash_)
    return FoundLink(row["org_id"], row["about"].encode()) if row else None
