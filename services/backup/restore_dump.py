"""A dump made into a database beside the one in use, and put into its place when somebody says so."""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from eventstore.migrate import bootstrap
from services.backup.check import check
from services.backup.dump import refuse_difference
from services.backup.errors import BackupError
from services.backup.manifest import DUMP, Manifest
from services.backup.order import Tell, now
from services.backup.server import connected, look, rows_by_table
from services.backup.tools import find_program, libpq_environment, run_program

THERE = "SELECT 1 FROM pg_database WHERE datname = $1"
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = ANY ($1::text[]) AND pid <> pg_backend_pid()"


async def restore_dump(folder: Path, manifest: Manifest, admin_url: str, database: str, tell: Tell) -> None:
    """The database, whole and counted. Raises BackupError where it is there already, and removes what is half done."""
    admin_url = at_database(admin_url, "postgres")
    async with connected(admin_url) as db:
        server = await look(db)
        if server.major < manifest.major:
            raise BackupError(f"the dump is of Postgres {manifest.major}, and the server of {server.major}")
        if await db.fetchval(THERE, database):
            raise BackupError(f"there is a database {database}: a dump is restored beside it, under another name")
    program = find_program("pg_restore", server.major)
    tell("reading the dump once, to see that it is whole")
    await check(folder, manifest)
    await bootstrap(admin_url, [database])
    try:
        tell(f"restoring into {database}")
        beside = at_database(admin_url, database)
        words = ("--exit-on-error", f"--dbname={database}", folder / DUMP)
        await run_program(program, *words, env=libpq_environment(beside))
        async with connected(beside) as db:
            tell("counting")
            refuse_difference(manifest.rows, await rows_by_table(db))
            await db.execute("ANALYZE")
    except BaseException:
        async with connected(admin_url) as db:
            await db.execute(f"DROP DATABASE IF EXISTS {_name(database)} WITH (FORCE)")
        raise


async def swap(admin_url: str, restored: str, in_use: str) -> str:
    """Give the restored database the name that is in use; answers the name under which the other one stays.

    Raises BackupError while somebody is connected to either.
    """
    kept = f"{in_use}_before_{now():%Y%m%d_%H%M%S}"
    async with connected(at_database(admin_url, "postgres")) as db:
        if not await db.fetchval(THERE, restored):
            raise BackupError(f"there is no database {restored}")
        names = [restored, in_use]
        if others := await db.fetchval(CONNECTED, names):
            raise BackupError(f"{others} connections to {restored} or {in_use}: stop api, engine and worker first")
        try:
            if await db.fetchval(THERE, in_use):
                await db.execute(f"ALTER DATABASE {_name(in_use)} RENAME TO {_name(kept)}")
            else:
                kept = ""
            await db.execute(f"ALTER DATABASE {_name(restored)} RENAME TO {_name(in_use)}")
        except asyncpg.ObjectInUseError as error:
            raise BackupError(f"somebody connected meanwhile: {error}") from error
    return kept


def at_database(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
