"""The plainest way to keep a session: one INSERT a transaction into a table with one key, nothing checked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle
from time import perf_counter
from uuid import UUID

import asyncpg
import uuid_utils

from bench.processors import used
from bench.rounds import BenchFailed, Sample
from eventstore.walls import Pool

CONNECTIONS = 16
CREATE = """
CREATE TABLE inserted (event_id uuid PRIMARY KEY, stream_id uuid NOT NULL, type text NOT NULL,
  schema_v smallint NOT NULL, occurred_at timestamptz NOT NULL, subject_id uuid, actor text NOT NULL,
  data json NOT NULL)
"""
INSERT = "INSERT INTO inserted VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"


class Inserts:
    """Keeps 16 connections busy."""

    def __init__(self, pool: Pool, servers: Sequence[int], sessions: Sequence[tuple[str, int, bytes]]) -> None:
        self._pool = pool
        self._servers = servers
        self._sessions = cycle(sessions)
        self._stored = 0

    async def measure(self, seconds: float) -> Sample:
        cpu, began = used(self._servers), perf_counter()
        counts = await asyncio.gather(*(self._one_connection(began + seconds) for _ in range(CONNECTIONS)))
        taken, after = perf_counter() - began, used(self._servers)
        self._stored += sum(counts)
        return Sample(
            rate=sum(counts) / taken,
            cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / sum(counts),
        )

    async def check(self) -> None:
        """Raises BenchFailed unless the table holds what was stored."""
        there = await self._pool.fetchval("SELECT count(*) FROM inserted")
        if there != self._stored:
            raise BenchFailed(f"{self._stored} rows were inserted, and {there} are there")

    async def _one_connection(self, until: float) -> int:
        count = 0
        async with self._pool.acquire() as db:
            while perf_counter() < until:
                name, schema_v, data = next(self._sessions)
                stream_id = fresh_id()
                actor = f"partner:{stream_id}"
                await db.execute(
                    INSERT, fresh_id(), stream_id, name, schema_v, datetime.now(UTC), stream_id, actor, data.decode()
                )
                count += 1
        return count


@asynccontextmanager
async def inserts(
    url: str, servers: Sequence[int], sessions: Sequence[tuple[str, int, bytes]]
) -> AsyncIterator[Inserts]:
    """On a table of their own."""
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await pool.execute(CREATE)
        yield Inserts(pool, servers, sessions)


def fresh_id() -> UUID:
    """One that sorts by time."""
    return UUID(int=uuid_utils.uuid7().int)
