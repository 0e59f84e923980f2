"""What has moved in an organisation since a place in its log: alerts, and patients of whom read models say more now."""

from typing import NamedTuple
from uuid import UUID

from domain.decider import Event
from eventstore.walls import Connection
from projections.catalogue import PROJECTIONS
from projections.reading import names_of

ALERT = "alert."
OF_READ_MODELS = sorted(names_of(frozenset[type[Event]]().union(*(model.wants for model in PROJECTIONS))))

# The end of the log, and up to where all read models that are read have come.
REACHED = """
SELECT h.pos, least(h.pos, (SELECT min(coalesce(c.pos, 0)) FROM unnest($2::text[]) AS r(reader)
  LEFT JOIN log.checkpoint c ON c.org_id = $1 AND c.reader = r.reader AND c.lane = 0 AND c.live)) AS told
FROM log.feed_head h WHERE h.org_id = $1 AND h.lane = 0
"""

# A stretch of the log, as far as it moves what people look at.
STRETCH = """
SELECT pos, hash, type, stream_id, subject_id, CASE WHEN type LIKE 'alert.%' THEN data->>'rule' END AS rule,
  CASE WHEN type LIKE 'alert.%' THEN data->>'grade' END AS grade,
  type = ANY ($4::text[]) AND subject_id IS NOT NULL AS moves
FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 AND pos <= $3 ORDER BY pos LIMIT $5
"""


class Reached(NamedTuple):
    head: int  # the position of the newest event
    told: int  # the position up to which all read models are folded


class Move(NamedTuple):
    """An alert that changed, or else a patient who did."""

    pos: int
    hash: bytes
    patient_id: UUID
    alert_id: UUID | None = None
    change: str = ""  # of the alert: raised, acknowledged, resolved, and so on
    rule: str | None = None  # where the change says it
    grade: str | None = None


class Moves(NamedTuple):
    """What a stretch of the log moved, in order. Of one patient in one stretch there is the last move alone."""

    last: int  # the position up to which was read
    hash: bytes  # of the event there
    moves: list[Move]


async def reached(db: Connection, org_id: UUID) -> Reached:
    """How far log and read models are."""
    row = await db.fetchrow(REACHED, org_id, [model.name for model in PROJECTIONS])
    return Reached(0, 0) if row is None else Reached(*row)


async def moves(db: Connection, org_id: UUID, after: int, until: int, limit: int) -> Moves | None:
    """What up to `limit` events behind a position, none beyond `until`, have moved; None where there are no events."""
    rows = await db.fetch(STRETCH, org_id, after, until, OF_READ_MODELS, limit)
    if not rows:
        return None
    alerts, patients = list[Move](), dict[UUID, Move]()
    for row in rows:
        pos, hash_, type_, patient_id = row["pos"], row["hash"], row["type"], row["subject_id"]
        if not row["moves"]:
            continue
        if type_.startswith(ALERT):
            change = type_.removeprefix(ALERT)
            alerts.append(Move(pos, hash_, patient_id, row["stream_id"], change, row["rule"], row["grade"]))
        else:
            patients[patient_id] = Move(pos, hash_, patient_id)
    return Moves(rows[-1]["pos"], rows[-1]["hash"], sorted([*alerts, *patients.values()]))
