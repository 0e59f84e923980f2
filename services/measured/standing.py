"""Whether a database answers, fits the program and takes what is written: the one question behind every `/readyz`."""

import asyncio
from contextlib import AbstractAsyncContextManager

import asyncpg
import structlog

from eventstore.schema import Schema, SchemaFound
from eventstore.walls import Connection, Pool

PATIENCE_SECONDS = 2.0

OK, UNREACHABLE = "ok", "unreachable"

# A server that stands by, or that was told to, may only be read.
WRITABLE = "SELECT current_setting('transaction_read_only') = 'off'"

log = structlog.get_logger()


async def standing(opened: AbstractAsyncContextManager[Connection | Pool], schema: Schema | None) -> str:
    """`ok`, or what is wrong: `unreachable`, `not_migrated`, `newer`, `read_only`. Without a schema any fits."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), opened as db:
            found = await schema.found(db) if schema else SchemaFound()
            if not found.fits:
                log.warning("schema_does_not_fit", waiting=found.waiting, alone=found.alone)
                return "not_migrated" if found.waiting else "newer"
            return OK if await db.fetchval(WRITABLE) else "read_only"
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        log.warning("database_unreachable", error=type(error).__name__)
        return UNREACHABLE
