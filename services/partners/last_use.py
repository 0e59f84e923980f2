"""When a key was last used, to the minute: written beside the requests, never in their way."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog

from eventstore.walls import Connection, Pool, walled

log = structlog.get_logger()

WAITING_AT_MOST = 10_000  # keys; what does not fit is told a minute later

# That these keys of any organisations are in use now; one that was written within this minute stays as it is.
NOTE = """
INSERT INTO access.key_use AS known (org_id, key_id, used_at)
SELECT org_id, key_id, now() FROM unnest($1::uuid[], $2::uuid[]) AS used(org_id, key_id)
ON CONFLICT (org_id, key_id) DO UPDATE SET used_at = excluded.used_at
WHERE excluded.used_at - known.used_at >= interval '1 minute'
"""

# When each of these keys was used last; those that never were are left out.
USED = "SELECT key_id, used_at FROM access.key_use WHERE org_id = $1 AND key_id = ANY($2::uuid[])"


async def last_uses(db: Connection, org_id: UUID, key_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """In real time."""
    return dict(map(tuple, await db.fetch(USED, org_id, list(key_ids))))


class LastUse:
    """Keys are noted when they are looked up, which a process does once a minute for one that is in use."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: set[tuple[UUID, UUID]] = set()
        self._writer: asyncio.Task[None] | None = None

    def note(self, org_id: UUID, key_id: UUID) -> None:
        """Returns at once."""
        if len(self._waiting) < WAITING_AT_MOST:
            self._waiting.add((org_id, key_id))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="key use")

    async def written(self) -> None:
        """Until what was noted is written, or given up."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                used = sorted(self._waiting)  # in one order everywhere, so that no two writers wait for each other
                self._waiting.clear()
                await self._write(used)
        except Exception as error:  # noqa: BLE001  it is told a minute later
            log.warning("key_use_not_written", error=f"{type(error).__name__}: {error}")
        finally:
            self._writer = None

    async def _write(self, used: Sequence[tuple[UUID, UUID]]) -> None:
        async with self._pool.acquire() as db, db.transaction():
            await walled(db, {org_id for org_id, _ in used})
            await db.execute(NOTE, [org_id for org_id, _ in used], [key_id for _, key_id in used])
