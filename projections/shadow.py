"""Comparing a build that stands beside the live one with it, row by row, at one and the same position."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from projections.base import Projection
from projections.builds import Build, NoSuchBuild, builds_of, hold_builds, live_of
from projections.folding import fold_up_to
from projections.switch import newest

TRIES = 5  # to meet both at one position without holding them; the last time they are held
LOOK_SECONDS = 0.1
KEYS_SHOWN = 5


class Difference(NamedTuple):
    """What two builds hold differently in one table. `keys`: the first few, without organisation and build."""

    table: str
    only_live: int
    only_new: int
    differing: int
    keys: tuple[str, ...]


class Comparison(NamedTuple):
    """Two builds at one position. They say the same when there are no differences."""

    live: Build
    new: Build
    differences: Sequence[Difference]


# Rows of both builds as text: the key, and what is known under it. Rows that say the same do not come out.
DIFFERENT = """
WITH different AS MATERIALIZED (
  SELECT live.key AS live, new.key AS new
  FROM (SELECT ROW({key})::text AS key, ROW({values})::text AS said FROM {rows} AND build = $2) live
  FULL JOIN (SELECT ROW({key})::text AS key, ROW({values})::text AS said FROM {rows} AND build = $3) new
    ON new.key = live.key
  WHERE live.said IS DISTINCT FROM new.said
)
SELECT count(*) FILTER (WHERE new IS NULL) AS only_live, count(*) FILTER (WHERE live IS NULL) AS only_new,
  count(*) FILTER (WHERE live = new) AS differing,
  ARRAY (SELECT coalesce(live, new) FROM different ORDER BY 1 LIMIT $4) AS keys
FROM different
"""


async def compare(pool: Pool, model: Projection, org_id: UUID) -> Comparison:
    """The build made last with the live one. Writing goes on meanwhile, and but for moments live folding does, too.

    Raises NoSuchBuild where nothing stands beside the live one, or the two never meet.
    """
    for turn in range(TRIES):
        async with pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            live, new = await _level(db, model, org_id)
            if live.pos == new.pos and turn == TRIES - 1:
                return await _compared(db, model, org_id, live, new)
        async with pool.acquire() as db, db.transaction(isolation="repeatable_read", readonly=True):
            await walled(db, [org_id])
            builds = await builds_of(db, org_id, model.name)
            live, new = live_of(builds), newest(builds)
            if live.pos == new.pos:
                return await _compared(db, model, org_id, live, new)
        await asyncio.sleep(LOOK_SECONDS)
    raise NoSuchBuild(f"the live build stands at {live.pos}, the new one at {new.pos}, and nobody brings them together")


async def _level(db: Connection, model: Projection, org_id: UUID) -> tuple[Build, Build]:
    """Both builds, held, with the one behind folded exactly up to the other; unless other code than ours makes it."""
    builds = await hold_builds(db, org_id, model.name)
    pair, levelled = (live_of(builds), newest(builds)), list[Build]()
    for build in pair:
        standing = build.at(org_id, model.name)
        if build.version == model.version:
            standing = await fold_up_to(db, model, standing, max(one.pos for one in pair))
        levelled.append(build._replace(pos=standing.pos))
    live, new = levelled
    return live, new


async def _compared(db: Connection, model: Projection, org_id: UUID, live: Build, new: Build) -> Comparison:
    """Row by row, the tables first, then whom each build had to set aside."""
    statements = {
        table.name: DIFFERENT.format(
            key=", ".join(table.key), values=", ".join(table.values), rows=f"{table.name} WHERE org_id = $1"
        )
        for table in model.tables
    }
    statements["log.parked"] = DIFFERENT.format(
        key="subject_id", values="pos", rows=f"log.parked WHERE org_id = $1 AND reader = '{model.name}'"
    )
    differences = []
    for name, statement in statements.items():
        [(only_live, only_new, differing, keys)] = await db.fetch(
            statement, org_id, live.number, new.number, KEYS_SHOWN
        )
        if keys:
            differences.append(Difference(name, only_live, only_new, differing, tuple(keys)))
    return Comparison(live, new, differences)
