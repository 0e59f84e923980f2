"""Behind PgBouncer in transaction mode: limits hold, walls stand, and another server behind it is noticed."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.server_watch import WHO_ANSWERS
from eventstore.walls import Connection, Pool, reading, walled
from tests.support.appends import opening
from tests.support.database import Database
from tests.support.pooler import Behind, PoolerFailed, behind_pooler, usable
from tests.support.tampering import superuser
from tests.support.waiting import until

SERVER_CONNECTIONS = 2
HOUSES = [UUID(int=number) for number in range(1, 21)]
LIMITS = """
SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
  current_setting('idle_in_transaction_session_timeout'), current_setting('jit')
"""
SLEEPING = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'"


def pgbouncer() -> str:
    """The program. The test is not run where there is none that will do."""
    program = os.environ.get("CARRYOVER_TEST_POOLER") or "pgbouncer"
    try:
        return usable(program)
    except PoolerFailed as why:
        pytest.skip(f"not run: {why}; CARRYOVER_TEST_POOLER names one")


@pytest.fixture
async def behind(database: Database) -> AsyncIterator[Database]:
    """The database by way of a pooler with two connections for each role, taken by turns."""
    program, servers = pgbouncer(), database.servers
    straight = servers.servers if isinstance(servers, Behind) else servers
    async with behind_pooler(program, straight, pool_size=SERVER_CONNECTIONS, round_robin=True) as way:
        yield Database(way, database.name, database.keys_name)


async def limits_of(db: Connection | Pool) -> tuple[Any, ...]:
    return tuple(await db.fetchrow(LIMITS) or ())


async def test_each_transaction_has_the_limits_of_its_pool_and_a_single_statement_those_of_its_role(
    behind: Database,
) -> None:
    app, engine = behind.settings.app_url, behind.settings.engine_url
    async with (
        opened_pool(app, statement_seconds=7, lock_seconds=3) as short,
        opened_pool(app, statement_seconds=120) as long,
        opened_pool(engine, statement_seconds=10) as live,
    ):
        for _ in range(2 * SERVER_CONNECTIONS):  # each connection of the server is met
            async with short.acquire() as one, one.transaction(), long.acquire() as two, two.transaction(readonly=True):
                assert await limits_of(one) == ("7s", "3s", "1min", "off")
                assert await limits_of(two) == ("2min", "0", "1min", "off")
            async with live.acquire() as three, three.transaction():
                assert await limits_of(three) == ("10s", "0", "1min", "off")
            assert await limits_of(short) == await limits_of(long) == ("5s", "0", "1min", "off")
            assert await limits_of(live) == ("5min", "0", "1min", "off")


async def test_the_logs_own_pool_says_nothing_with_its_transactions(behind: Database) -> None:
    said = list[str]()
    async with opened_pool(behind.settings.app_url, statement_seconds=5, log=True) as pool, pool.acquire() as db:
        db.add_query_logger(lambda statement: said.append(statement.query))
        async with db.transaction():
            await db.execute("SELECT 1")
    assert said == ["BEGIN;", "SELECT 1", "COMMIT;"]


async def test_nobody_meets_what_another_set_on_the_same_connection_of_the_server(behind: Database) -> None:
    url = behind.settings.app_url
    async with AsyncExitStack() as opened:
        pools = [await opened.enter_async_context(opened_pool(url, statement_seconds=20 + n)) for n in range(4)]
        await PostgresStore(pools[0]).append([opening(house) for house in HOUSES])

        async def visit(turn: int) -> None:
            pool, house = pools[turn % len(pools)], HOUSES[turn % len(HOUSES)]
            with suppress(asyncpg.DivisionByZeroError):
                async with reading(pool, house) as db:
                    assert (await limits_of(db))[0] == f"{20 + turn % len(pools)}s"
                    assert await db.fetchval("SELECT array_agg(org_id) FROM log.events") == [house]
                    if turn % 3 == 0:
                        await db.execute("SELECT 1 / 0")
            async with pool.acquire() as db, db.transaction():
                assert await db.fetchval("SELECT count(*) FROM log.events") == 0
                await walled(db, [house])
                if turn % 5 == 0:
                    return
            assert await pool.fetchval("SELECT count(*) FROM log.events") == 0

        await asyncio.gather(*(visit(turn) for turn in range(200)))
        async with superuser(behind) as db:
            of_app = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND usename = 'carryover_app'"
            assert await db.fetchval(of_app, behind.name) == SERVER_CONNECTIONS


async def test_a_statement_that_is_cancelled_ends_in_the_server_too(behind: Database) -> None:
    async with opened_pool(behind.settings.app_url) as pool, superuser(behind) as db:
        asking = asyncio.create_task(pool.execute("SELECT pg_sleep(60)"))

        async def sleeps() -> bool:
            return bool(await db.fetchval(SLEEPING))

        async def nobody_sleeps() -> bool:
            return not await sleeps()

        await until(sleeps)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        await until(nobody_sleeps)
        assert await pool.fetchval("SELECT 1") == 1


async def test_a_statement_whose_answer_a_migration_changed_is_refused_once_at_most(behind: Database) -> None:
    read = "SELECT * FROM public.changing"
    async with opened_pool(behind.settings.app_url) as pool, superuser(behind) as db:
        await db.execute("CREATE TABLE changing AS SELECT 1 AS a; GRANT SELECT ON changing TO carryover_app")
        for _ in range(2 * SERVER_CONNECTIONS):
            assert [tuple(row) for row in await pool.fetch(read)] == [(1,)]
        await db.execute("ALTER TABLE changing ADD b int")
        with pytest.raises(asyncpg.InvalidCachedStatementError):
            await read_in_a_transaction(pool, read)
        for _ in range(2 * SERVER_CONNECTIONS):
            assert await read_in_a_transaction(pool, read) == [(1, None)]
        await db.execute("ALTER TABLE changing ADD c int")
        for _ in range(2 * SERVER_CONNECTIONS):
            assert [tuple(row) for row in await pool.fetch(read)] == [(1, None, None)]


async def read_in_a_transaction(pool: Pool, statement: str) -> list[tuple[Any, ...]]:
    async with pool.acquire() as db, db.transaction():
        return [tuple(row) for row in await db.fetch(statement)]


async def test_a_database_that_took_the_place_of_another_is_told(behind: Database, template: Database) -> None:
    told = asyncio.Event()
    async with opened_pool(behind.settings.app_url, anew=told.set) as pool, superuser(behind) as one:
        await until(lambda: watched(one))
        told.clear()
        admin = await asyncpg.connect(behind.servers.postgres_url("postgres", "postgres"))
        await admin.execute(f'DROP DATABASE "{behind.name}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{behind.name}" TEMPLATE "{template.name}" OWNER carryover_owner')
        await admin.execute(f'GRANT CONNECT ON DATABASE "{behind.name}" TO carryover_app, carryover_engine')
        await admin.close()
        async with asyncio.timeout(20):
            await told.wait()
        assert await pool.fetchval("SELECT 1") == 1


async def watched(db: Connection) -> bool:
    """Whether somebody has asked who answers."""
    return bool(await db.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query = $1", WHO_ANSWERS))
