"""How far each read model has come in one organisation: so that a reader can ask for at least its own last write."""

from uuid import UUID

from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS

PLACES = """
SELECT r.reader, coalesce(c.pos, 0) AS pos
FROM unnest($2::text[], $3::int[]) AS r(reader, version)
LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.version = r.version AND c.lane = 0
"""

# The read models that could not digest an event of this patient.
SET_ASIDE = """
SELECT p.reader, p.pos FROM log.parked p
JOIN unnest($3::text[], $4::int[]) AS r(reader, version) ON r.reader = p.reader AND r.version = p.version
WHERE p.org_id = $1 AND p.subject_id = $2
"""


async def places(db: Connection, org_id: UUID) -> dict[str, int]:
    """The position up to which each read model is folded, by its name."""
    return {row["reader"]: row["pos"] for row in await db.fetch(PLACES, org_id, *_readers())}


async def caught_up(db: Connection, org_id: UUID, reader: str, pos: int) -> bool:
    """Whether a read model holds everything up to `pos`. Raises KeyError for one that is in no list."""
    return (await places(db, org_id))[reader] >= pos


async def set_aside(db: Connection, org_id: UUID, patient_id: UUID) -> dict[str, int]:
    """The read models that lack events of this patient, each with the position of the first one. Empty: all is well."""
    return {row["reader"]: row["pos"] for row in await db.fetch(SET_ASIDE, org_id, patient_id, *_readers())}


def _readers() -> tuple[list[str], list[int]]:
    return [model.name for model in PROJECTIONS], [model.version for model in PROJECTIONS]
