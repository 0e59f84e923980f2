"""Brings a database to the newest schema: numbered SQL files in dbmate's format, each run once, under a lock."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import asyncpg
from msgspec import Struct

from eventstore.migration_files import Migration, MigrationError, read_migrations
from eventstore.migration_judge import Judged, judged, look
from eventstore.migration_rules import refuse, refuse_outside
from eventstore.migration_waits import EVERY_SECONDS, telling
from eventstore.schema import HAS_LEDGER, RAN, pending
from eventstore.walls import Connection

__all__ = ["KEYS", "LOG", "MigrationError", "bootstrap", "migrate", "pending", "plan", "read_migrations"]

LOCK = 0x0CA22107E2  # any number, but the same for all who migrate
# Tried again and again: whoever waits inside a statement holds a snapshot, for which an index built concurrently waits.
TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
HOLDER = """
SELECT l.pid, a.usename, a.usename = current_user OR u.usesuper AS may_migrate
FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_user u USING (usename)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  AND l.classid::bigint = $1::bigint >> 32 AND l.objid::bigint = $1::bigint & 4294967295
"""
TURN_SECONDS = 0.2
CREATE_LEDGER = """
CREATE TABLE IF NOT EXISTS public.schema_migrations (
  version text PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
GRANT SELECT ON public.schema_migrations TO carryover_app, carryover_engine
"""  # so that every process can tell whether the database is ready for it
# On Citus, before the tables are spread over its workers: what is made here is not told them (citus/distribute.py).
NOT_SPREAD_YET = """
SELECT set_config('citus.enable_ddl_propagation', 'off', false)
WHERE to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AND to_regproc('log.append_here') IS NULL
"""
# Whether the ledger is from before a migration could ask to be alone. Asked first: to add what is there locks, too.
LACKS_ALONE = """
SELECT NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'public.schema_migrations'::regclass AND attname = 'alone')
"""
ADD_ALONE = "ALTER TABLE public.schema_migrations ADD COLUMN alone text"
NOTE = "INSERT INTO schema_migrations (version, name, sha256, alone) VALUES ($1, $2, $3, $4)"
# Nobody waits longer behind a migration that waits for a table, or works on one.
BOUNDS = "SELECT set_config('lock_timeout', $1, $3), set_config('statement_timeout', $2, $3)"
# What parallel processes read is not counted. Only where it has to be judged: long work takes longer so.
ALL_COUNTED = "SET LOCAL max_parallel_maintenance_workers = 0"
# In each database, since a function's rights are a database's own: backups may name a moment.
NAMES_MOMENTS = """
DO $$
BEGIN
  IF NOT has_function_privilege('carryover_backup', 'pg_create_restore_point(text)', 'EXECUTE')
    AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    GRANT EXECUTE ON FUNCTION pg_create_restore_point(text) TO carryover_backup;
  END IF;
