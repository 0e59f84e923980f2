"""The proof that rows and checkpoint were committed together: the rows are what the log says up to that very place."""

from collections.abc import Iterable
from uuid import UUID

from eventstore.walls import Connection, Pool, walled
from projections.base import Projection
from projections.builds import builds_of, live_of
from projections.by_subject import Stretch, groups
from projections.catalogue import PROJECTIONS
from projections.desk import Desk
from projections.digest import digest
from projections.places import Place
from projections.reading import item_of
from tests.support.rebuilt import Rows

SCRATCH = 1_000_000
"""A build that is made in a transaction and never committed."""


async def assert_rows_are_of_their_place(pool: Pool, org_ids: Iterable[UUID]) -> int:
    """While nobody folds; others may write. Answers how many events were folded for the comparison."""
    folded = 0
    for org_id in org_ids:
        for model in PROJECTIONS:
            folded += await _assert_one(pool, model, org_id)
    return folded


async def _assert_one(pool: Pool, model: Projection, org_id: UUID) -> int:
    folded = 0
    async with pool.acquire() as db:
        passing = db.transaction()
        await passing.start()
        try:
            await walled(db, [org_id])
            live = live_of(await builds_of(db, org_id, model.name))
            place = Place(org_id, model.name, SCRATCH, model.version)
            async for group in groups(pool, Stretch(org_id, live.pos, model.wants), at_once=5000):
                await digest(Desk(db, SCRATCH), model, place, [item_of(row) for row in group], set())
                folded += len(group)
            assert await rows_in(db, model, org_id, live.number) == await rows_in(db, model, org_id, SCRATCH), (
                f"{model.name} stands at {live.pos} and holds something else than the log up to there"
            )
        finally:
            await passing.rollback()
    return folded


async def rows_in(db: Connection, model: Projection, org_id: UUID, build: int) -> Rows:
    """Every row and byte of one build."""
    return {
        table.name: sorted(
            (
                tuple(row)
                for row in await db.fetch(
                    f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE org_id = $1 AND build = $2",
                    org_id,
                    build,
                )
            ),
            key=repr,
        )
        for table in model.tables
    }
