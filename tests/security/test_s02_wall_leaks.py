"""S2: What one transaction may see is over with it: failed, cancelled, or on a connection that others use after it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.walls import Pool, reading, walled
from tests.support.appends import ONE, TWO, opening
from tests.support.database import Database


async def events_seen(pool: Pool) -> int:
    """How many events the next user of the pool sees who says nothing about organisations."""
    seen: int = await pool.fetchval("SELECT count(*) FROM log.events")
    return seen


@pytest.fixture
async def single(database: Database) -> AsyncIterator[Pool]:
    """A pool with one connection: the next user gets what the last one left."""
    async with opened_pool(database.settings.app_url, most=1) as pool:
        await PostgresStore(pool).append([opening(ONE), opening(TWO)])
        yield pool


async def test_a_connection_keeps_nothing_of_its_last_transaction(single: Pool) -> None:
    async with reading(single, ONE) as db:
        assert await db.fetchval("SELECT count(*) FROM log.events") == 1
    assert await events_seen(single) == 0


async def test_a_transaction_that_failed_leaves_nothing_open(single: Pool) -> None:
    async def fail() -> None:
        async with reading(single, ONE) as db:
            await db.execute("SELECT 1 / 0")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await fail()
    assert await events_seen(single) == 0


async def test_a_transaction_that_was_cancelled_leaves_nothing_open(single: Pool) -> None:
    begun = asyncio.Event()

    async def wait_in_a_statement() -> None:
        async with reading(single, ONE) as db:
            begun.set()
            await db.execute("SELECT pg_sleep(60)")

    async def wait_between_statements() -> None:
        async with reading(single, ONE):
            begun.set()
            await asyncio.Event().wait()

    for waits in (wait_in_a_statement, wait_between_statements):
        begun.clear()
        task = asyncio.create_task(waits())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await events_seen(single) == 0


async def test_a_setting_made_for_the_session_ends_with_its_use(single: Pool) -> None:
    async with single.acquire() as db:
        await db.execute("SELECT set_config('carryover.orgs', $1, false)", str(ONE))
        assert await db.fetchval("SELECT count(*) FROM log.events") == 1
    assert await events_seen(single) == 0


async def test_loading_streams_puts_the_wall_back_where_it_was(single: Pool) -> None:
    load = "SELECT count(*) FROM log.load_streams(ARRAY[$1::uuid], ARRAY[$2::uuid])"
    async with single.acquire() as db, db.transaction():
        await walled(db, [ONE])
        assert await db.fetchval(load, TWO, TWO) == 1
        assert await db.fetchval("SELECT array_agg(org_id) FROM log.events") == [ONE]
    assert await events_seen(single) == 0
