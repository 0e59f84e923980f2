"""The rows of webhooks, as the engine keeps them: how each is doing, and what it was or is to be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from eventstore.cursor import encode_cursor
from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.desk import columns
from services.webhooks.effects import turn_effect
from services.webhooks.schedule import DeliveryState, Health
from services.webhooks.sending import Sent
from workers.effect_rows import write_effects

KEPT = timedelta(days=30)
STUCK_AFTER = timedelta(hours=1)
"""A turn that is waited for so long was lost: the next news begins another."""

DROPPED_AT_ONCE = 5_000
MOST_WAITING = 50_000
"""News that may wait for one webhook; beyond it the webhook is stopped as one that keeps failing."""

_HOOK = "webhook_id, partner_id, types, clinics, stopped, turn, turn_at, turning, failing, failing_since, paused_until"

HOOKS = f"SELECT org_id, {_HOOK} FROM access.webhook WHERE org_id = ANY ($1::uuid[]) ORDER BY org_id, webhook_id"  # noqa: S608 (written names)
# One alone, until the transaction ends: whoever gives it turns and whoever takes them wait for each other.
LOCKED = f"SELECT {_HOOK} FROM access.webhook WHERE org_id = $1 AND webhook_id = $2 FOR UPDATE"  # noqa: S608

KEEP_HOOK = """
INSERT INTO access.webhook (org_id, webhook_id, partner_id, types, clinics, stopped) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, webhook_id) DO UPDATE
SET types = excluded.types, clinics = excluded.clinics, stopped = excluded.stopped,
  failing = CASE WHEN access.webhook.stopped IS NOT NULL AND excluded.stopped IS NULL THEN 0
    ELSE access.webhook.failing END,
  failing_since = CASE WHEN access.webhook.stopped IS NOT NULL AND excluded.stopped IS NULL THEN NULL
    ELSE access.webhook.failing_since END,
  paused_until = CASE WHEN access.webhook.stopped IS NOT NULL AND excluded.stopped IS NULL THEN NULL
    ELSE access.webhook.paused_until END
"""
DROP_HOOK = "DELETE FROM access.webhook WHERE org_id = $1 AND webhook_id = $2"
DROP_NEWS = "DELETE FROM access.webhook_delivery WHERE org_id = $1 AND webhook_id = $2"

SET_TURN = "UPDATE access.webhook SET turn = $3, turn_at = $4, turning = $5 WHERE org_id = $1 AND webhook_id = $2"
SET_HEALTH = """
UPDATE access.webhook SET failing = $3, failing_since = $4, paused_until = $5 WHERE org_id = $1 AND webhook_id = $2
"""

# News to be told; what is there already stays as it is.
ADD = """
INSERT INTO access.webhook_delivery
  (org_id, webhook_id, event_id, pos, type, subject_id, recorded_at, place, due_at, made_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::timestamptz[],
  $8::text[], $9::timestamptz[], $10::timestamptz[])
ON CONFLICT (org_id, webhook_id, event_id) DO
"""
ADD_NEW = f"{ADD} NOTHING RETURNING webhook_id"
# The same from the beginning, whatever became of it before; what still waits goes on waiting.
ADD_AGAIN = f"""
{ADD} UPDATE SET state = 'waiting', tries = 0, due_at = excluded.due_at, made_at = excluded.made_at
WHERE access.webhook_delivery.state <> 'waiting' RETURNING webhook_id
"""

# News that somebody may not know of any more.
DROP_SOME = "DELETE FROM access.webhook_delivery WHERE org_id = $1 AND webhook_id = $2 AND event_id = ANY ($3::uuid[])"

DUE = """
SELECT event_id, pos, type, subject_id, recorded_at, place, tries FROM access.webhook_delivery
WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting' AND due_at <= $3 ORDER BY due_at, pos LIMIT $4
"""
TOLD = """
UPDATE access.webhook_delivery d
SET state = w.state, tries = w.tries, due_at = coalesce(w.due_at, d.due_at), tried_at = $3, status = w.status,
  error = w.error
FROM unnest($4::uuid[], $5::text[], $6::int[], $7::timestamptz[], $8::int[], $9::text[])
  AS w(event_id, state, tries, due_at, status, error)
