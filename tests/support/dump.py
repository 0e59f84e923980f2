"""A real dump of a test's database, and a restore in its place, as an operator does it: beside it, then by its name."""

import re
from pathlib import Path

import asyncpg
import pytest

from tests.support.database import Database
from tests.support.postgres_programs import run_program, wheels_program


async def dumped(database: Database, folder: Path) -> Path:
    """The whole database in one file. The test is not run where there is no pg_dump of the server's version."""
    file = folder / "dump"
    await run_program(
        await _program("pg_dump", database), "--format=custom", f"--file={file}", database.url("postgres")
    )
    return file


async def dumped_as_text(database: Database, folder: Path) -> str:
    """The same as the statements that would make it again."""
    file = folder / "dump.sql"
    await run_program(await _program("pg_dump", database), "--format=plain", f"--file={file}", database.url("postgres"))
    return file.read_text()


async def restored(database: Database, dump: Path) -> None:
    """Put the dump in the place of the database; whoever is connected loses the connection, and finds the restored one.

    Restored beside it and renamed when it is whole, so that nobody ever works on the half of it.
    """
    admin = await asyncpg.connect(database.servers.postgres_url("postgres", "postgres"))
    beside = f"{database.name}_restored"
    try:
        await admin.execute(f'CREATE DATABASE "{beside}" OWNER carryover_owner')
        await admin.execute(f'GRANT CONNECT ON DATABASE "{beside}" TO carryover_app, carryover_engine')
        url = database.servers.postgres_url("postgres", beside)
        await run_program(await _program("pg_restore", database), "--exit-on-error", f"--dbname={url}", str(dump))
        await admin.execute(f'DROP DATABASE "{database.name}" WITH (FORCE)')
        await admin.execute(f'ALTER DATABASE "{beside}" RENAME TO "{database.name}"')
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{beside}" WITH (FORCE)')
        await admin.close()


async def _program(name: str, database: Database) -> Path:
    program = wheels_program(name)
    admin = await asyncpg.connect(database.url("postgres"))
    server = admin.get_server_version().major
    await admin.close()
    if (own := int(re.findall(r"\d+", await run_program(program, "--version"))[0])) < server:
        pytest.skip(f"not run: {name} is of version {own}, and the server of {server}")
    return program
