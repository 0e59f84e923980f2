"""How far each read model has come in one organisation, and whom it had to set aside."""

from uuid import UUID

from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS

PLACES = """
SELECT r.reader, coalesce(c.pos, 0) AS pos
FROM unnest($2::text[], $3::int[]) AS r(reader, version)
LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.version = r.version AND c.lane = 0
"""

# The readers of the log that could not digest an event of this patient: the read models, and the alert rules, which
# read like them. What an older version of a reader could not digest is past.
SET_ASIDE = """
SELECT p.reader, p.pos FROM log.parked p
WHERE p.org_id = $1 AND p.subject_id = $2 AND p.version = (
  SELECT max(c.version) FROM log.checkpoint c WHERE c.org_id = p.org_id AND c.reader = p.reader)
"""


async def places(db: Connection, org_id: UUID) -> dict[str, int]:
    """The position up to which each read model is folded, by its name."""
    names, versions = [model.name for model in PROJECTIONS], [model.version for model in PROJECTIONS]
    return {row["reader"]: row["pos"] for row in await db.fetch(PLACES, org_id, names, versions)}


async def set_aside(db: Connection, org_id: UUID, patient_id: UUID) -> dict[str, int]:
    """The readers that lack events of this patient, each with the position of the first one. Empty: all is well."""
    return {row["reader"]: row["pos"] for row in await db.fetch(SET_ASIDE, org_id, patient_id)}
