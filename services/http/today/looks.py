"""What is new to somebody: when they looked at their day before, and what happened to each patient since.

Looks with less than half an hour between them are one visit: news stay new until it is over.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

import msgspec

from eventstore.cursor import CursorRefused, check_cursor
from eventstore.postgres import in_utc
from eventstore.walls import Connection
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.today.forms import LastTodayVisit, NewsKind, TodayLookedAnswer, TodayLookedBody

ONE_VISIT = timedelta(minutes=30)

KINDS: Mapping[str, NewsKind] = {
    "session.logged": "sessions",
    "symptom.reported": "symptoms",
    "barrier.reported": "barriers",
    "patient.red_flag_reported": "red_flags",
    "thread.message_sent": "messages",
    "score.recorded": "scores",
    "alert.raised": "alerts",
    "program.assigned": "programs",
    "program.revised": "programs",
    "program.paused": "programs",
    "program.resumed": "programs",
    "program.completed": "programs",
    "visit.scheduled": "visits",
    "visit.cancelled": "visits",
    "visit.recorded": "visits",
}
"""What is told as news, by the stored name of the event."""

# When somebody looked last, and how far the log was then; and the same of the visit before.
LOOKED = "SELECT at, place, before_at, before_place FROM access.looked WHERE org_id = $1 AND staff_id = $2"

# Somebody looks. Where the last look was before a moment that visit is over, and this is a new one.
LOOK = """
INSERT INTO access.looked AS l (org_id, staff_id, at, place) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, staff_id) DO UPDATE SET
  at = excluded.at, place = excluded.place,
  before_at = CASE WHEN l.at <= $5 THEN l.at ELSE l.before_at END,
  before_place = CASE WHEN l.at <= $5 THEN l.place ELSE l.before_place END
"""

# How often something of these kinds happened to each of some patients behind a position, but for what one did oneself,
# and for what the clinic wrote to them.
NEWS = """
SELECT w.patient_id, e.type, count(*) AS number
FROM unnest($2::uuid[]) AS w(patient_id)
CROSS JOIN LATERAL (
  SELECT type FROM log.events
  WHERE org_id = $1 AND subject_id = w.patient_id AND lane = 0 AND pos > $3
    AND type = ANY ($4::text[]) AND actor <> $5 AND (type <> 'thread.message_sent' OR actor NOT LIKE 'staff:%') OFFSET 0
) e
GROUP BY w.patient_id, e.type
"""


async def last_visit(db: Connection, org_id: UUID, staff_id: UUID, now: datetime) -> LastTodayVisit | None:
    """The visit before this one; None for somebody's first, and after a restore that lost its place."""
    row = await db.fetchrow(LOOKED, org_id, staff_id)
    if row is None:
        return None
    over = in_utc(row["at"]) <= now - ONE_VISIT
    at, place = (row["at"], row["place"]) if over else (row["before_at"], row["before_place"])
    if at is None:
        return None
    try:
        await check_cursor(db, org_id, place)
    except CursorRefused:
        return None
    return LastTodayVisit(in_utc(at), place)


async def news(
    db: Connection, org_id: UUID, patient_ids: Sequence[UUID], pos: int, but_by: str
) -> dict[UUID, dict[NewsKind, int]]:
    """By patient what happened behind a position, counted by kind; not what `but_by` (a signature) did."""
    found: dict[UUID, dict[NewsKind, int]] = {}
    for patient_id, type_, number in await db.fetch(NEWS, org_id, patient_ids, pos, list(KINDS), but_by):
        kinds, kind = found.setdefault(patient_id, {}), KINDS[type_]
        kinds[kind] = kinds.get(kind, 0) + number
    return {patient_id: {kind: kinds[kind] for kind in _ORDER if kind in kinds} for patient_id, kinds in found.items()}


_ORDER: tuple[NewsKind, ...] = get_args(NewsKind)


async def look(asked: Asked) -> Reply:
    """Raises CursorRefused for a position that is none, or that this log does not have."""
    body, org_id, context = read_form(asked.body, TodayLookedBody), asked.actor.org_id, asked.context
    now = context.clock.now(org_id)
    async with context.writing(org_id) as db:
        await check_cursor(db, org_id, body.position)
        await db.execute(LOOK, org_id, asked.actor.holder, now, body.position, now - ONE_VISIT)
        before = await last_visit(db, org_id, asked.actor.holder, now)
    return Reply(msgspec.json.encode(TodayLookedAnswer(before)))
