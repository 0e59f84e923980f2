"""Whom a reader had to set aside, because of which event, and trying again once the cause is mended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.decider import Event
from eventstore.postgres import recorded
from eventstore.records import Recorded
from eventstore.walls import Connection, Pool, reading, walled
from projections.base import Reader
from projections.desk import Desk
from projections.digest import digest
from projections.folding import EVENTS_AT_ONCE
from projections.places import Place
from projections.reading import item_of, names_of

ORGANISATIONS_AT_ONCE = 200

Wants = Mapping[str, frozenset[type[Event]]]
"""The readers of the log by name, and the events that each wants."""


class NotParked(Exception):
    """The reader has not set this subject aside, or no longer."""


class OtherCode(Exception):
    """The build is made by another version of the code than this one, which must not fold it."""


class Parked(NamedTuple):
    """A subject that one build of a reader has set aside."""

    place: Place
    live: bool  # the build is the one that is read
    subject_id: UUID  # a patient; of events about nobody, their stream
    pos: int  # of the event at fault
    error: str
    since: datetime
    waiting: int  # how many events the reader lacks, the one at fault among them


class Retried(NamedTuple):
    """How trying again ended."""

    applied: int  # events that the reader has now
    pos: int | None  # of the event that cannot be digested still; None: nothing waits any more
    error: str | None


# Whom the builds of one reader that stand have set aside, the longest parked first, with how many events are wanted.
# Two counts, because each has its index: of a person, and of a stream whose events are about nobody.
PARKED = """
SELECT p.org_id, p.reader, p.build, c.version, c.live, p.subject_id, p.pos, p.error, p.parked_at,
  (SELECT count(*) FROM log.events e WHERE e.org_id = p.org_id AND e.subject_id = p.subject_id AND e.lane = 0
     AND e.pos >= p.pos AND e.type = ANY ($3::text[]))
  + (SELECT count(*) FROM log.events e WHERE e.org_id = p.org_id AND e.stream_id = p.subject_id
     AND e.subject_id IS NULL AND e.lane = 0 AND e.pos >= p.pos AND e.type = ANY ($3::text[])) AS waiting
FROM log.parked p
JOIN log.checkpoint c ON c.org_id = p.org_id AND c.reader = p.reader AND c.build = p.build AND c.lane = 0
WHERE p.org_id = ANY ($1::uuid[]) AND p.reader = $2 AND ($4::uuid IS NULL OR p.subject_id = $4)
ORDER BY p.parked_at, p.org_id, p.build, p.subject_id
"""

AT = "SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = $2"

# The place of one build, held: until the transaction ends nobody else moves it. Waits for whoever does so now.
HOLD = """
SELECT version, pos FROM log.checkpoint WHERE org_id = $1 AND reader = $2 AND build = $3 AND lane = 0 FOR UPDATE
"""

AT_FAULT = "SELECT pos, error FROM log.parked WHERE org_id = $1 AND reader = $2 AND build = $3 AND subject_id = $4"

# The next of the events that wait, in the order of the feed. A stream's order by version is that of the feed.
WAITING = """
(SELECT * FROM log.events WHERE org_id = $1 AND subject_id = $2 AND lane = 0 AND pos > $3 AND pos <= $4
  AND type = ANY ($5::text[]) ORDER BY pos LIMIT $6)
UNION ALL
(SELECT * FROM log.events WHERE org_id = $1 AND stream_id = $2 AND subject_id IS NULL AND lane = 0 AND pos > $3
  AND pos <= $4 AND type = ANY ($5::text[]) ORDER BY version LIMIT $6)
ORDER BY pos LIMIT $6
"""

UNPARK = "DELETE FROM log.parked WHERE org_id = $1 AND reader = $2 AND build = $3 AND subject_id = $4"


async def find_parked(
    pool: Pool, wants: Wants, org_ids: Sequence[UUID], subject_id: UUID | None = None
) -> list[Parked]:
    """Whom these readers have set aside in these organisations, all or one subject; reader by reader."""
    found = []
    for reader, wanted in wants.items():
        for first in range(0, len(org_ids), ORGANISATIONS_AT_ONCE):
            some = org_ids[first : first + ORGANISATIONS_AT_ONCE]
            async with pool.acquire() as db, db.transaction(readonly=True):
                await walled(db, some)
                rows = await db.fetch(PARKED, some, reader, sorted(names_of(wanted)), subject_id)
            found += [Parked(Place(*row[:4]), *row[4:]) for row in rows]
    return found


async def event_at(pool: Pool, org_id: UUID, pos: int) -> Recorded:
    """The stored event at a position. Raises LookupError where there is none."""
    async with reading(pool, org_id) as db:
        row = await db.fetchrow(AT, org_id, pos)
    if row is None:
        raise LookupError(f"organisation {org_id} has no position {pos}")
    return recorded(row)


async def retry(pool: Pool, model: Reader, parked: Parked, at_once: int = EVENTS_AT_ONCE) -> Retried:
    """Let a reader digest all that waits, in the order of the feed, in one transaction with its place held.

    Where an event cannot be digested still, what is before it is kept, and the subject stays parked from there on.
    Raises NotParked, OtherCode, and whatever is no event's fault.
    """
    place = parked.place
    async with pool.acquire() as db, db.transaction():
        await walled(db, [place.org_id])
        folded = await _hold(db, model, place)
        pos, _ = await _at_fault(db, parked)
        names, after, applied, still = sorted(names_of(model.wants)), pos - 1, 0, set[UUID]()
        while not still and (
            rows := await db.fetch(WAITING, place.org_id, parked.subject_id, after, folded, names, at_once)
        ):
            await digest(Desk(db, place.build), model, place, [item_of(row) for row in rows], still)
            applied, after = applied + len(rows), rows[-1]["pos"]
        if not still:
            await db.execute(UNPARK, *place[:3], parked.subject_id)
            return Retried(applied, None, None)
        pos, error = await _at_fault(db, parked)
        return Retried(applied - sum(row["pos"] >= pos for row in rows), pos, error)


async def _hold(db: Connection, model: Reader, place: Place) -> int:
    """Up to where the build is folded; nobody moves it until the transaction ends."""
    there = await db.fetchrow(HOLD, *place[:3])
    if there is None:
        raise NotParked(f"build {place.build} of {place.reader} does not stand any more")
    if there["version"] != model.version:
        raise OtherCode(
            f"build {place.build} of {place.reader} is made by version {there['version']} of its code, and this is "
            f"version {model.version}"
        )
    folded: int = there["pos"]
    return folded


async def _at_fault(db: Connection, parked: Parked) -> tuple[int, str]:
    """The position of the event that cannot be digested, and the error, as they are now."""
    row = await db.fetchrow(AT_FAULT, *parked.place[:3], parked.subject_id)
    if row is None:
        raise NotParked(f"{parked.place.reader} has set {parked.subject_id} aside no longer")
    return row["pos"], row["error"]
