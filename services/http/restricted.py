"""Records that are kept and nothing else: owner and admins read them, to all others the patient is unknown."""

from collections.abc import Collection
from uuid import UUID

from services.http.operation import Asked
from services.patients_known import patients_of, reads_restricted

# Whose record was restricted once, also where that was lifted since.
EVER_RESTRICTED = "SELECT DISTINCT subject_id FROM log.events WHERE org_id = $1 AND type = 'patient.restricted'"


async def hidden_from(asked: Asked, patient_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some patients whose record is restricted, for one who may not read it then."""
    if not asked.guards.reach or reads_restricted(asked.actor):
        return frozenset()
    found = await patients_of(asked.context, asked.actor.org_id, patient_ids)
    return frozenset(patient_id for patient_id, patient in found.items() if patient and patient.restricted)


async def all_hidden_from(asked: Asked) -> frozenset[UUID]:
    """All patients of the organisation whose record is restricted, for one who may not read it then: to be left out
    where many are told of together."""
    if not asked.guards.reach or reads_restricted(asked.actor):
        return frozenset()
    async with asked.context.reading(asked.actor.org_id) as db:
        rows = await db.fetch(EVER_RESTRICTED, asked.actor.org_id)
    return await hidden_from(asked, [row["subject_id"] for row in rows])
