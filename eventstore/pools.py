"""Pools of connections to Postgres, with the limits that keep one slow statement from holding up the rest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from eventstore.walls import Connection, Pool

CLOSE_SECONDS = 5


async def _as_it_was_left(_: Connection) -> None:
    """Instead of asyncpg's RESET ALL."""


@asynccontextmanager
async def opened_pool(
    url: str, *, most: int = 10, statement_seconds: int = 15, reset: bool = True
) -> AsyncIterator[Pool]:
    """A pool for one role. Raises asyncpg's or the system's error when the server cannot be reached.

    `reset`: whatever a use set for its session ends with it, for one round trip more. Only the log's own pool does
    without, where every use is one call of a function, or one transaction with settings of its own.

    On leaving, a connection that somebody still holds has five seconds to come back, then it is cut.
    """
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=most,
        timeout=10,
        command_timeout=statement_seconds + 5,
        server_settings={
            "application_name": "carryover",
            "statement_timeout": f"{statement_seconds}s",
            "idle_in_transaction_session_timeout": "60s",
            "jit": "off",  # our statements are short; compiling them costs more than they do
        },
        reset=None if reset else _as_it_was_left,
    )
    try:
        yield pool
    finally:
        try:
            await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
        except TimeoutError:
            pool.terminate()
