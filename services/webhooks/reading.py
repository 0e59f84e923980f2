"""How webhooks are doing and what became of the news for them, as the engine has written it down: for the doors."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from eventstore.walls import Connection

COUNTED = 1_000

# Webhooks of an organisation, or of one partner of it; how many pieces of news wait for each.
HOOKS = """
SELECT h.webhook_id, h.partner_id, h.types, h.clinics, h.stopped, h.failing, h.failing_since, h.paused_until, (
  SELECT count(*) FROM (
    SELECT FROM access.webhook_delivery d
    WHERE d.org_id = $1 AND d.webhook_id = h.webhook_id AND d.state = 'waiting' LIMIT $3) w) AS waiting
FROM access.webhook h WHERE h.org_id = $1 AND ($2::uuid IS NULL OR h.partner_id = $2) ORDER BY h.webhook_id
"""
# What one was or is to be told, the newest first.
NEWS = """
SELECT event_id, type, subject_id, place, recorded_at, state, tries, tried_at, due_at, status, error, pos
FROM access.webhook_delivery
WHERE org_id = $1 AND webhook_id = $2 AND ($3::text IS NULL OR state = $3) AND ($4::bigint IS NULL OR pos < $4)
ORDER BY pos DESC LIMIT $5
"""

# Whoever registers one for the same owner waits until this transaction ends.
IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || $1::uuid || coalesce($2::uuid::text, ''), 0))"

# How many an owner has: those the engine has met, and what happened in the log behind the place it has come to.
STANDING = """
WITH behind AS (
  SELECT e.stream_id, e.type, e.data->>'partner_id' AS partner FROM log.events e
  WHERE e.org_id = $1 AND e.lane = 0 AND e.type IN ('webhook.registered', 'webhook.removed') AND e.pos > coalesce(
    (SELECT c.pos FROM log.checkpoint c WHERE c.org_id = $1 AND c.reader = 'webhooks' AND c.lane = 0 AND c.live), 0))
SELECT count(*) FROM (
  (SELECT h.webhook_id FROM access.webhook h WHERE h.org_id = $1 AND h.partner_id IS NOT DISTINCT FROM $2
    UNION SELECT stream_id FROM behind
    WHERE type = 'webhook.registered' AND partner::uuid IS NOT DISTINCT FROM $2)
  EXCEPT SELECT stream_id FROM behind WHERE type = 'webhook.removed') w
"""


async def standing_in_turn(db: Connection, org_id: UUID, partner_id: UUID | None) -> int:
    """How many webhooks a partner has, None: the organisation itself. Nobody else counts until `db` commits."""
    await db.execute(IN_TURN, org_id, partner_id)
    found: int = await db.fetchval(STANDING, org_id, partner_id)
    return found


async def hooks(db: Connection, org_id: UUID, partner_id: UUID | None) -> Sequence[asyncpg.Record]:
    """`partner_id` None: all of the organisation."""
    return await db.fetch(HOOKS, org_id, partner_id, COUNTED)


async def news(
    db: Connection, org_id: UUID, webhook_id: UUID, state: str | None, before: int | None, limit: int
) -> Sequence[asyncpg.Record]:
    """`before`: a position; None: from the newest on."""
    return await db.fetch(NEWS, org_id, webhook_id, state, before, limit)
