"""The builds of a read model in one organisation: which there are, which one is read, and who may change that."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from projections.base import Projection
from projections.places import Place, Standing


class BuildsBusy(Exception):
    """Somebody else is rebuilding, switching or dropping builds of the same read model."""


class NoSuchBuild(Exception):
    """The build that was asked for does not stand."""


class Build(NamedTuple):
    """One making of a read model in one organisation."""

    number: int  # from 1
    version: int  # of the code that makes it
    live: bool  # it is the one that is read
    pos: int  # up to which it is folded

    def at(self, org_id: UUID, reader: str) -> Standing:
        """As the place that the fold moves."""
        return Standing(Place(org_id, reader, self.number, self.version), self.pos)


# Exclusive, and gone with the process that asked for it. It says nothing about positions: those are locked as rows.
CLAIM = "SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))"

# An idle transaction that has read nothing holds up nobody, however long it takes.
WITHOUT_HASTE = "SELECT set_config('idle_in_transaction_session_timeout', '0', true)"

# The builds of one read model that stand.
BUILDS = """
SELECT build, version, live, pos FROM log.checkpoint WHERE org_id = $1 AND reader = $2 AND lane = 0 ORDER BY build
"""

# Whoever folds them lets go after each step, and finds them locked meanwhile.
HELD = f"{BUILDS} FOR UPDATE"

# A build stands, up to a position. It is not read yet.
STAND = """
INSERT INTO log.checkpoint (org_id, reader, build, version, live, pos) VALUES ($1, $2, $3, $4, false, $5)
"""

# Whether a build is the one that is read.
LIVE = "UPDATE log.checkpoint SET live = $4 WHERE org_id = $1 AND reader = $2 AND build = $3 AND lane = 0"

# Builds that are not read are kept up no longer.
FORGET = "DELETE FROM log.checkpoint WHERE org_id = $1 AND reader = $2 AND lane = 0 AND NOT live"

# Nor is it remembered whom they had set aside.
UNPARK = "DELETE FROM log.parked WHERE org_id = $1 AND reader = $2 AND build <> $3"


@asynccontextmanager
async def claimed(pool: Pool, org_id: UUID, readers: Collection[str]) -> AsyncIterator[Connection]:
    """Alone with the builds of these read models of an organisation. Raises BuildsBusy, and does not wait.

    Reading and live folding go on meanwhile. Yields the transaction that is the claim: with its connection it is lost,
    unseen by whoever works on others. What must not happen then is written there.
    """
    async with pool.acquire() as db, db.transaction():
        await db.execute(WITHOUT_HASTE)
        await walled(db, [org_id])
        for reader in readers:
            if not await db.fetchval(CLAIM, str(org_id), reader):
                raise BuildsBusy(
                    f"{reader} of organisation {org_id} is being rebuilt, switched or dropped by somebody else"
                )
        yield db


async def builds_of(db: Connection, org_id: UUID, reader: str) -> list[Build]:
    """The builds that stand, the oldest first."""
    return [Build(*row) for row in await db.fetch(BUILDS, org_id, reader)]


async def hold_builds(db: Connection, org_id: UUID, reader: str) -> list[Build]:
    """The builds that stand, none of which moves before the transaction ends."""
    return [Build(*row) for row in await db.fetch(HELD, org_id, reader)]


def live_of(builds: Sequence[Build]) -> Build:
    """The one that is read. Raises NoSuchBuild where nothing was ever folded."""
    for build in builds:
        if build.live:
            return build
    raise NoSuchBuild("nothing was folded yet")


async def stand(db: Connection, standing: Standing) -> None:
    """From now on a build is there, and is kept up, beside the live one."""
    place = standing.place
    await db.execute(STAND, place.org_id, place.reader, place.build, place.version, standing.pos)


async def make_live(db: Connection, org_id: UUID, reader: str, old: Build, new: Build) -> None:
    """From the end of the transaction on `new` is read in place of `old`. The caller holds both."""
    await db.execute(LIVE, org_id, reader, old.number, False)
    await db.execute(LIVE, org_id, reader, new.number, True)


async def drop_beside(pool: Pool, model: Projection, org_id: UUID) -> int:
    """Remove the builds that are not live; answers how many stood. Raises NoSuchBuild where nothing was ever folded.

    The caller has claimed them. The live one is folded meanwhile: its place is not locked, however much is removed.
    """
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        builds = await builds_of(db, org_id, model.name)
        await clear_beside(db, model, org_id, live_of(builds))
        return len(builds) - 1


async def clear_beside(db: Connection, model: Projection, org_id: UUID, live: Build) -> None:
    """Remove every build but the live one, and whatever a rebuild that died has left."""
    await db.execute(FORGET, org_id, model.name)
    await db.execute(UNPARK, org_id, model.name, live.number)
    for table in model.tables:
        await db.execute(table.clear_beside, org_id, live.number)
