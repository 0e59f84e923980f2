"""Where each build of each reader stands in each organisation's feed, and whose events it has set aside.

A place is one row of log.checkpoint. The row is also the lease: who has locked it may move that build there.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from projections.base import Reader
from projections.desk import columns

FIRST_BUILD = 1


class Place(NamedTuple):
    """One build of a reader in one organisation, and the version of the code that makes it."""

    org_id: UUID
    reader: str
    build: int
    version: int


class Standing(NamedTuple):
    """A locked place, and the position up to which it has been folded."""

    place: Place
    pos: int


# The organisations with something unread, those that wait longest first, and which builds wait there: live or not, as
# long as it is this code that makes them. Where a reader has no build at all its first one is missing.
BEHIND = """
SELECT h.org_id, array_agg(r.reader) AS readers, array_agg(c.build) AS builds, array_agg(r.version) AS versions
FROM log.feed_head h
CROSS JOIN unnest($1::text[], $2::int[]) AS r(reader, version)
LEFT JOIN log.checkpoint c ON c.org_id = h.org_id AND c.reader = r.reader AND c.lane = h.lane
WHERE h.lane = 0 AND h.pos > coalesce(c.pos, 0) AND coalesce(c.version, r.version) = r.version
GROUP BY h.org_id, h.last_at ORDER BY h.last_at, h.org_id LIMIT $3 OFFSET $4
"""

# The same among some organisations. Not one statement for both: that would look at all of them.
BEHIND_AMONG = BEHIND.replace("WHERE h.lane = 0", "WHERE h.org_id = ANY ($5::uuid[]) AND h.lane = 0")

# What is read but made by other code than this: the readers, their versions, and in how many organisations.
OF_OTHER_CODE = """
SELECT c.reader, c.version, count(*) AS organisations
FROM unnest($1::text[], $2::int[]) AS r(reader, version)
JOIN log.checkpoint c ON c.reader = r.reader AND c.lane = 0 AND c.live AND c.version <> r.version
GROUP BY c.reader, c.version ORDER BY c.reader, c.version
"""

# A reader that is new to an organisation stands before its first event, and is read at once.
OPEN = """
INSERT INTO log.checkpoint (org_id, reader, build, version, live, pos)
SELECT org_id, reader, build, version, true, 0
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) AS w(org_id, reader, build, version)
ORDER BY org_id, reader ON CONFLICT DO NOTHING
"""

# What another worker holds is passed over: it is being done.
LOCK = """
SELECT c.org_id, c.reader, c.build, c.version, c.pos
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) AS w(org_id, reader, build, version)
JOIN log.checkpoint c ON c.org_id = w.org_id AND c.reader = w.reader AND c.build = w.build AND c.lane = 0
  AND c.version = w.version
ORDER BY c.org_id, c.reader, c.build FOR UPDATE OF c SKIP LOCKED
"""

MOVE = """
UPDATE log.checkpoint c SET pos = w.pos, moved_at = now()
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[]) AS w(org_id, reader, build, pos)
WHERE c.org_id = w.org_id AND c.reader = w.reader AND c.build = w.build AND c.lane = 0
"""

PARKED = """
SELECT p.org_id, p.reader, p.build, p.subject_id
FROM unnest($1::uuid[], $2::text[], $3::int[]) AS w(org_id, reader, build)
JOIN log.parked p ON p.org_id = w.org_id AND p.reader = w.reader AND p.build = w.build
"""

# From this event on nothing of the subject reaches this build. Who is tried again in vain has been parked since then.
PARK = """
INSERT INTO log.parked (org_id, reader, build, subject_id, pos, error) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, reader, build, subject_id) DO UPDATE SET pos = excluded.pos, error = excluded.error
RETURNING old.pos IS NULL  -- it was not there
"""


async def find_behind(
    pool: Pool, models: Sequence[Reader], most: int, skipped: int = 0, among: Collection[UUID] | None = None
) -> list[Place]:
    """The places with unread events in up to `most` organisations, after the first `skipped` ones, of all or `among`.

    Places that do not exist yet are opened.
    """
    async with pool.acquire() as db:
        asked = (*_names_and_versions(models), most, skipped)
        rows = await (db.fetch(BEHIND, *asked) if among is None else db.fetch(BEHIND_AMONG, *asked, list(among)))
        behind = [
            (Place(row["org_id"], reader, build or FIRST_BUILD, version), build is None)
            for row in rows
            for reader, build, version in zip(row["readers"], row["builds"], row["versions"], strict=True)
        ]
        new = [place for place, missing in behind if missing]
        if new:
            async with db.transaction():
                await walled(db, {place.org_id for place in new})
                await open_places(db, new)
    return [place for place, _ in behind]


def _names_and_versions(models: Sequence[Reader]) -> tuple[list[str], list[int]]:
    return [model.name for model in models], [model.version for model in models]


async def of_other_code(pool: Pool, models: Sequence[Reader]) -> list[tuple[str, int, int]]:
    """Live builds that this code does not keep up: the reader, the version that made it, in how many organisations."""
    return [tuple(row) for row in await pool.fetch(OF_OTHER_CODE, *_names_and_versions(models))]


async def open_places(db: Connection, places: Sequence[Place]) -> None:
    """Insert what is missing, at position 0 and live."""
    await db.execute(OPEN, *columns(places, 4))


async def lock_places(db: Connection, places: Sequence[Place]) -> list[Standing]:
    """Lock, until the transaction ends, those of the places that nobody else has locked."""
    rows = await db.fetch(LOCK, *columns(places, 4))
    return [Standing(Place(*place), pos) for *place, pos in rows]


async def move_places(db: Connection, standings: Sequence[Standing]) -> None:
    """Let locked places stand at their new positions."""
    await db.execute(MOVE, *columns([(p.org_id, p.reader, p.build, pos) for p, pos in standings], 4))


async def parked_subjects(db: Connection, places: Iterable[Place]) -> dict[Place, set[UUID]]:
    """The subjects set aside at each of the places."""
    parked: dict[Place, set[UUID]] = {place: set() for place in places}
    by_build = {place[:3]: place for place in parked}
    for *build, subject_id in await db.fetch(PARKED, *columns(list(by_build), 3)):
        parked[by_build[*build]].add(subject_id)
    return parked


async def park(db: Connection, place: Place, subject_id: UUID, pos: int, error: str) -> bool:
    """Set a subject aside for one build, from position `pos` on. False: it was already, and is tried again in vain."""
    return bool(await db.fetchval(PARK, *place[:3], subject_id, pos, _storable(error)[:2000]))


def _storable(text: str) -> str:
    """An error may quote what it is about, and Postgres takes neither NUL nor half a character."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()
