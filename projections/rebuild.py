"""Building a read model anew from the log. Readers see the old rows until the new ones are all there."""

from collections.abc import Callable, Sequence
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from projections.base import Projection
from projections.catalogue import PROJECTIONS
from projections.desk import Desk
from projections.digest import digest
from projections.places import FIRST_BUILD, Place, Standing, move_places, open_places
from projections.reading import From, read_stretches, wanted_by

EVENTS_AT_ONCE = 10_000  # more than live: a bucket that many events touch is recomputed once for all of them

# The organisations that have anything to build from, and how many events.
HEADS = """
SELECT org_id, pos FROM log.feed_head WHERE lane = 0 AND ($1::uuid[] IS NULL OR org_id = ANY ($1)) ORDER BY org_id
"""

# Unlike the loop, the rebuild waits for whoever is at it.
LOCK = """
SELECT build FROM log.checkpoint WHERE org_id = $1 AND reader = $2 AND lane = 0 AND live FOR UPDATE
"""

UNPARK = "DELETE FROM log.parked WHERE org_id = $1 AND reader = $2 AND build = $3"

Progress = Callable[[int, int], None]
"""Told how many events are folded, of how many."""


Folded = Callable[[int], None]
"""Told the position up to which one organisation is folded."""


class UnknownReadModel(Exception):
    """No read model has this name."""


def _silent(done: int, total: int) -> None:
    """The default for callers who show no progress."""


def find(name: str) -> Projection:
    """The read model of a name. Raises UnknownReadModel."""
    for model in PROJECTIONS:
        if model.name == name:
            return model
    raise UnknownReadModel(f"there is no read model {name!r}; there are {', '.join(m.name for m in PROJECTIONS)}")


async def rebuild(
    pool: Pool,
    name: str,
    org_ids: Sequence[UUID] | None = None,
    progress: Progress = _silent,
    *,
    at_once: int = EVENTS_AT_ONCE,
) -> int:
    """Build a read model anew for some organisations, or all; answers how many events were folded.

    Each organisation is one transaction, in which everything is folded up to the head. What was parked is tried again.
    Raises UnknownReadModel.
    """
    model = find(name)
    heads = await pool.fetch(HEADS, org_ids)
    total, done = sum(row["pos"] for row in heads), 0
    progress(0, total)
    for head in heads:
        place = Place(head["org_id"], model.name, FIRST_BUILD, model.version)
        before = done

        def folded(pos: int, before: int = before) -> None:
            progress(before + pos, max(total, before + pos))

        done += await _rebuild_one(pool, model, place, folded, at_once)
    return done


async def _rebuild_one(pool: Pool, model: Projection, place: Place, folded: Folded, at_once: int) -> int:
    async with pool.acquire() as db, db.transaction():
        await walled(db, [place.org_id])
        await open_places(db, [place])  # by itself: whoever else opened it would wait until the rebuild ends
    async with pool.acquire() as db, db.transaction():
        await walled(db, [place.org_id])
        place = place._replace(build=await db.fetchval(LOCK, place.org_id, place.reader))
        await db.execute(UNPARK, place.org_id, place.reader, place.build)
        for table in model.tables:
            await db.execute(table.clear, place.org_id, place.build)
        pos = await _fold_all(db, model, place, folded, at_once)
        await move_places(db, [Standing(place, pos)])
        return pos


async def _fold_all(db: Connection, model: Projection, place: Place, folded: Folded, at_once: int) -> int:
    """Fold from the beginning to the head, however far it moves meanwhile; answers its position."""
    pos = 0
    parked: set[UUID] = set()
    while True:
        stretches = await read_stretches(db, [From(place.org_id, pos)], model.wants, at_once)
        if not stretches:
            return pos
        [stretch] = stretches.values()
        await digest(Desk(db, place.build), model, place, wanted_by(stretch.items, model.wants), parked)
        pos = stretch.last
        folded(pos)
