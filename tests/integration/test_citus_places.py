"""What Citus asks of our tables, judged on one server: where each belongs, by which keys, and with which functions."""

import asyncpg
import pytest

from eventstore.citus.distribute import WITHIN, Place, distribute
from eventstore.citus.nodes import CitusError
from services.cli.places import places
from tests.support.citus_servers import of_one_server
from tests.support.database import Database
from tests.support.one_by_one import FUNCTIONS

# Our tables, partitions as their whole.
TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('log', 'vault', 'rm', 'access') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
UNION ALL SELECT 'public.schema_migrations'
"""

# Whatever must be unique in a table, by its columns.
UNIQUE = """
SELECT i.indexrelid::regclass::text AS name, array_agg(a.attname::text ORDER BY k.place) AS columns
FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
WHERE i.indisunique AND i.indrelid = to_regclass($1) GROUP BY 1
"""

# Foreign keys, triggers and sequences of ours: Citus takes some of them in some places, and we have none.
OTHERWISE = """
SELECT conname::text FROM pg_constraint WHERE contype = 'f'
UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace::regnamespace::text !~ '^(pg_|information_)'
"""

# The arguments of a function, by name and type.
ARGUMENTS = """
SELECT array_agg(a.name || ' ' || a.type::regtype ORDER BY a.place)
FROM pg_proc p, unnest(p.proargnames, p.proallargtypes) WITH ORDINALITY AS a(name, type, place)
WHERE p.oid = to_regproc($1)
"""

# Functions with other rights than their callers', and what their arguments are called.
LENT = """
SELECT p.oid::regproc::text AS name, p.proargnames AS arguments FROM pg_proc p
WHERE p.prosecdef AND p.pronamespace::regnamespace::text IN ('log', 'vault', 'rm', 'access')
"""
ALONE = {
    *("log.append", "log.find_link", "log.organisations", "log.leave_rows"),
    *("access.note", "access.sandbox_clocks", "access.house_of_code"),
}
"""Those of them that write nothing, or are alone in their transaction: what another role's connection wrote, its caller
could not read there."""

pytestmark = of_one_server("these are of a database that is not spread yet")


async def test_every_table_has_its_place(app_pool: asyncpg.Pool) -> None:
    assert sorted(row[0] for row in await app_pool.fetch(TABLES)) == sorted(places())


async def test_whatever_is_unique_in_a_distributed_table_is_so_within_an_organisation(app_pool: asyncpg.Pool) -> None:
    keys = [
        (row["name"], row["columns"][0])
        for table, place in places().items()
        if place is Place.DISTRIBUTED
        for row in await app_pool.fetch(UNIQUE, table)
    ]
    assert len(keys) >= sum(place is Place.DISTRIBUTED for place in places().values())
    assert {first for _, first in keys} == {"org_id"}, [name for name, first in keys if first != "org_id"]


async def test_no_table_has_what_does_not_work_across_shards(app_pool: asyncpg.Pool) -> None:
    assert [row[0] for row in await app_pool.fetch(OTHERWISE)] == []


async def test_the_append_on_a_shard_takes_what_the_append_takes(database: Database) -> None:
    admin = await asyncpg.connect(database.url("postgres"))
    try:
        await admin.execute(FUNCTIONS)
        one_server = await admin.fetchval(ARGUMENTS, "log.append")
        on_a_shard = await admin.fetchval(ARGUMENTS, "log.append_here")
    finally:
        await admin.close()
    assert one_server[:3] == ["orgs uuid[]", "opening uuid[]", "c_org integer[]"]
    assert on_a_shard == ["org uuid", "opening boolean", *one_server[3:]]


async def test_what_has_rights_of_its_own_runs_with_its_organisation_or_by_itself(app_pool: asyncpg.Pool) -> None:
    lent = {row["name"]: row["arguments"] for row in await app_pool.fetch(LENT)}
    assert lent.keys() == {*WITHIN, *ALONE}
    assert {name for name in WITHIN if lent[name][0] != "org"} == set()


async def test_a_server_without_citus_is_told_apart(database: Database) -> None:
    with pytest.raises(CitusError, match="has no Citus"):
        await distribute(database.url("postgres"), places())
