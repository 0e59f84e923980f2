"""Brings a database to the newest schema: numbered SQL files in dbmate's format, each run once, under a lock."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import asyncpg
from msgspec import Struct

from eventstore.walls import Connection

LOCK = 0x0CA22107E2  # any number, but the same for all who migrate
CREATE_LEDGER = """
CREATE TABLE IF NOT EXISTS public.schema_migrations (
  version text PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
GRANT SELECT ON public.schema_migrations TO carryover_app, carryover_engine
"""  # so that every process can tell whether the database is ready for it
HERE = Path(__file__).parent
LOG = HERE / "migrations"
KEYS = HERE / "keys_migrations"
BOOTSTRAP = HERE / "bootstrap.sql"
NAME = re.compile(r"([0-9]+)_[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """A migration file is malformed, was edited after it ran, or did not run."""


class Migration(Struct, frozen=True):
    version: str
    name: str
    up: str
    sha256: str
    in_transaction: bool


def read_migrations(folders: Sequence[Path]) -> list[Migration]:
    """All migrations of these folders in the order of their numbers. Raises MigrationError for a malformed one."""
    found: dict[int, Migration] = {}
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise MigrationError(f"there is no folder {missing[0]}")
    for path in (path for folder in folders for path in folder.glob("*.sql")):
        migration = _parse(path)
        number = int(migration.version)
        if number in found:
            raise MigrationError(f"{path.name} and {found[number].name} have the same number")
        found[number] = migration
    return [found[number] for number in sorted(found)]


def _parse(path: Path) -> Migration:
    text = path.read_text(encoding="utf-8")
    name = NAME.fullmatch(path.name)
    head, up_mark, rest = text.partition("-- migrate:up")
    if not name or not up_mark or head.strip():
        raise MigrationError(f"{path.name} is not a migration: NUMBER_name.sql, beginning with -- migrate:up")
    options, _, body = rest.partition("\n")
    up, _, _ = body.partition("-- migrate:down")
    return Migration(
        name[1], path.name, up, sha256(text.encode()).hexdigest(), "transaction:false" not in options.replace(" ", "")
    )


async def migrate(
    url: str, folders: Sequence[Path], progress: Callable[[str], None] = lambda line: None
) -> list[Migration]:
    """Run what has not run yet; returns it. A second process waits for the first. Raises MigrationError."""
    db = await asyncpg.connect(url, server_settings={"application_name": "carryover migrate"})
    try:
        await db.execute("SELECT pg_advisory_lock($1)", LOCK)
        await db.execute("SET lock_timeout = '10s'")
        await db.execute(CREATE_LEDGER)
        ran = {row["version"]: row for row in await db.fetch("SELECT version, name, sha256 FROM schema_migrations")}
        migrations = read_migrations(folders)
        _refuse_edited(migrations, {version: row["sha256"] for version, row in ran.items()})
        waiting = [migration for migration in migrations if migration.version not in ran]
        for migration in waiting:
            progress(f"migrating {migration.name}")
            await _run(db, migration)
        return waiting
    finally:
        await db.close()


def _refuse_edited(migrations: Sequence[Migration], ran: dict[str, str]) -> None:
    for migration in migrations:
        if ran.get(migration.version, migration.sha256) != migration.sha256:
            raise MigrationError(f"{migration.name} was edited after it ran; write a new migration instead")
    unknown = sorted(set(ran) - {migration.version for migration in migrations})
    if unknown:
        raise MigrationError(f"the database is newer than this program: it has migration {unknown[-1]}")


async def _run(db: Connection, migration: Migration) -> None:
    note = "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)"
    try:
        if migration.in_transaction:
            async with db.transaction():
                await db.execute(migration.up)
                await db.execute(note, migration.version, migration.name, migration.sha256)
        else:
            await db.execute(migration.up)
            await db.execute(note, migration.version, migration.name, migration.sha256)
    except asyncpg.PostgresError as error:
        what = "did not run" if migration.in_transaction else "ran outside a transaction, and may have left something"
        raise MigrationError(f"{migration.name} {what}: {error}") from error


async def pending(url: str, folders: Sequence[Path]) -> list[str]:
    """Names of the migrations that have not run."""
    db = await asyncpg.connect(url)
    try:
        known = await db.fetchval("SELECT to_regclass('public.schema_migrations') IS NOT NULL")
        ran = {row["version"] for row in await db.fetch("SELECT version FROM schema_migrations")} if known else set()
    finally:
        await db.close()
    return [migration.name for migration in read_migrations(folders) if migration.version not in ran]


async def bootstrap(admin_url: str, databases: Sequence[str]) -> None:
    """As superuser: the roles, and each database owned by carryover_owner, where they are missing. One at a time."""
    db = await asyncpg.connect(admin_url)
    try:
        await db.execute("SELECT pg_advisory_lock($1)", LOCK)
        await db.execute(BOOTSTRAP.read_text(encoding="utf-8"))
        for name in databases:
            if not await db.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await db.execute(f'CREATE DATABASE "{name}" OWNER carryover_owner')
            # Each time: an earlier run may have been killed before it came here.
            await db.execute(f'GRANT CONNECT ON DATABASE "{name}" TO carryover_app, carryover_engine')
            await db.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    finally:
        await db.close()
