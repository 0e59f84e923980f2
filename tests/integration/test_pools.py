"""A pool tells when its connections are new or lost, so that nothing is remembered of a log that is no longer there."""

import asyncpg
import pytest

from eventstore.pools import opened_pool
from tests.support.database import Database
from tests.support.proxy import proxy_to
from tests.support.waiting import until


async def test_a_new_connection_and_a_lost_one_are_told_and_one_that_comes_back_is_not(database: Database) -> None:
    told: list[str] = []
    async with (
        proxy_to(database.settings.app_url) as link,
        opened_pool(link.url(database.settings.app_url), anew=lambda: told.append("anew")) as pool,
    ):
        assert told == ["anew"]
        for _ in range(3):
            await pool.execute("SELECT 1")
        assert told == ["anew"]
        async with pool.acquire(), pool.acquire():
            assert told == ["anew"] * 2

        async def lost() -> bool:
            return len(told) >= 4

        link.reset()
        await until(lost)
        assert await pool.fetchval("SELECT 1") == 1
        assert len(told) > 4


async def test_who_waits_too_long_for_a_lock_gives_up(database: Database) -> None:
    lock = "SELECT pg_advisory_xact_lock(1)"
    async with (
        opened_pool(database.settings.engine_url, lock_seconds=1) as pool,
        pool.acquire() as holder,
        holder.transaction(),
    ):
        await holder.execute(lock)
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with pool.acquire() as waiter, waiter.transaction():
                await waiter.execute(lock)


async def test_who_hears_nothing_leaves_that_connection_and_those_that_were_made_before(database: Database) -> None:
    async with (
        proxy_to(database.settings.app_url) as link,
        opened_pool(link.url(database.settings.app_url), statement_seconds=1, patience=5, watchful=True) as pool,
    ):
        async with pool.acquire(), pool.acquire(), pool.acquire():
            assert link.connections == 3
        link.forget()
        with pytest.raises(TimeoutError):
            await pool.fetchval("SELECT 1")
        assert [await pool.fetchval("SELECT $1::int", number) for number in range(5)] == list(range(5))


async def test_a_transaction_that_hears_nothing_ends_with_its_connection(database: Database) -> None:
    async with (
        proxy_to(database.settings.app_url) as link,
        opened_pool(link.url(database.settings.app_url), statement_seconds=1, patience=5, watchful=True) as pool,
    ):

        async def hears_nothing() -> None:
            async with pool.acquire() as db, db.transaction():
                link.forget()
                await db.execute("SELECT 1")

        with pytest.raises(asyncpg.InterfaceError) as lost:
            await hears_nothing()
        assert isinstance(lost.value.__context__, TimeoutError)
        assert await pool.fetchval("SELECT 1") == 1
