"""Whether another server answers by now: a pooler keeps our connections while the one behind it is changed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from eventstore.limits import APPLICATION
from eventstore.walls import Connection

LOOK_EVERY = 1.0
"""Seconds. For so long what was remembered of a log may be used after another one took its place."""
ANSWERS_WITHIN = 10.0
# Changes with every start, so also with a restore and with a standby that takes over, and with a database made anew.
WHO_ANSWERS = """
SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()
"""
NO_ANSWER = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


async def watch_server(url: str, anew: Callable[[], None]) -> None:
    """Calls `anew` whenever another server or database answers than before. Until it is cancelled.

    On a connection of its own, so as not to wait behind others. While nobody answers nothing is known; whoever asks in
    earnest hears of that.
    """
    known: tuple[Any, ...] | None = None
    while True:
        with suppress(*NO_ANSWER):
            async with _connected(url) as db:
                while row := await db.fetchrow(WHO_ANSWERS):
                    if known is not None and known != tuple(row):
                        anew()
                    known = tuple(row)
                    await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(
        url,
        timeout=ANSWERS_WITHIN,
        command_timeout=ANSWERS_WITHIN,
        server_settings={"application_name": APPLICATION},
    )
    try:
        yield db
    finally:
        db.terminate()
