"""What becomes of a migration that takes long: every few seconds a line says how far it is, or whom it waits for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import asyncpg

from eventstore.walls import Connection

EVERY_SECONDS = 5.0
# How far the building of an index is, and who is in the way.
HOW_FAR = """
SELECT (SELECT format('%s %s%%', phase, round(100.0 * blocks_done / nullif(blocks_total, 0)))
        FROM pg_stat_progress_create_index WHERE pid = $1) AS index,
       (SELECT string_agg(format('%s (%s, for %s s)', pid, usename, round(extract(epoch FROM now() - xact_start))),
                          ', ') FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1))) AS behind
"""


@asynccontextmanager
async def telling(db: Connection, url: str, progress: Callable[[str], None]) -> AsyncIterator[None]:
    """For the time of a block: what the server tells `db`, as RAISE NOTICE does, and how long it takes."""

    def told(_: Any, message: Any) -> None:
        if message.severity_en not in ("NOTICE", "INFO", "WARNING"):
            return
        progress(f"  {message.message}")

    db.add_log_listener(told)
    telling = asyncio.create_task(_tell(db.get_server_pid(), url, progress))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        db.remove_log_listener(told)


async def _tell(pid: int, url: str, progress: Callable[[str], None]) -> None:
    began = monotonic()
    await asyncio.sleep(EVERY_SECONDS)  # most runs have ended by then, and need no second connection
    watcher = await asyncpg.connect(url)
    try:
        while True:
            row = await watcher.fetchrow(HOW_FAR, pid)
            words = [f"  {round(monotonic() - began)} s"]
            if row and row["index"]:
                words.append(row["index"].lower())
            if row and row["behind"]:
                words.append(f"behind {row['behind']}")
            progress(", ".join(words))
            await asyncio.sleep(EVERY_SECONDS)
    finally:
        await watcher.close()
