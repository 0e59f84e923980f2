"""How far each read model has come in one organisation, and whom it had to set aside."""

from collections.abc import Sequence
from uuid import UUID

from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS

# Where the builds stand that are read.
PLACES = """
SELECT r.reader, coalesce(c.pos, 0) AS pos
FROM unnest($2::text[]) AS r(reader)
LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.lane = 0 AND c.live
"""

# The readers of the log that could not digest an event of this patient: the read models, and the alert rules, which
# read like them. What another build could not digest is not what is read.
SET_ASIDE = """
SELECT p.reader, p.pos FROM log.checkpoint c
JOIN log.parked p ON p.org_id = c.org_id AND p.reader = c.reader AND p.build = c.build AND p.subject_id = $2
WHERE c.org_id = $1 AND c.lane = 0 AND c.live
"""

# The same for many patients, or all, and some of the readers: for each the first position that is missing.
SET_ASIDE_OF_MANY = """
SELECT p.subject_id, min(p.pos) AS pos FROM log.checkpoint c
JOIN log.parked p ON p.org_id = c.org_id AND p.reader = c.reader AND p.build = c.build
WHERE c.org_id = $1 AND c.lane = 0 AND c.live AND c.reader = ANY ($2::text[])
  AND ($3::uuid[] IS NULL OR p.subject_id = ANY ($3))
GROUP BY p.subject_id ORDER BY p.subject_id
"""


async def places(db: Connection, org_id: UUID) -> dict[str, int]:
    """The position up to which each read model is folded, by its name."""
    names = [model.name for model in PROJECTIONS]
    return {row["reader"]: row["pos"] for row in await db.fetch(PLACES, org_id, names)}


async def set_aside(db: Connection, org_id: UUID, patient_id: UUID) -> dict[str, int]:
    """The readers that lack events of this patient, each with the position of the first one. Empty: all is well."""
    return {row["reader"]: row["pos"] for row in await db.fetch(SET_ASIDE, org_id, patient_id)}


async def set_aside_of_many(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID] | None, readers: Sequence[str]
) -> dict[UUID, int]:
    """Those of the patients, None: of all, of whom one of these readers lacks events, each with the first position."""
    return {row["subject_id"]: row["pos"] for row in await db.fetch(SET_ASIDE_OF_MANY, org_id, readers, patient_ids)}
