"""The rows of reminders that wait to be sent: taking them back to plan anew, and writing what is planned."""

from collections.abc import Collection, Sequence
from uuid import UUID

from eventstore.records import NewEffect
from eventstore.walls import Connection
from projections.desk import columns
from services.reminder_effects import ReminderDelivery, decode_delivery
from workers.effect_rows import write_effects

PLANNED_ANEW = "planned anew"

# What was written and nobody has begun to send. What somebody has in hand, or may have sent, stays.
RECALL = f"""
UPDATE log.effect e SET state = 'moot', error = '{PLANNED_ANEW}', ended_at = now(), lease_until = NULL
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, effect_id)
WHERE e.org_id = w.org_id AND e.effect_id = w.effect_id AND e.state IN ('pending', 'leased')
  AND e.calling_since IS NULL
RETURNING e.org_id, e.payload
"""  # noqa: S608 (put together from constants)

IN_HAND = """
SELECT e.org_id, e.payload
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, effect_id)
JOIN log.effect e ON e.org_id = w.org_id AND e.effect_id = w.effect_id
WHERE e.state IN ('pending', 'leased', 'claimed')
"""

# What was taken back and is planned alike again is to be sent after all.
REVIVE = f"""
UPDATE log.effect e SET state = 'pending', error = NULL, ended_at = NULL
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, effect_id)
WHERE e.org_id = w.org_id AND e.effect_id = w.effect_id AND e.state = 'moot' AND e.error = '{PLANNED_ANEW}'
"""  # noqa: S608 (put together from constants)

EffectKey = tuple[UUID, UUID]
"""Organisation and effect."""


async def recall(db: Connection, written: Collection[EffectKey]) -> list[tuple[UUID, ReminderDelivery]]:
    """Take back those of these that nobody has begun to send; with their organisation."""
    return await _deliveries(db, RECALL, written)


async def in_hand(db: Connection, written: Collection[EffectKey]) -> list[tuple[UUID, ReminderDelivery]]:
    """Those of these that are not taken back and have not ended."""
    return await _deliveries(db, IN_HAND, written)


async def write_reminders(db: Connection, effects: Sequence[tuple[UUID, NewEffect]]) -> None:
    """Let these, each with its organisation, be sent when they are due."""
    if effects:
        await db.execute(REVIVE, *columns([(org_id, effect.effect_id) for org_id, effect in effects], 2))
        await write_effects(db, effects)


async def _deliveries(
    db: Connection, statement: str, written: Collection[EffectKey]
) -> list[tuple[UUID, ReminderDelivery]]:
    rows = await db.fetch(statement, *columns(sorted(written), 2)) if written else []
    return [(row["org_id"], decode_delivery(row["payload"])) for row in rows]
