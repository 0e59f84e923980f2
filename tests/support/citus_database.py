"""Databases spread over Citus for tests: made once and emptied between tests, for no template of one can be copied."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import count

import asyncpg

from eventstore.citus.distribute import distribute
from eventstore.citus.nodes import join
from eventstore.migrate import migrate
from eventstore.schema import found_at
from services.cli.places import places
from services.cli.schema import LOG_DATABASE
from tests.support.citus_servers import NODES, CitusServers

SHARDS = 4  # two on each worker
_numbers = count(1)
_free: list[str] = []

# Whoever a test left connected, of whatever role.
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend' AND usename LIKE 'carryover%'
"""

# Every table, by its schema.
SPREAD = """
SELECT relnamespace::regnamespace::text, relname::text FROM pg_dist_partition JOIN pg_class ON oid = logicalrelid
"""

# Every shard that holds something, on the node where it stands; asked without Citus, as any table.
EMPTY = """
DO $$
DECLARE
  one text;
  filled boolean;
  found text[] := '{}';
BEGIN
  FOR one IN
    SELECT shard_name(s.logicalrelid, s.shardid) FROM pg_dist_shard s
    JOIN pg_dist_placement p ON p.shardid = s.shardid AND p.groupid = (SELECT groupid FROM pg_dist_local_group)
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO filled;
    IF filled THEN found := found || one; END IF;
  END LOOP;
  IF cardinality(found) > 0 THEN EXECUTE 'TRUNCATE ' || array_to_string(found, ', '); END IF;
END $$
"""


@asynccontextmanager
async def citus_database(servers: CitusServers, filled_like: str | None = None) -> AsyncIterator[str]:
    """The name of a spread database without any organisation, or with all rows of another."""
    name = _free.pop() if _free else await made(servers)
    try:
        if filled_like is not None:
            await _filled(servers, name, filled_like)
        yield name
    finally:
        if await _as_made(servers, name):
            await _emptied(servers, name)
            _free.append(name)


async def made(servers: CitusServers, *, shards: int = SHARDS, workers: Sequence[str] = NODES[1:]) -> str:
    """A new one, as `carryover migrate --citus` makes it."""
    name = f"citus_{os.getpid()}_{next(_numbers)}"
    coordinator = servers.node(NODES[0])
    await join(name, coordinator, [servers.node(worker) for worker in workers])
    await migrate(servers.postgres_url("carryover_owner", name), LOG_DATABASE)
    await distribute(servers.postgres_url("postgres", name), places(), shards=shards)
    return name


async def _as_made(servers: CitusServers, name: str) -> bool:
    """Whether its schema is the newest still; one that a test set back is not used again."""
    return not (await found_at(servers.postgres_url("postgres", name), LOG_DATABASE)).waiting


async def _filled(servers: CitusServers, name: str, like: str) -> None:
    ours, theirs = [await asyncpg.connect(servers.postgres_url("postgres", database)) for database in (name, like)]
    try:
        for schema, table in await theirs.fetch(SPREAD):
            rows = BytesIO()
            await theirs.copy_from_table(table, schema_name=schema, output=rows)
            if rows.tell():
                rows.seek(0)
                await ours.copy_to_table(table, schema_name=schema, source=rows)
    finally:
        await ours.close()
        await theirs.close()


async def _emptied(servers: CitusServers, name: str) -> None:
    """The coordinator's connections first: with them go those that it has to the workers."""
    for node in NODES:
        await _run(servers.url_at(node, "postgres", name), CUT)
    await asyncio.gather(*(_run(servers.url_at(node, "postgres", name), EMPTY) for node in NODES))


async def _run(url: str, statement: str) -> None:
    settings = {"citus.enable_manual_changes_to_shards": "on", "citus.enable_ddl_propagation": "off"}
    db = await asyncpg.connect(url, server_settings=settings)
    try:
        await db.execute(statement)
    finally:
        await db.close()