WHERE d.org_id = $1 AND d.webhook_id = $2 AND d.event_id = w.event_id
"""
# When there is something to do for a webhook: news that is due, or some that has been kept long enough.
NEXT = """
SELECT least(
  CASE WHEN $3 THEN (SELECT min(due_at) FROM access.webhook_delivery
    WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting') END,
  (SELECT min(made_at) + $4::interval FROM access.webhook_delivery WHERE org_id = $1 AND webhook_id = $2))
"""
DROP_OLD = """
DELETE FROM access.webhook_delivery WHERE org_id = $1 AND ctid = ANY (ARRAY(
  SELECT ctid FROM access.webhook_delivery WHERE org_id = $1 AND webhook_id = $2 AND made_at <= $3
  ORDER BY made_at LIMIT $4))
"""
WAITING = """
SELECT count(*) FROM (
  SELECT FROM access.webhook_delivery WHERE org_id = $1 AND webhook_id = $2 AND state = 'waiting' LIMIT $3) w
"""


class Hook(Struct, frozen=True):
    """A webhook as its row has it."""

    webhook_id: UUID
    partner_id: UUID | None
    types: Sequence[str]
    clinics: Sequence[UUID]
    stopped: str | None
    turn: int = 0
    turn_at: datetime | None = None  # None: nothing is waited for
    turning: bool = False
    failing: int = 0
    failing_since: datetime | None = None
    paused_until: datetime | None = None

    @property
    def health(self) -> Health:
        return Health(self.failing, self.failing_since, self.paused_until)


class Due(NamedTuple):
    """One piece of news to be told now."""

    event_id: UUID
    pos: int
    type: str
    subject_id: UUID | None
    recorded_at: datetime
    place: str
    tries: int
    correlation_id: UUID | None = None  # of the event: the request that led to it


class Outcome(NamedTuple):
    """What becomes of it. `due_at` None where it is not tried again."""

    event_id: UUID
    state: DeliveryState
    tries: int
    due_at: datetime | None
    sent: Sent


async def locked(db: Connection, org_id: UUID, webhook_id: UUID) -> Hook | None:
    row = await db.fetchrow(LOCKED, org_id, webhook_id)
    return None if row is None else Hook(*row)


async def add(
    db: Connection, wanted: Sequence[tuple[UUID, Recorded]], now: datetime, *, again: bool = False
) -> set[UUID]:
    """Write down which event is to be told to which webhook; answers the webhooks for which that is new."""
    rows = [
        (
            *(event.org_id, webhook_id, event.event_id, event.pos, event.type, event.subject_id, event.recorded_at),
            *(encode_cursor(event.pos, event.hash), now, now),
        )
        for webhook_id, event in wanted
    ]
    found = await db.fetch(ADD_AGAIN if again else ADD_NEW, *columns(rows, 10)) if rows else []
    return {row["webhook_id"] for row in found}


async def wake(db: Connection, org_id: UUID, webhook_id: UUID, now: datetime) -> None:
    """See to it that somebody looks at what is due: at once, or when a webhook that is left in peace may be tried.

    A turn that is under way looks again before it ends, and waits for this transaction to do so.
    """
    hook = await locked(db, org_id, webhook_id)
    if hook is None or hook.stopped is not None:
        return
    at = now if hook.paused_until is None else max(now, hook.paused_until)
    waited_for = hook.turn_at is not None and (hook.turning or hook.turn_at <= at)
    if not waited_for or (hook.turn_at is not None and hook.turn_at < now - STUCK_AFTER):
        await give_turn(db, org_id, hook, at)


async def give_turn(db: Connection, org_id: UUID, hook: Hook, at: datetime) -> None:
    """The next turn; whatever was waited for before is none any more."""
    await db.execute(SET_TURN, org_id, hook.webhook_id, hook.turn + 1, at, False)
    await write_effects(db, [(org_id, turn_effect(hook.webhook_id, hook.turn + 1, at))])


async def tell_outcomes(
    db: Connection, org_id: UUID, webhook_id: UUID, at: datetime, outcomes: Sequence[Outcome]
) -> None:
    rows = [(one.event_id, one.state, one.tries, one.due_at, one.sent.status, one.sent.error) for one in outcomes]
    await db.execute(TOLD, org_id, webhook_id, at, *columns(rows, 6))


async def set_health(db: Connection, org_id: UUID, webhook_id: UUID, health: Health) -> None:
    await db.execute(SET_HEALTH, org_id, webhook_id, health.failing, health.failing_since, health.paused_until)
