"""Whether a key is left of somebody who was erased, or of an organisation that has left."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from eventstore.walls import Pool, reading
from services.records.listed import Listed

# Whose keys should not be there: people who are named or stand on the list beside the keys, and all people of an
# organisation that has left, with its own key.
LEFT_OVER = """
WITH gone AS (SELECT $3 OR EXISTS (SELECT FROM keys.departed WHERE org_id = $1) AS whole)
SELECT subject_id FROM keys.subject s WHERE org_id = $1 AND ((SELECT whole FROM gone) OR subject_id = ANY ($2::uuid[])
  OR EXISTS (SELECT FROM keys.erased e WHERE e.org_id = $1 AND e.subject_id = s.subject_id))
UNION ALL SELECT org_id FROM keys.organisation WHERE org_id = $1 AND (SELECT whole FROM gone)
"""


async def with_a_key(keys: Pool, listed: Collection[Listed], org_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By organisation, who of `listed` and of the lists beside the keys has a key all the same.

    An organisation that has left stands there by its own number where its key is left. `org_ids`: those of which the
    lists beside the keys are looked at.
    """
    named = defaultdict[UUID, set[UUID | None]](set)
    for one in listed:
        named[one.organisation_id].add(one.patient_id)
    found = {}
    for org_id in sorted(named.keys() | set(org_ids)):
        people = [person for person in named[org_id] if person is not None]
        async with reading(keys, org_id) as db:
            rows = await db.fetch(LEFT_OVER, org_id, people, None in named[org_id])
        if rows:
            found[org_id] = [row["subject_id"] for row in rows]
    return found
