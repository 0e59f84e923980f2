"""From the hash of a key or a login to the organisation it opens: the one question asked before a wall is known."""

from collections.abc import Collection
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection, Pool

# Several lines of the directory at once.
FIND_MANY = """
SELECT w.hash, f.org_id, f.about FROM unnest($2::bytea[]) AS w(hash) CROSS JOIN LATERAL log.find_link($1, w.hash) f
"""


class FoundLink(Struct, frozen=True):
    org_id: UUID
    about: bytes  # JSON


async def find_link(db: Connection | Pool, kind: str, hash_: bytes) -> FoundLink | None:
    """The line of the directory, or None."""
    row = await db.fetchrow("SELECT org_id, about FROM log.find_link($1, $2)", kind, hash_)
    return FoundLink(row["org_id"], row["about"].encode()) if row else None


async def find_links(db: Connection | Pool, kind: str, hashes: Collection[bytes]) -> dict[bytes, FoundLink]:
    """The lines of those hashes that have one."""
    rows = await db.fetch(FIND_MANY, kind, list(hashes))
    return {row["hash"]: FoundLink(row["org_id"], row["about"].encode()) for row in rows}
