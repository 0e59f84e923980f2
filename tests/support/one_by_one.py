"""The functions of Citus on one server: they are plain SQL, and say there what they say on a shard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from eventstore.citus.distribute import HERE
from eventstore.pools import opened_pool
from eventstore.sharded import SHARDED
from eventstore.walls import Pool
from tests.support.database import Database

FUNCTIONS = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("append.sql", "functions.sql"))


@asynccontextmanager
async def one_by_one(database: Database) -> AsyncIterator[Pool]:
    """A pool that takes its database for a spread one: each append and reading is of one organisation."""
    admin = await asyncpg.connect(database.url("postgres"))
    try:
        if not await admin.fetchval(SHARDED):
            await admin.execute(FUNCTIONS)
    finally:
        await admin.close()
    async with opened_pool(database.settings.app_url, log=True) as pool:
        pool.sharded = True  # type: ignore[attr-defined]
        yield pool
