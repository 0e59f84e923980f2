"""R17: what older code stored is decoded, folded, verified and projected by this one, and none of it is lost."""

from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from domain.decider import Decider, fold
from domain.deciders import DECIDERS
from eventstore.walls import Pool
from projections.reading import codec
from services.context import open_context, open_engine_pool
from tests.support.database import Database
from tests.support.every_event import ORGANISATIONS, fold_streams, read, whole_log
from tests.support.golden import Golden
from tests.support.rebuilt import assert_rebuilt_is_live

GOLDEN = Golden()
LOG = ("log.events", "log.feed_head")
COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"


@pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: decider.kind)
def test_r17_what_was_stored_and_what_it_is_exported_as_fold_into_the_same(decider: Decider[Any]) -> None:
    versions = [(name, version) for name, version in GOLDEN.versions() if name in decider.events]
    stored = [codec().decode(name, version, GOLDEN.stored(name, version)) for name, version in versions]
    exported = [codec().decode(*codec().encode(event)) for event in stored]
    assert fold(decider, exported) == fold(decider, stored) != decider.empty


async def as_owner_of_all(database: Database) -> asyncpg.Connection:
    """Past the wall, and past the rule that nobody writes into the log."""
    return await asyncpg.connect(database.url("postgres"))


async def columns(database: Database, table: str) -> list[str]:
    db = await as_owner_of_all(database)
    try:
        return sorted(row["attname"] for row in await db.fetch(COLUMNS, table))
    finally:
        await db.close()


async def copy_log(old: Database, new: Database) -> None:
    """Every row of the log, in the columns that both know; a new column has to have a default."""
    source, target = await as_owner_of_all(old), await as_owner_of_all(new)
    try:
        for table in LOG:
            both = [name for name in await columns(old, table) if name in await columns(new, table)]
            rows = await source.fetch(f"SELECT {', '.join(both)} FROM {table}")
            schema, _, name = table.partition(".")
            await target.copy_records_to_table(name, schema_name=schema, columns=both, records=map(tuple, rows))
    finally:
        await source.close()
        await target.close()


@pytest.fixture
async def here(old_log: Database, database: Database) -> Database:
    """The same log in this commit's schema."""
    await copy_log(old_log, database)
    return database


async def events_of(database: Database) -> Counter[str]:
    """How many events there are of each version of each type, by what Postgres says."""
    db = await as_owner_of_all(database)
    try:
        rows = await db.fetch("SELECT type || ' v' || schema_v AS what, count(*) FROM log.events GROUP BY 1")
        return Counter({row["what"]: row["count"] for row in rows})
    finally:
        await db.close()


async def test_r17_a_log_of_the_previous_commit_holds_every_event_there_was(
    old_log: Database, previous_tree: Path
) -> None:
    golden = (previous_tree / "tests" / "contract" / "golden").glob("*.json")
    assert set(await events_of(old_log)) == {" v".join(file.stem.rsplit(".v", 1)) for file in golden}


async def test_r17_the_previous_commits_log_is_read_where_it_stands(old_log: Database, database: Database) -> None:
    if await columns(old_log, "log.events") != await columns(database, "log.events"):
        pytest.skip("log.events has other columns than in the previous commit, so its rows are read from a copy alone")
    async with open_context(old_log.settings) as context, open_engine_pool(old_log.settings) as engine:
        log = await whole_log(context.store, engine)
    assert Counter(f"{event.type} v{event.schema_v}" for event in log) == await events_of(old_log)
    assert len(fold_streams(codec(), log)) == len({(event.org_id, event.stream_id) for event in log})


async def test_r17_the_previous_commits_log_is_whole_and_projected_in_this_ones_schema(
    old_log: Database, here: Database, engine_pool: Pool
) -> None:
    async with open_context(here.settings) as context:
        found = await read(context, engine_pool)
    assert found.faults == []
    assert found.events == await events_of(old_log)
    organisations = [row["org_id"] for row in await engine_pool.fetch(ORGANISATIONS)]
    assert await assert_rebuilt_is_live(engine_pool, organisations) > 1000
