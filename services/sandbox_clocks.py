"""What every process knows of the clocks of sandboxes: read as it starts, on a word that one moved, and now and then.

A word that is lost costs the few seconds until the next look.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import structlog
from redis.asyncio import Redis

from eventstore.walls import Pool
from services.clock import SandboxClock
from services.wake import listen

SANDBOX = "carryover:sandbox"  # an organisation whose clock was moved
LOOK_EVERY = 2.0
LATE_COMMIT = timedelta(minutes=1)
"""How long ago a row may have been dated that is only visible now."""

CLOCKS = "SELECT org_id, ahead_seconds FROM access.sandbox_clocks($1)"

log = structlog.get_logger()


class SandboxClocks:
    """Keeps the memory of one process up. `pool` is the log's: its calls wait behind no reading."""

    def __init__(self, pool: Pool, valkey: "Redis", clock: SandboxClock) -> None:
        self._pool = pool
        self._valkey = valkey
        self._clock = clock
        self._news = asyncio.Event()
        self._since = datetime.min.replace(tzinfo=UTC)

    async def look(self) -> None:
        """Learn what has moved. Never raises: who could not look looks again soon."""
        began = datetime.now(UTC)
        try:
            rows = await self._pool.fetch(CLOCKS, self._since)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("sandbox_clocks_unknown", error=f"{type(error).__name__}: {error}")
            return
        for row in rows:
            self._clock.learn(row["org_id"], timedelta(seconds=row["ahead_seconds"]))
        self._since = began - LATE_COMMIT

    async def listen(self) -> None:
        """Until cancelled, let `keep` look at once when somebody moved a clock."""
        await listen(self._valkey, SANDBOX, self._heard)

    async def keep(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._news.wait()
            self._news.clear()
            await self.look()

    def _heard(self, named: Collection[UUID] | None) -> None:
        self._news.set()
