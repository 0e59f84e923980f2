"""The rows of the rounds: who is due, taking them, and writing when each is looked at next."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from eventstore.walls import Connection, Pool
from projections.base import PersonKey
from projections.desk import columns
from workers.rounds_look import Turn

# Who is due first in each organisation: one step in the index for each.
FIRST_DUE = """
SELECT h.org_id, first.due_at
FROM log.feed_head h
CROSS JOIN LATERAL (
  SELECT due_at FROM rm.rounds_patient WHERE org_id = h.org_id ORDER BY due_at LIMIT 1
) first
WHERE h.lane = 0
"""

# The next that are due, by each organisation's own clock, a share of each, so that nobody waits for an organisation
# with many; what another has locked is being looked at.
TAKE = """
SELECT t.* FROM unnest($1::uuid[], $2::timestamptz[]) AS w(org_id, now)
CROSS JOIN LATERAL (
  SELECT org_id, patient_id, closed, planned, again, nudge, effects, due_at FROM rm.rounds_patient
  WHERE org_id = w.org_id AND due_at <= w.now AND (rests_until IS NULL OR rests_until <= clock_timestamp())
  ORDER BY due_at LIMIT greatest($3 / cardinality($1), 1) FOR UPDATE SKIP LOCKED
) t
LIMIT $3
"""

# The same of one patient.
TAKE_ONE = """
SELECT org_id, patient_id, closed, planned, again, nudge, effects, due_at FROM rm.rounds_patient
WHERE org_id = $1 AND patient_id = $2 AND due_at <= $3 FOR UPDATE SKIP LOCKED
"""

MOVE = """
UPDATE rm.rounds_patient p
SET closed = w.closed, planned = w.planned, again = false, nudge = w.nudge, effects = w.effects::json,
  due_at = w.due_at, rests_until = NULL
FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::date[], $6::text[], $7::timestamptz[])
  AS w(org_id, patient_id, closed, planned, nudge, effects, due_at)
WHERE p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

REST = """
UPDATE rm.rounds_patient p SET rests_until = now() + make_interval(secs => $3)
FROM unnest($1::uuid[], $2::uuid[]) AS w(org_id, patient_id)
WHERE p.org_id = w.org_id AND p.patient_id = w.patient_id
"""

_ids = msgspec.json.Decoder(tuple[UUID, ...])


async def first_due(pool: Pool) -> Mapping[UUID, datetime]:
    """Since when, or from when on, somebody of each organisation is due, by its own clock."""
    return {row["org_id"]: row["due_at"] for row in await pool.fetch(FIRST_DUE)}


async def take(db: Connection, nows: Mapping[UUID, datetime], most: int) -> list[Turn]:
    """Lock, until the transaction ends, up to `most` patients who are due and whom nobody else has."""
    return [_turn(row) for row in await db.fetch(TAKE, list(nows), list(nows.values()), most)]


async def take_one(db: Connection, person: PersonKey, now: datetime) -> list[Turn]:
    """The same of one patient."""
    return [_turn(row) for row in await db.fetch(TAKE_ONE, *person, now)]


async def move(db: Connection, turns: Sequence[Turn]) -> None:
    """Write how far these patients' dates are done, and when they are looked at next."""
    rows = [
        (t.org_id, t.patient_id, t.closed, t.planned, t.nudge, msgspec.json.encode(t.effects).decode(), t.due_at)
        for t in turns
    ]
    if rows:
        await db.execute(MOVE, *columns(rows, 7))


async def rest(db: Connection, people: Collection[PersonKey], seconds: float) -> None:
    """Leave these alone for a while, in real time."""
    if people:
        await db.execute(REST, *columns(sorted(people), 2), seconds)


def _turn(row: asyncpg.Record) -> Turn:
    return Turn(
        org_id=row["org_id"],
        patient_id=row["patient_id"],
        closed=row["closed"],
        planned=row["planned"],
        again=row["again"],
        nudge=row["nudge"],
        effects=_ids.decode(row["effects"]),
        due_at=row["due_at"],
    )
