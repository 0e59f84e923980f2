"""The proof that read models say what the log says: folded to the end, and then built anew with the same bytes."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from eventstore.walls import Pool, walled
from projections.base import Projection
from projections.catalogue import PROJECTIONS
from projections.places import find_behind
from projections.rebuild import rebuild
from projections.runner import run_once
from tests.support.waiting import until

FOLDED_SECONDS = 30.0

Rows = dict[str, list[tuple[object, ...]]]


async def rows_of(pool: Pool, model: Projection, org_id: UUID) -> Rows:
    """Every row and byte of a read model's live build that one organisation has."""
    found: Rows = {}
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        for table in model.tables:
            live = f"FROM {table.name} WHERE org_id = $1 AND build = log.live($1, $2)"
            rows = await db.fetch(f"SELECT {', '.join(table.columns)} {live}", org_id, model.name)
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


async def without_ids(pool: Pool, model: Projection, org_id: UUID) -> Rows:
    """The same without the organisation."""
    return {table: [row[1:] for row in rows] for table, rows in (await rows_of(pool, model, org_id)).items()}


async def assert_rebuilt_is_live(pool: Pool, org_ids: Iterable[UUID]) -> int:
    """Answers how many rows of read models were compared. Nothing may be appended meanwhile, and nothing be parked."""

    async def all_is_folded() -> bool:
        while await run_once(pool):
            pass
        return not await find_behind(pool, PROJECTIONS, 1)

    await until(all_is_folded, FOLDED_SECONDS)  # places that somebody holds, maybe a dying engine, are passed over
    org_ids, compared = list(org_ids), 0
    for org_id in org_ids:
        async with pool.acquire() as db, db.transaction():
            await walled(db, [org_id])
            assert await db.fetch("SELECT * FROM log.parked WHERE org_id = $1", org_id) == []
    for model in PROJECTIONS:
        live = [await rows_of(pool, model, org_id) for org_id in org_ids]
        await rebuild(pool, model.name, org_ids)
        for org_id, before in zip(org_ids, live, strict=True):
            after = await rows_of(pool, model, org_id)
            assert after == before, f"{model.name} of {org_id}: {list(_differing(before, after))[:6]}"
        compared += sum(len(rows) for tables in live for rows in tables.values())
    assert compared, "nothing was compared, so nothing is proven"
    return compared


def _differing(live: Rows, rebuilt: Rows) -> Iterator[tuple[str, str, tuple[object, ...]]]:
    for table, rows in live.items():
        yield from (("live alone", table, row) for row in rows if row not in rebuilt[table])
        yield from (("rebuilt alone", table, row) for row in rebuilt[table] if row not in rows)
