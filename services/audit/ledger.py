"""Writing the audit: while one call is in flight the next entries gather, as in the log's group commit.

Whoever notes something waits until it is written: what cannot be noted is not given away.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from eventstore.passing import HELD, passes
from eventstore.store import StoreBusy
from eventstore.walls import Pool
from services.audit.entry import Entry

NOTE = "SELECT access.note($1)"
AT_ONCE = 200  # entries of one call
WAITING_AT_MOST = 10_000  # entries


class Noted(Struct, eq=False):
    """What one caller notes, and what it waits for."""

    org_id: UUID
    entries: Sequence[Entry]
    written: asyncio.Future[None]


class Ledger:
    """The audit of all organisations. `pool` is the log's: its calls wait behind no reading."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[Noted] = deque()
        self._room = WAITING_AT_MOST
        self._writer: asyncio.Task[None] | None = None

    async def note(self, org_id: UUID, entries: Sequence[Entry]) -> None:
        """Returns when they are written. Raises StoreBusy when too many wait or the database does not take them."""
        if not entries:
            return
        if len(entries) > self._room:
            raise StoreBusy("too many entries of the audit are waiting")
        self._room -= len(entries)
        noted = Noted(org_id, entries, asyncio.get_running_loop().create_future())
        self._waiting.append(noted)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="audit")
        await noted.written

    async def stop(self) -> None:
        """Until what waits is written."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch = self._gather()
                await self._write(batch)
                self._room += sum(len(noted.entries) for noted in batch)
        finally:
            self._writer = None
            while self._waiting:  # cancelled
                noted = self._waiting.popleft()
                self._room += len(noted.entries)
                noted.written.cancel()

    def _gather(self) -> list[Noted]:
        batch = [self._waiting.popleft()]
        room = AT_ONCE - len(batch[0].entries)
        while self._waiting and len(self._waiting[0].entries) <= room:
            batch.append(self._waiting.popleft())
            room -= len(batch[-1].entries)
        return batch

    async def _write(self, batch: Sequence[Noted]) -> None:
        """Together. Where an organisation's chain is held the others' go apart from it, and where an entry is refused
        each caller's do: one harms no other.
        """
        try:
            await self._pool.execute(NOTE, as_json(batch))
        except Exception as error:  # noqa: BLE001  every caller gets it, none is left waiting
            parts = _apart(batch, error)
            if len(parts) > 1:
                await asyncio.gather(*(self._write(part) for part in parts))
                return
            passing = passes(error) or isinstance(error, HELD)
            for noted in batch:
                _fail(noted, StoreBusy("the audit cannot be written") if passing else error)
        except BaseException:  # cancelled
            for noted in batch:
                noted.written.cancel()
            raise
        else:
            for noted in batch:
                if not noted.written.done():
                    noted.written.set_result(None)


def _apart(batch: Sequence[Noted], error: Exception) -> list[list[Noted]]:
    """What is to be tried by itself after a batch failed; one part: nothing of it."""
    if isinstance(error, HELD):
        by_org: dict[UUID, list[Noted]] = {}
        for noted in batch:
            by_org.setdefault(noted.org_id, []).append(noted)
        return [*by_org.values()]
    return [[*batch]] if passes(error) else [[noted] for noted in batch]


def _fail(noted: Noted, error: Exception) -> None:
    if not noted.written.done():
        noted.written.set_exception(error)


def as_json(batch: Sequence[Noted]) -> str:
    """What access.note takes."""
    rows = [as_row(noted.org_id, entry) for noted in batch for entry in noted.entries]
    return msgspec.json.encode(rows).decode()


def as_row(org_id: UUID, entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(entry)
    return {**row, "org_id": org_id, "count": entry.count or len(entry.patients)}
