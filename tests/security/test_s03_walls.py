"""S3: nobody sees another organisation: every table, every role, with the guards of the code off."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

import asyncpg
import pytest

from eventstore.walls import Connection
from tests.support.appends import ONE, TWO
from tests.support.database import Database
from tests.support.privileges import APP_FUNCTIONS, APP_WRITES, ENGINE_WRITES, NOTED, SEEN_ACROSS
from tests.support.rows import made_up_row

APP, ENGINE, APPEND, OWNER = "carryover_app", "carryover_engine", "carryover_append", "carryover_owner"
BACKUP = "carryover_backup"
FROM_OUTSIDE = (None, "", str(UUID(int=3)))  # carryover.orgs never set, empty, or a third organisation

TABLES = """
SELECT format('%s.%s', n.nspname, c.relname) AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
  c.relispartition AS partition,
  EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id') AS of_organisation
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('log', 'vault', 'rm', 'keys', 'access') AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1
"""
POLICIES = """
SELECT format('%s.%s', schemaname, tablename) AS name, policyname, cmd, roles::text[] AS roles, qual, with_check
FROM pg_policies ORDER BY 1
"""
WAYS_OUT = (
    "SET ROLE carryover_owner",
    "SET ROLE carryover_append",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION carryover_owner",
    "ALTER TABLE log.events DISABLE ROW LEVEL SECURITY",
    "DROP POLICY wall ON log.events",
    "CREATE POLICY all_of_it ON log.events USING (true)",
    "CALL log.wall('log.events')",
    "SELECT * FROM log.directory",
    "SELECT * FROM log.command_key",
    "SELECT * FROM log.events_0",
    "SELECT log.append_beside('{}', '{}', '{}')",
    "SELECT log.name_taken(gen_random_uuid(), '{}')",
    "CREATE TABLE log.mine (org_id uuid)",
    "CREATE TABLE rm.mine (org_id uuid)",
    "CREATE TABLE public.mine (org_id uuid)",
    "CREATE OR REPLACE FUNCTION log.orgs() RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'",
    "UPDATE log.feed_head SET pos = 0",
    "INSERT INTO log.feed_head (org_id, last_at, chain) VALUES (gen_random_uuid(), now(), '')",
    "DELETE FROM vault.item",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY log.events TO PROGRAM 'cat'",
)
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.servers.postgres_url("postgres", database.name))
    yield db
    await db.close()


@pytest.fixture
async def keys_admin(database: Database) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.servers.postgres_url("postgres", database.keys_name))
    yield db
    await db.close()


@pytest.fixture
async def tables(admin: Connection) -> list[str]:
    """Every table with an organisation, each filled with one row of ONE and one of TWO."""
    names = [row["name"] for row in await admin.fetch(TABLES) if row["of_organisation"] and not row["partition"]]
    for name in names:
        for org_id in (ONE, TWO):
            await admin.execute(await made_up_row(admin, name, org_id))
    return names


@asynccontextmanager
async def as_role(database: Database, role: str) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.url(role))
    try:
        yield db
    finally:
        await db.close()


async def seeing(db: Connection, orgs: str | None, statement: str) -> list[asyncpg.Record]:
    """The answer of a transaction that sees these organisations; it is rolled back."""
    transaction = db.transaction()
    await transaction.start()
    try:
        if orgs is not None:
            await db.execute("SELECT set_config('carryover.orgs', $1, true)", orgs)
        return await db.fetch(statement)
    finally:
        await transaction.rollback()


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        yield


async def test_every_table_has_an_organisation_and_is_forced_behind_the_wall(
    admin: Connection, keys_admin: Connection
) -> None:
    rows = [*await admin.fetch(TABLES), *await keys_admin.fetch(TABLES)]
    assert len(rows) > 25
    assert [row["name"] for row in rows if not (row["forced"] and row["of_organisation"])] == []


async def test_the_walls_policies_are_these_and_no_others(admin: Connection) -> None:
    written = {"log.feed_head", "log.events", "log.command_key", "log.effect", "log.directory"}
    expected = {(name, "append", "ALL", APPEND) for name in written | {"vault.item", "vault.alias"}}
    expected |= {(name, "append", "ALL", APPEND) for name in NOTED}
    expected |= {(name, "work", "SELECT", ENGINE) for name in SEEN_ACROSS}
    expected |= {(name, "append", "SELECT", APPEND) for name in ("access.sandbox_clock", "access.patient_code")}
    names = [row["name"] for row in await admin.fetch(TABLES) if not row["partition"]]
    expected |= {(name, "wall", "ALL", "public") for name in names}
    policies = await admin.fetch(POLICIES)
    assert {(row["name"], row["policyname"], row["cmd"], *row["roles"]) for row in policies} == expected
    wall = "(org_id = ANY (( SELECT log.orgs() AS orgs)::uuid[]))"
    assert {(row["qual"], row["with_check"]) for row in policies if row["policyname"] == "wall"} == {(wall, wall)}


async def test_only_the_append_role_may_write_events_and_nobody_may_change_them(admin: Connection) -> None:
    granted = await admin.fetch("""
        SELECT c.oid::regclass::text AS name, a.grantee::regrole::text AS grantee, a.privilege_type AS privilege
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relkind IN ('r', 'p') AND c.oid::regclass::text LIKE 'log.events%'""")
    assert len({row["name"] for row in granted}) == 9
    writing = [tuple(row) for row in granted if row["privilege"] in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")]
    assert writing == [("log.events", APPEND, "INSERT")]


async def test_the_app_writes_the_rows_of_its_doors_and_the_engine_only_its_own_tables(admin: Connection) -> None:
    engine_writes = ENGINE_WRITES
    engine_adds = {"access.erasure", "access.departure"}
    for row in await admin.fetch(TABLES):
        name = row["name"]
        may = {
            (role, privilege)
            for role in (APP, ENGINE)
            for privilege in PRIVILEGES
            if privilege != "SELECT"
            and await admin.fetchval("SELECT has_table_privilege($1, $2::text, $3)", role, name, privilege)
        }
        writes = name in engine_writes or name.startswith("rm.")
        engine = {(ENGINE, privilege) for privilege in ("INSERT", "UPDATE", "DELETE")} if writes else set()
        engine |= {(ENGINE, "INSERT")} if name in engine_adds else set()
        assert may == engine | {(APP, privilege) for privilege in APP_WRITES.get(name, ())}, name


async def test_no_role_stands_above_the_walls(admin: Connection) -> None:
    roles = await admin.fetch("SELECT * FROM pg_roles WHERE rolname LIKE 'carryover%'")
    assert {row["rolname"]: row["rolcanlogin"] for row in roles} == {
        APP: True,
        ENGINE: True,
        OWNER: True,
        APPEND: False,
        BACKUP: False,
    }
    for row in roles:
        powers = {power for power in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb") if row[power]}
        assert powers == ({"rolbypassrls"} if row["rolname"] == BACKUP else set())  # a dump is of everybody
    members = await admin.fetch("SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members")
    given = {tuple(row) for row in members if row["member"].startswith("carryover")}
    of_backup = {("pg_read_all_data", BACKUP), ("pg_read_all_stats", BACKUP)}
    assert given == {(APPEND, OWNER), ("pg_read_all_stats", ENGINE), *of_backup}


async def test_these_functions_run_with_other_rights_than_their_callers_and_no_others(admin: Connection) -> None:
    functions = await admin.fetch("""
        SELECT p.oid::regproc::text AS name, p.prosecdef AS lent, p.proowner::regrole::text AS owner,
          p.proconfig AS settings, has_function_privilege('public', p.oid, 'EXECUTE') AS by_all,
          has_function_privilege('carryover_app', p.oid, 'EXECUTE') AS by_app
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('log', 'vault', 'rm', 'access', 'public')""")
    assert {(row["name"], row["owner"]) for row in functions if row["lent"]} == {
        ("access.due", APPEND),
        ("log.append", APPEND),
        ("log.find_link", APPEND),
        ("log.organisations", APPEND),
        ("access.note", APPEND),
        ("access.sandbox_clocks", APPEND),
        ("access.house_of_code", APPEND),
        ("access.break_glass", APPEND),
        ("access.ask_organisation_export", OWNER),
        ("log.erase_rows", OWNER),  # it deletes, behind the wall, of whom the log says that they are erased
        ("log.leave_rows", OWNER),  # as above, of an organisation of which the log says that it has left
    }
    assert all("search_path=log, pg_temp" in row["settings"] for row in functions if row["lent"])
    assert {row["name"] for row in functions if row["by_all"]} == {"log.orgs"}
    assert {row["name"] for row in functions if row["by_app"]} == APP_FUNCTIONS


@pytest.mark.parametrize("role", [APP, ENGINE])
async def test_from_outside_every_table_is_empty(database: Database, tables: list[str], role: str) -> None:
    async with as_role(database, role) as db:
        for name in tables:
            ask = f"SELECT org_id FROM {name}"
            if not await db.fetchval("SELECT has_table_privilege($1::text, 'SELECT')", name):
                with refused():
                    await seeing(db, str(ONE), ask)
                continue
            across = role == ENGINE and name in SEEN_ACROSS
            for orgs in FROM_OUTSIDE:
                assert len(await seeing(db, orgs, ask)) == (2 if across else 0), (name, orgs)
            inside = {row["org_id"] for row in await seeing(db, str(ONE), ask)}
            assert inside == ({ONE, TWO} if across else {ONE}), name


async def test_the_engine_changes_nothing_across_organisations(database: Database, tables: list[str]) -> None:
    async with as_role(database, ENGINE) as db:
        writable = [
            name for name in tables if await db.fetchval("SELECT has_table_privilege($1::text, 'UPDATE')", name)
        ]
        assert {"log.checkpoint", "log.effect", "log.parked"} < set(writable)
        for name in writable:
            for orgs in FROM_OUTSIDE:
                assert await seeing(db, orgs, f"SELECT org_id FROM {name} FOR UPDATE") == []
                assert await seeing(db, orgs, f"UPDATE {name} SET org_id = org_id RETURNING org_id") == []
                assert await seeing(db, orgs, f"DELETE FROM {name} RETURNING org_id") == []
            mine = [row["org_id"] for row in await seeing(db, str(ONE), f"DELETE FROM {name} RETURNING org_id")]
            assert mine == [ONE], name
            with refused():
                await seeing(db, str(ONE), f"UPDATE {name} SET org_id = '{TWO}'")
            foreign = await made_up_row(db, name, UUID(int=3))
            with refused():
                await seeing(db, str(ONE), foreign)


@pytest.mark.parametrize("role", [APP, ENGINE])
async def test_a_role_does_not_get_out(database: Database, role: str) -> None:
    async with as_role(database, role) as db:
        for way in WAYS_OUT:
            try:
                await seeing(db, f"{ONE},{TWO}", way)
            except asyncpg.InsufficientPrivilegeError:
                continue
            pytest.fail(f"{role} may {way}")


async def test_turning_row_security_off_fails_instead_of_showing_more(database: Database, tables: list[str]) -> None:
    async with as_role(database, APP) as db:
        await db.execute("SET row_security = off")
        with refused():
            await seeing(db, str(ONE), "SELECT * FROM log.events")


async def test_partitions_asked_directly_give_nothing_even_where_asking_is_granted(
    database: Database, admin: Connection, tables: list[str]
) -> None:
    await admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA log TO carryover_app")
    full = [number for number in range(8) if await admin.fetchval(f"SELECT count(*) FROM log.events_{number}")]
    assert full
    async with as_role(database, APP) as db:
        for number in range(8):
            assert await seeing(db, f"{ONE},{TWO}", f"SELECT * FROM log.events_{number}") == []


async def test_the_database_of_keys_has_the_same_walls(database: Database, keys_admin: Connection) -> None:
    tables = ("keys.organisation", "keys.subject", "keys.erased", "keys.departed")
    organisations = [UUID(int=database_number) for database_number in (71, 72)]
    for name in tables:
        for org_id in organisations:
            await keys_admin.execute(f"DELETE FROM {name} WHERE org_id = $1", org_id)
            await keys_admin.execute(await made_up_row(keys_admin, name, org_id))
    for role in (APP, ENGINE):
        db = await asyncpg.connect(database.servers.postgres_url(role, database.keys_name))
        for name in tables:
            for orgs in (*FROM_OUTSIDE, None):
                assert await seeing(db, orgs, f"SELECT org_id FROM {name}") == [], (role, name, orgs)
            own = await seeing(db, str(organisations[0]), f"SELECT org_id FROM {name}")
            assert [row["org_id"] for row in own] == organisations[:1]
            with refused():
                await seeing(db, str(organisations[0]), f"DELETE FROM {name}")
        await db.close()
