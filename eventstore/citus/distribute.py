"""Spreads a migrated database over the workers of Citus. Repeatable: what is spread already is left as it is."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

import asyncpg

from eventstore.citus.nodes import WORKERS, CitusError
from eventstore.walls import Connection

HERE = Path(__file__).parent
FIRST = "log.feed_head"
"""The table whose shards all others go along with."""

ROLES = ("carryover_owner", "carryover_app", "carryover_engine", "carryover_append")


class Place(StrEnum):
    """Where a table's rows are."""

    DISTRIBUTED = "distributed"  # by organisation, on the shard of its organisation
    REFERENCE = "reference"  # whole, on every node
    LOCAL = "local"  # on the coordinator alone


THERE = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')"

# What is spread already.
SPREAD = "SELECT logicalrelid::regclass::text FROM pg_dist_partition"

# The events are hash partitions, as on one server.
IN_PARTS = "SELECT relkind = 'p' FROM pg_class WHERE oid = 'log.events'::regclass"

# Keys of the partitioned events, by their names.
KEYS = """
SELECT conname, pg_get_constraintdef(oid) AS said FROM pg_constraint
WHERE conrelid = 'log.events'::regclass AND contype IN ('p', 'u')
"""

# The other indexes of the same.
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) AS said FROM pg_index i WHERE i.indrelid = 'log.events'::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid)
"""

# Tables behind a policy, and not the shards or partitions of others.
BEHIND = """
SELECT polrelid::regclass::text AS relation FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = $1 AND NOT c.relispartition ORDER BY 1
"""

# A function by its name and arguments.
FUNCTION = "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.oid = to_regproc($1)"

BESIDE = (
    "log.orgs",
    "log.live",
    "log.says_the_same",
    "log.append_beside_here",
    "log.name_taken_here",
    "log.tables",
    "log.of_people",
    "access.measured",
    "access.note",
)
"""Functions that belong to the tables, or to those below: Citus has them on every node."""

ON_THE_SHARD = ("log.append_here", "log.load_here")
"""They run where their organisation is, each as a transaction of its own."""

WITHIN = (
    "access.ask_organisation_export",
    "access.break_glass",
    "access.due",
    "log.erase_rows",
)
"""They run there within their caller's transaction, too, over its own connection to the worker: they write by another
role's rights, and what one role's connection wrote no other's can read before the transaction's end."""


def _silent(line: str) -> None:
    """Nobody is told of the steps."""


async def distribute(
    admin_url: str,
    places: Mapping[str, Place],
    *,
    shards: int = 32,
    progress: Callable[[str], None] = _silent,
) -> list[str]:
    """As superuser, in a migrated database; returns the tables that were spread now.

    `shards` is for the first time only: a number that stays. Raises CitusError.
    """
    db = await asyncpg.connect(admin_url, server_settings={"application_name": "carryover migrate"})
    try:
        if not await db.fetchval(THERE):
            raise CitusError("this database has no Citus: name its workers, or run CREATE EXTENSION citus on each node")
        if not await db.fetchval(WORKERS):
            raise CitusError("Citus knows no worker that may hold shards: name them, or SELECT citus_add_node(…)")
        return await _spread(db, places, shards, progress)
    except asyncpg.PostgresError as error:
        raise CitusError(f"Citus does not take it: {error} {error.detail or ''}".rstrip()) from error
    finally:
        await db.close()


async def _spread(
    db: Connection, places: Mapping[str, Place], shards: int, progress: Callable[[str], None]
) -> list[str]:
    await db.execute(f"SET citus.shard_count = {shards:d}")
    await db.execute("SET citus.multi_shard_modify_mode = 'sequential'")  # functions with tables
    there = {row[0] for row in await db.fetch(SPREAD)}
    for role in ROLES:
        # Plans are for the organisations of one statement, and what a walled statement asks by a function stays on
        # its shard.
        await db.execute(f"ALTER ROLE {role} SET plan_cache_mode = force_custom_plan")
        await db.execute(f"ALTER ROLE {role} SET citus.allow_nested_distributed_execution = on")
        await db.execute(f"ALTER ROLE {role} SET citus.propagate_set_commands = 'local'")
    for role in ("carryover_app", "carryover_engine"):
        # Else Citus asks of each row of pg_class whether it is a shard; the driver asks for types, on each connection,
        # and waited five seconds for them.
        await db.execute(f"ALTER ROLE {role} SET citus.override_table_visibility = off")
    await db.execute("ALTER ROLE carryover_append LOGIN")  # from node to node: a function's statements go by its owner
    database = await db.fetchval("SELECT quote_ident(current_database())")
    await db.execute(f"GRANT CONNECT ON DATABASE {database} TO carryover_append")
    async with db.transaction():
        if "log.events" not in there:
            await db.execute("SET LOCAL citus.enable_ddl_propagation = off")
        await _policies(db)
        await db.execute((HERE / "orgs.sql").read_text(encoding="utf-8"))
    spread = []
    for table in sorted(places, key=lambda name: (name != FIRST, name)):
        if table in there or places[table] is Place.LOCAL:
            continue
        progress(f"spreading {table}")
        if table == "log.events" and await db.fetchval(IN_PARTS):
            await _events(db)
        else:
            await _table(db, table, places[table])
        spread.append(table)
    await _functions(db)
    return spread


async def _policies(db: Connection) -> None:
    for row in await db.fetch(BEHIND, "wall"):
        within = "org_id = ANY (log.orgs())"  # no policy of a distributed table may ask by a subquery
        await db.execute(f"ALTER POLICY wall ON {row['relation']} USING ({within}) WITH CHECK ({within})")
    for row in await db.fetch(BEHIND, "work"):
        # Behind a wall the engine sees what the wall lets it: only so is such a statement sent to one shard.
        await db.execute(f"ALTER POLICY work ON {row['relation']} USING (log.orgs() IS NULL)")


async def _table(db: Connection, table: str, place: Place) -> None:
    async with db.transaction():
        if place is Place.REFERENCE:
            await db.execute(f"SELECT create_reference_table('{table}')")
        elif table == FIRST:
            await db.execute(f"SELECT create_distributed_table('{table}', 'org_id', colocate_with => 'none')")
        else:
            await db.execute(f"SELECT create_distributed_table('{table}', 'org_id', colocate_with => '{FIRST}')")
        await db.execute(f"SELECT truncate_local_data_after_distributing_table('{table}')")


async def _events(db: Connection) -> None:
    """The hash partitions become one table, which is spread, filled and given its keys: all of it or nothing."""
    async with db.transaction():
        keys = [(row["conname"], row["said"]) for row in await db.fetch(KEYS)]
        indexes = [row["said"].replace(" ON ONLY ", " ON ") for row in await db.fetch(INDEXES)]
        await db.execute("SET LOCAL citus.enable_ddl_propagation = off")
        await db.execute((HERE / "events.sql").read_text(encoding="utf-8"))
        await db.execute("SET LOCAL citus.enable_ddl_propagation = on")
        await db.execute(f"SELECT create_distributed_table('log.events', 'org_id', colocate_with => '{FIRST}')")
        await db.execute("INSERT INTO log.events SELECT * FROM log.events_in_parts")
        await db.execute("DROP TABLE log.events_in_parts")
        for name, said in keys:
            await db.execute(f"ALTER TABLE log.events ADD CONSTRAINT {name} {said}")
        for said in indexes:
            await db.execute(said)


async def _functions(db: Connection) -> None:
    """Last of all: by them whoever opens a pool knows that the log is spread."""
    async with db.transaction():
        for name in ("append.sql", "functions.sql"):
            await db.execute((HERE / name).read_text(encoding="utf-8"))
    by_organisation = f", 'org', colocate_with => '{FIRST}'"
    for names, how in (
        (BESIDE, ""),
        (ON_THE_SHARD, by_organisation),
        (WITHIN, f"{by_organisation}, force_delegation => true"),
    ):
        for name in names:
            function = await db.fetchval(FUNCTION, name)
            await db.execute(f"SELECT create_distributed_function('{function}'{how})")
