"""COPY of the rows that our log has just taken, into a table that has the same columns, partitions and indexes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from time import perf_counter
from uuid import UUID

import asyncpg

from bench.processors import used
from bench.rounds import BenchFailed, Sample
from eventstore.walls import Pool

PARTITIONS = 8  # as many as log.events has
CREATE = """
CREATE SCHEMA copied;
CREATE TABLE copied.events (LIKE log.events INCLUDING ALL) PARTITION BY HASH (org_id);
"""
PARTITION = "CREATE TABLE copied.events_{0} PARTITION OF copied.events FOR VALUES WITH (MODULUS {1}, REMAINDER {0})"

# What has come into a feed behind a position, in its order.
NEWEST = "SELECT * FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 ORDER BY pos"

# Both tables have the same indexes, said by what they are and not by name.
INDEXES = """
SELECT array_agg(what ORDER BY what) FROM pg_index,
  regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON ONLY \\S+', '') AS what
WHERE indrelid = $1::regclass
"""


class Copying:
    """Copies a thousand rows a statement, each durable when it ends, over some connections."""

    def __init__(self, pool: Pool, servers: Sequence[int]) -> None:
        self._pool = pool
        self._servers = servers
        self._copied = 0

    async def copy(self, ids: Sequence[UUID], behind: Sequence[int], connections: int, at_once: int) -> Sample:
        """The rows of these organisations behind these positions."""
        pieces = []
        for org_id, pos in zip(ids, behind, strict=True):
            rows = iter([tuple(row) for row in await self._pool.fetch(NEWEST, org_id, pos)])
            while piece := list(islice(rows, at_once)):
                pieces.append(piece)
        total, left = sum(map(len, pieces)), iter(pieces)

        async def one_connection() -> None:
            async with self._pool.acquire() as db:
                for piece in left:
                    await db.copy_records_to_table("events", schema_name="copied", records=piece)

        cpu, began = used(self._servers), perf_counter()
        await asyncio.gather(*(one_connection() for _ in range(connections)))
        taken, after = perf_counter() - began, used(self._servers)
        self._copied += total
        return Sample(rate=total / taken, cpu=None if cpu is None or after is None else (after - cpu) * 1e6 / total)

    async def check(self) -> None:
        """Raises BenchFailed unless the table holds what was copied."""
        there = await self._pool.fetchval("SELECT count(*) FROM copied.events")
        if there != self._copied:
            raise BenchFailed(f"{self._copied} rows were copied, and {there} are there")


@asynccontextmanager
async def copying(url: str, servers: Sequence[int], connections: int) -> AsyncIterator[Copying]:
    """As the superuser, whom no wall holds up. Raises BenchFailed unless both tables have the same indexes."""
    async with asyncpg.create_pool(url, min_size=connections, max_size=connections) as pool:
        await pool.execute(CREATE)
        for number in range(PARTITIONS):
            await pool.execute(PARTITION.format(number, PARTITIONS))
        ours, theirs = [await pool.fetchval(INDEXES, table) for table in ("log.events", "copied.events")]
        if ours != theirs:
            raise BenchFailed(f"the table of the peer has other indexes: {theirs} and not {ours}")
        yield Copying(pool, servers)
