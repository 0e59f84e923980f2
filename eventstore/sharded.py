"""The log on Citus: each organisation's append and reading is one call of a function, which runs where its shard is."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg

from eventstore.walls import Connection, Pool

# Whether this is a coordinator of Citus with the log on its workers.
SHARDED = "SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AND to_regproc('log.append_here') IS NOT NULL"

# Commands of one organisation; as on one server (postgres.py), but for the organisation and its opening.
APPEND_HERE = """
SELECT status::varchar[], pos, version::bigint[], hash
FROM log.append_here($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
"""

# All events of some streams of one organisation.
LOAD_HERE = "SELECT * FROM log.load_here($1, $2)"


def sharded(pool: Pool | Connection) -> bool:
    """Whether the database of a pool, or of a connection of it, is spread over the workers of Citus.

    Found when the pool was opened.
    """
    if isinstance(pool, asyncpg.pool.PoolConnectionProxy):
        pool = pool._holder._pool  # asyncpg tells it by no other name
    return bool(getattr(pool, "sharded", False))


async def append_here(pool: Pool, columns: Sequence[Any]) -> asyncpg.Record:
    """One organisation's commands, given as the arrays of log.append."""
    [org_id], opening, _, *rest = columns
    [answer] = await pool.fetch(APPEND_HERE, org_id, bool(opening), *rest)
    return answer


async def load_here(pool: Pool, streams: Sequence[tuple[UUID, UUID]]) -> list[asyncpg.Record]:
    """All events of these (organisation, stream) pairs, by organisation, stream and version."""
    rows: list[asyncpg.Record] = []
    for org_id, some in groupby(sorted(set(streams)), key=lambda stream: stream[0]):
        rows += await pool.fetch(LOAD_HERE, org_id, [stream_id for _, stream_id in some])
    return rows
