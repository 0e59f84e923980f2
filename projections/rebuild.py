"""Building read models anew from the log, beside those that are read: nobody stops, nobody sees them half done."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from domain.decider import Event
from domain.patient.events import PatientErased
from eventstore.walls import Connection, Pool, walled
from projections.abreast import abreast, each
from projections.base import Projection
from projections.builds import builds_of, claimed, clear_beside, live_of, stand
from projections.by_subject import Stretch, groups
from projections.catalogue import PROJECTIONS
from projections.desk import Desk, NewDesk
from projections.digest import digest, is_poison, readable
from projections.erased import erased_among, person_of
from projections.places import FIRST_BUILD, Place, Standing, open_places
from projections.reading import Item, item_of, wanted_by
from projections.switch import switch

EVENTS_AT_ONCE = 5_000  # of whole people: in memory some 20 MB for each group
GROUPS_AT_ONCE = 2  # one is folded while the rows of another are written
ORGANISATIONS_AT_ONCE = 3  # each keeps a connection of the pool for as long as it takes

# The organisations that have anything to build from, and how many events.
HEADS = """
SELECT org_id, pos FROM log.feed_head
WHERE lane = 0 AND pos > 0 AND ($1::uuid[] IS NULL OR org_id = ANY ($1)) ORDER BY org_id
"""

Progress = Callable[[int, int], None]
"""Told how many events are folded, of how many."""

More = Callable[[int], None]
"""Told how many events more."""


class UnknownReadModel(Exception):
    """No read model has this name."""


def _silent(done: int, total: int) -> None:
    """The default for callers who show no progress."""


def find(name: str, catalogue: Sequence[Projection] = PROJECTIONS) -> Projection:
    """The read model of a name. Raises UnknownReadModel."""
    for model in catalogue:
        if model.name == name:
            return model
    raise UnknownReadModel(f"there is no read model {name!r}; there are {', '.join(m.name for m in catalogue)}")


async def organisations_with_events(
    pool: Pool | Connection, org_ids: Collection[UUID] | None = None
) -> dict[UUID, int]:
    """The organisations with any events, all or these, and where their feeds end."""
    rows = await pool.fetch(HEADS, None if org_ids is None else list(org_ids))
    return {row["org_id"]: row["pos"] for row in rows}


async def rebuild(
    pool: Pool,
    names: str | Collection[str],
    org_ids: Collection[UUID] | None = None,
    progress: Progress = _silent,
    *,
    catalogue: Sequence[Projection] = PROJECTIONS,
    go_live: bool = True,
    at_once: int = EVENTS_AT_ONCE,
) -> int:
    """Build one or several read models anew for some organisations, or all; answers from how many events.

    Each is folded from nothing beside the live build; then it is switched to, unless `go_live` is false. What was
    parked is tried again. Builds beside the live one are removed first. All models share one reading of the log.
    Raises UnknownReadModel, and BuildsBusy or NoSuchBuild where somebody else is at it.
    """
    models = [find(name, catalogue) for name in ([names] if isinstance(names, str) else names)]
    feeds = await organisations_with_events(pool, org_ids)
    made, total = 0, sum(feeds.values())
    progress(0, total)

    def more(events: int) -> None:
        nonlocal made
        made += events
        progress(made, max(made, total))

    async def one(org_id: UUID) -> None:
        async with claimed(pool, org_id, [model.name for model in models]) as claim:
            for standing in await _Making(pool, org_id, models, at_once, more).run():
                await stand(claim, standing)  # with the claim or not at all: without it another may clear what is made
        for model in models if go_live else ():
            async with claimed(pool, org_id, [model.name]):
                await switch(pool, model, org_id)

    await abreast(each(feeds), one, ORGANISATIONS_AT_ONCE)
    return made


class _Making:
    """Making one new build of each of some read models in one organisation, in short transactions."""

    def __init__(self, pool: Pool, org_id: UUID, models: Sequence[Projection], at_once: int, more: More) -> None:
        self._pool = pool
        self._org_id = org_id
        self._models = models
        self._at_once = at_once
        self._more = more
        self._seen = 0

    async def run(self) -> list[Standing]:
        """From empty places to builds that may stand where the log ended when this began."""
        async with self._walled() as db:
            until = (await organisations_with_events(db, [self._org_id]))[self._org_id]
            places = [await self._empty_place(db, model) for model in self._models]
        wanted = frozenset[type[Event]]({PatientErased}).union(*(model.wants for model in self._models))
        stretch = Stretch(self._org_id, until, wanted)

        async def fold(rows: Sequence[asyncpg.Record]) -> None:
            await self._fold([item_of(row) for row in rows], places)

        await abreast(groups(self._pool, stretch, self._at_once), fold, GROUPS_AT_ONCE)
        self._more(until - self._seen)
        return [Standing(place, until) for place in places]

    @asynccontextmanager
    async def _walled(self) -> AsyncIterator[Connection]:
        async with self._pool.acquire() as db, db.transaction():
            await walled(db, [self._org_id])
            yield db

    async def _empty_place(self, db: Connection, model: Projection) -> Place:
        """Where the new build will be; nothing stands there, and nothing is left of what died there."""
        first = Place(self._org_id, model.name, FIRST_BUILD, model.version)
        await open_places(db, [first])  # there may be none yet; then this one is live, and the loop fills it
        live = live_of(await builds_of(db, self._org_id, model.name))
        await clear_beside(db, model, self._org_id, live)
        return first._replace(build=live.number + 1)

    async def _fold(self, items: Sequence[Item], places: Sequence[Place]) -> None:
        """All that some subjects have, into all builds, each in a transaction of its own; of who is erased nothing."""
        async with self._walled() as db:
            gone = await erased_among(db, items)
        kept = [item for item in items if person_of(item) not in gone]

        async def fold(making: tuple[Projection, Place]) -> None:
            await self._fold_one(*making, kept)

        await abreast(each(zip(self._models, places, strict=True)), fold, len(places))
        self._seen += len(items)
        self._more(len(items))

    async def _fold_one(self, model: Projection, place: Place, items: Sequence[Item]) -> None:
        wanted = wanted_by(items, model.wants)
        if not wanted:
            return
        try:
            async with self._walled() as db:
                await model.apply(NewDesk(db, place.build), readable(wanted))
        except Exception as error:
            if not is_poison(error):
                raise
            async with self._walled() as db:  # nothing of it is there: once more, with care, to find whom to park
                await digest(Desk(db, place.build), model, place, wanted, set())