END $$
"""
HERE = Path(__file__).parent
LOG = HERE / "migrations"
KEYS = HERE / "keys_migrations"
BOOTSTRAP = HERE / "bootstrap.sql"

Tell = Callable[[str], None]


class Patience(Struct, frozen=True):
    """For how long a migration may hold up others, and how often it tries again. Seconds."""

    lock: float = 1.0  # waiting for a table: whoever wants it next waits as long behind
    statement: float = 5.0  # working, where the file does not say that it may take as long as a table is long
    pauses: Sequence[float] = (0.5, 1, 2, 4, 8, 8, 8, 8, 8, 8)  # between tries for a table that somebody holds


PATIENT = Patience()


class Planned(Struct, frozen=True):
    """What a migration would do: `fault` says why it would be refused, or why it could not be tried."""

    migration: Migration
    judged: Judged = Judged()
    fault: str = ""
    seconds: float = 0.0


class _NotKept(Exception):
    """Raised to undo what was only tried."""


async def migrate(
    url: str,
    folders: Sequence[Path],
    progress: Tell = lambda line: None,
    *,
    stopped: bool = False,
    patience: Patience = PATIENT,
) -> list[Migration]:
    """Run what has not run yet; returns it. A second process waits for the first. `stopped`: nothing of the release
    before runs, so what may not run beside it may come in. Raises MigrationError.
    """
    db = await asyncpg.connect(url, server_settings={"application_name": "carryover migrate"})
    try:
        await _turn(db, progress)
        await db.execute(NOT_SPREAD_YET)
        await _ledger(db)
        waiting, fresh = await _waiting(db, read_migrations(folders), progress)
        for migration in waiting:
            if migration.alone and not stopped and not fresh:
                raise MigrationError(
                    f"{migration.name} may not run while the release before does ({migration.alone}): stop every "
                    "api, engine and worker, then `carryover migrate --stopped`"
                )
        in_use = (await look(db)).objects
        async with telling(db, url, progress):
            for migration in waiting:
                progress(f"migrating {migration.name}")
                await _patiently(db, migration, in_use, patience, progress)
        return waiting
    finally:
        await db.close()


async def plan(url: str, folders: Sequence[Path], patience: Patience = PATIENT) -> list[Planned]:
    """What `migrate` would do, tried in one transaction that is undone. It holds up others no longer than one
    migration may, and gives up then. What runs outside a transaction is not tried, nor what comes after it.
    """
    db = await asyncpg.connect(url, server_settings={"application_name": "carryover migrate --plan"})
    found: list[Planned] = []
    try:
        waiting, _ = await _waiting(db, read_migrations(folders), lambda line: None)
        in_use = (await look(db)).objects
        try:
            async with db.transaction():
                for migration in waiting:
                    found.append(await _tried(db, migration, in_use, patience, found))
                raise _NotKept
        except _NotKept:
            return found
    finally:
        await db.close()


async def _tried(
    db: Connection, migration: Migration, in_use: frozenset[int], patience: Patience, earlier: Sequence[Planned]
) -> Planned:
    if stands_in_the_way := next((one for one in earlier if one.fault or not one.migration.in_transaction), None):
        return Planned(migration, fault=f"not tried: it comes after {stands_in_the_way.migration.name}")
    if not migration.in_transaction:
        try:
            refuse_outside(migration)
        except MigrationError as error:
            return Planned(migration, fault=str(error))
        return Planned(migration)
    began = monotonic()
    try:
        found = await _judge(db, migration, in_use, patience)
    except (asyncpg.PostgresError, MigrationError) as error:
        return Planned(migration, fault=str(error), seconds=monotonic() - began)
    return Planned(migration, found, seconds=monotonic() - began)


async def _turn(db: Connection, progress: Tell) -> None:
    """Returns when nobody else migrates. Raises MigrationError where somebody has the turn who may not migrate."""
    began = told = monotonic()
    while not await db.fetchval(TRY_LOCK, LOCK):
        holder = await db.fetchrow(HOLDER, LOCK)
        if holder and not holder["may_migrate"]:
            raise MigrationError(
                f"connection {holder['pid']} of {holder['usename']} holds the lock of migrations, and may not migrate: "
                f"end it (SELECT pg_terminate_backend({holder['pid']})), and find out who it is"
            )
        if holder and monotonic() - told > EVERY_SECONDS:
            told = monotonic()
            progress(f"  {round(told - began)} s, behind the migration of connection {holder['pid']}")
        await asyncio.sleep(TURN_SECONDS)


async def _ledger(db: Connection) -> None:
    await db.execute("SET lock_timeout = '10s'")
    await db.execute(CREATE_LEDGER)
    if await db.fetchval(LACKS_ALONE):
        await db.execute(ADD_ALONE)


async def _waiting(db: Connection, migrations: Sequence[Migration], progress: Tell) -> tuple[list[Migration], bool]:
    """Those that have not run, and whether none has. Raises MigrationError where the program is not for it."""
    rows = await db.fetch(RAN) if await db.fetchval(HAS_LEDGER) else []
    ran = {row["version"]: row["sha256"] for row in rows}
    for migration in migrations:
        if ran.get(migration.version, migration.sha256) != migration.sha256:
            raise MigrationError(f"{migration.name} was edited after it ran; write a new migration instead")
    waiting = [migration for migration in migrations if migration.version not in ran]
    unknown = sorted(set(ran) - {migration.version for migration in migrations})
    alone = [row["alone"] for row in rows if row["alone"] and row["version"] in unknown]
    if unknown and (waiting or alone):
        why = f", which says: {alone[0]}" if alone else f", and lacks {waiting[0].name}"
        raise MigrationError(f"the database is newer than this program: it has migration {unknown[-1]}{why}")
    if unknown:
        progress(f"the database is newer than this program, which may run on it: it has migration {unknown[-1]}")
    return waiting, not ran


async def _patiently(
    db: Connection, migration: Migration, in_use: frozenset[int], patience: Patience, progress: Tell
) -> None:
    """Tries again while somebody holds what it needs. Raises MigrationError."""
    run = _run if migration.in_transaction else _run_outside
    for pause in (*patience.pauses, None):
        try:
            await run(db, migration, in_use, patience)
            return
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
            if pause is None:
                raise MigrationError(f"{migration.name} did not run: somebody holds what it needs: {error}") from error
            progress(f"{migration.name}: somebody holds what it needs; again in {pause} s")
            await asyncio.sleep(pause)
        except asyncpg.PostgresError as error:
            raise MigrationError(f"{migration.name} {_what_became(migration)}: {error}") from error


def _what_became(migration: Migration) -> str:
    return "did not run" if migration.in_transaction else "ran outside a transaction, and may have left something"


async def _run(db: Connection, migration: Migration, in_use: frozenset[int], patience: Patience) -> None:
    async with db.transaction():
        await _judge(db, migration, in_use, patience)
        await db.execute(NOTE, migration.version, migration.name, migration.sha256, migration.alone or None)


async def _judge(db: Connection, migration: Migration, in_use: frozenset[int], patience: Patience) -> Judged:
    """Run it in the transaction that `db` is in. Raises MigrationError where it may not stay."""
    unbound = migration.locks or not migration.judged
    await db.execute(BOUNDS, _ms(patience.lock), "0" if unbound else _ms(patience.statement), True)
    if not unbound:
        await db.execute(ALL_COUNTED)
    before = await look(db)
    try:
        await db.execute(migration.up)
    except asyncpg.QueryCanceledError as error:
        raise MigrationError(
            f"{migration.name} was undone: a statement took longer than {patience.statement:g} s. Do long work in "
            "small transactions (transaction:false), or say in a line `-- locks: …` why it may take long"
        ) from error
    found = await judged(db, before, in_use)
    refuse(migration, found)
    return found


async def _run_outside(db: Connection, migration: Migration, in_use: frozenset[int], patience: Patience) -> None:
    refuse_outside(migration)
    # Nobody waits behind what the usual ones wait for, and an index that gave up would be left half made.
    await db.execute(BOUNDS, _ms(patience.lock) if migration.locks else "0", "0", False)
    for statement in migration.statements():
        await db.execute(statement)
    await db.execute(NOTE, migration.version, migration.name, migration.sha256, migration.alone or None)


def _ms(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"


async def bootstrap(admin_url: str, databases: Sequence[str], progress: Tell = lambda line: None) -> None:
    """As superuser: the roles, and each database owned by carryover_owner, where they are missing. One at a time.
    Raises MigrationError.
    """
    db = await asyncpg.connect(admin_url)
    try:
        await _turn(db, progress)
        await db.execute(BOOTSTRAP.read_text(encoding="utf-8"))
        for name in databases:
            if not await db.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await db.execute(f'CREATE DATABASE "{name}" OWNER carryover_owner')
            # Each time: an earlier run may have been killed before it came here.
            await db.execute(f'GRANT CONNECT ON DATABASE "{name}" TO carryover_app, carryover_engine, carryover_backup')
            await db.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
            inside = await asyncpg.connect(admin_url, database=name)
            try:
                await inside.execute(NAMES_MOMENTS)
            finally:
                await inside.close()
    finally:
        await db.close()
