"""Breaking the glass: an hour's look at a patient out of reach, for a reason that is kept; others are told of it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from eventstore.records import NewEffect
from eventstore.walls import writing
from services.audit.entry import Entry
from services.audit.ledger import as_row
from services.context import Context
from services.due import as_json

BREAK_GLASS_TELL = "break_glass.tell"
"""The stored kind of the effect that tells the owners and the clinic's lead, and of each letter that follows."""

OF_USE_FOR = timedelta(days=7)

# The grant, whom to tell of it and its entry in the audit: all of them or none.
BREAK = "SELECT ends_at FROM access.break_glass($1, $2, $3, $4, $5, $6, $7, $8)"

# Whether a member of staff may look at a patient at this moment of real time.
BROKEN = """
SELECT EXISTS (SELECT FROM access.break_glass
  WHERE org_id = $1 AND staff_id = $2 AND patient_id = $3 AND ends_at > clock_timestamp())
"""


class GlassBroken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The payload: ids only."""

    grant_id: UUID
    patient_id: UUID
    clinic_id: UUID
    receiver: UUID | None = None  # of this letter; none: they are to be found out first


def telling(what: GlassBroken, due_at: datetime) -> NewEffect:
    """Once for each grant and receiver."""
    detail = f"{what.grant_id}:{what.receiver or 'all'}"
    return NewEffect(
        effect_id=uuid5(what.grant_id, f"{BREAK_GLASS_TELL}:{detail}"),
        kind=BREAK_GLASS_TELL,
        dedupe_key=detail,
        due_at=due_at,
        expires_at=due_at + OF_USE_FOR,
        payload=msgspec.json.encode(what),
        urgent=True,
    )


async def break_glass(
    context: Context, org_id: UUID, staff_id: UUID, what: GlassBroken, reason: str, entry: Entry
) -> datetime:
    """Until when the look is granted, an hour from now. The reason is sealed for the patient, and goes with an erasure.

    Raises asyncpg's errors where the database does not take it.
    """
    sealed, _ = await context.vault.seal(org_id, what.patient_id, what.grant_id, {"reason": reason})
    effect = telling(what, context.clock.now(org_id))
    noted = msgspec.json.encode([as_row(org_id, entry)]).decode()
    who = (staff_id, what.patient_id, what.clinic_id)
    async with writing(context.log, org_id) as db:
        ends_at: datetime = await db.fetchval(
            BREAK, org_id, what.grant_id, *who, sealed.sealed, as_json([effect]), noted
        )
    return ends_at


async def is_broken(context: Context, org_id: UUID, staff_id: UUID, patient_id: UUID) -> bool:
    """Asked of the database each time: it ends by itself."""
    async with context.reading(org_id) as db:
        return bool(await db.fetchval(BROKEN, org_id, staff_id, patient_id))
