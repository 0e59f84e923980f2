"""The wall between organisations inside Postgres: which ones a transaction may see."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool


async def walled(db: Connection, org_ids: Iterable[UUID]) -> None:
    """Let the transaction that `db` is in see these organisations and no others.

    By SET and not by set_config, which Citus would not tell its workers.
    """
    await db.execute(f"SET LOCAL carryover.orgs = '{','.join(str(UUID(str(org_id))) for org_id in org_ids)}'")


@asynccontextmanager
async def reading(pool: Pool, org_id: UUID) -> AsyncIterator[Connection]:
    """A connection in a read-only transaction that sees one organisation, at one and the same moment throughout."""
    async with pool.acquire() as db, db.transaction(isolation="repeatable_read", readonly=True):
        await walled(db, [org_id])
        yield db


@asynccontextmanager
async def writing(pool: Pool, org_id: UUID) -> AsyncIterator[Connection]:
    """A connection in a transaction that sees one organisation; committed on leaving, undone by what is raised."""
    async with pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        yield db
