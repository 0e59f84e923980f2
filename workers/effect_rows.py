"""Writing down what is to be done in the world beside rows of the engine's own: with them, or not at all."""

from collections.abc import Sequence
from uuid import UUID

from eventstore.records import NewEffect
from eventstore.walls import Connection
from projections.desk import columns

# Things to be done; what is there already, by its kind and dedupe key, stays as it is.
WRITE = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, expires_at, urgent, payload)
SELECT org_id, effect_id, kind, dedupe_key, due_at, expires_at, urgent, payload::json
FROM unnest(
  $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::boolean[], $8::text[])
  AS w(org_id, effect_id, kind, dedupe_key, due_at, expires_at, urgent, payload)
ON CONFLICT DO NOTHING
"""


async def write_effects(db: Connection, effects: Sequence[tuple[UUID, NewEffect]]) -> None:
    """Each with its organisation, within the caller's transaction."""
    if effects:
        await db.execute(
            WRITE,
            *columns(
                [
                    (
                        *(org_id, effect.effect_id, effect.kind, effect.dedupe_key, effect.due_at, effect.expires_at),
                        *(effect.urgent, effect.payload.decode()),
                    )
                    for org_id, effect in effects
                ],
                8,
            ),
        )
