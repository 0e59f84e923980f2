"""Names and contacts of patients, opened from the vault for staff: they stand in no event and no read model."""

from collections.abc import Sequence
from uuid import UUID

from eventstore.walls import Connection
from projections.caseload.queries import named_in
from services.context import Context
from services.http.command_forms import Person


async def persons_of(context: Context, db: Connection, org_id: UUID, patient_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """What is known of each; of two items that give the same field the newer one stands. Who is erased is left out."""
    items = await named_in(db, org_id, patient_ids)
    opened = await context.vault.open_many(db, org_id, items)
    persons = {}
    for patient_id, known in opened.items():
        fields = {key: text for item_id in items[patient_id] for key, text in known.get(item_id, {}).items()}
        persons[patient_id] = Person(**{key: fields.get(key) for key in Person.__struct_fields__})
    return persons
