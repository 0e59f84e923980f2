"""How far each read model has come in one organisation: so that a reader can ask for at least its own last write."""

from uuid import UUID

from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS

PLACES = """
SELECT r.reader, coalesce(c.pos, 0) AS pos
FROM unnest($2::text[], $3::int[]) AS r(reader, version)
LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.version = r.version AND c.lane = 0
"""

# The first position that a read model could not digest for a patient; none where all is well.
SET_ASIDE = """
SELECT pos FROM log.parked WHERE org_id = $1 AND reader = $2 AND version = $3 AND subject_id = $4
"""


async def places(db: Connection, org_id: UUID) -> dict[str, int]:
    """The position up to which each read model is folded, by its name."""
    names, versions = [model.name for model in PROJECTIONS], [model.version for model in PROJECTIONS]
    return {row["reader"]: row["pos"] for row in await db.fetch(PLACES, org_id, names, versions)}


async def caught_up(db: Connection, org_id: UUID, reader: str, pos: int) -> bool:
    """Whether a read model holds everything up to `pos`. Raises KeyError for one that is in no list."""
    return (await places(db, org_id))[reader] >= pos
