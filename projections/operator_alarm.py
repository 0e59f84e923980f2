"""Telling the operator that a reader set somebody aside: written with the park itself, so once for each, whatever dies.

Ids only: who reads the message looks the rest up with `carryover parked`.
"""

from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from eventstore.records import Recorded
from eventstore.walls import Connection
from projections.places import Place

OPERATOR_ALARM = "operator.alarm"
"""The stored kind of these effects."""

CHANNELS = ("email", "console")
MOST_MAILS = 20  # for one build in one organisation: then the operator knows, and the console tells of the rest


class OperatorAlarm(Struct, frozen=True, kw_only=True):
    """The payload."""

    reader: str
    build: int
    subject_id: UUID
    pos: int
    channel: str


# Something to do in the world, unless it is there already, or so many of the same build are parked by now.
TELL = """
INSERT INTO log.effect (org_id, effect_id, kind, dedupe_key, due_at, payload)
SELECT $1, $2, $3, $4, $5, $6
WHERE $9::int IS NULL OR (
  SELECT count(*) FROM (
    SELECT FROM log.parked WHERE org_id = $1 AND reader = $7 AND build = $8 LIMIT $9 + 1
  ) few
) <= $9
ON CONFLICT DO NOTHING
"""


async def tell_operator(db: Connection, place: Place, subject_id: UUID, at_fault: Recorded) -> None:
    """By e-mail and on the console, once for this subject, build and event; within the caller's transaction."""
    for channel in CHANNELS:
        key = f"{place.reader}:{place.build}:{subject_id}:{at_fault.pos}:{channel}"
        alarm = OperatorAlarm(
            reader=place.reader, build=place.build, subject_id=subject_id, pos=at_fault.pos, channel=channel
        )
        await db.execute(
            TELL,
            place.org_id,
            uuid5(subject_id, f"{OPERATOR_ALARM}:{key}"),
            OPERATOR_ALARM,
            key,
            at_fault.recorded_at,  # the organisation's clock: due at once
            msgspec.json.encode(alarm).decode(),
            place.reader,
            place.build,
            MOST_MAILS if channel == "email" else None,
        )
