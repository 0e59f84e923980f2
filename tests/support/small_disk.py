"""A disk of a few megabytes that Postgres may fill: only root can mount one, beside an embedded Postgres."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from eventstore.walls import Connection
from tests.support.servers import EMBEDDED, ServerAddresses, choice_of

SPACE = "small"
PARTITIONS = """
SELECT format('ALTER TABLE %s SET TABLESPACE small', inhrelid::regclass) FROM pg_inherits
WHERE inhparent = 'log.events'::regclass
"""


class SmallDisk:
    """Mounted, and known to Postgres as a tablespace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def take_events(self, db: Connection) -> None:
        """From here on the events of this database stand on it."""
        for [move] in await db.fetch(PARTITIONS):
            await db.execute(move)

    def grow(self, size: str) -> None:
        _run("mount", "-o", f"remount,size={size}", str(self._folder))


@asynccontextmanager
async def small_disk(servers: ServerAddresses, size: str) -> AsyncIterator[SmallDisk]:
    """Skips the test where it cannot be made. Its databases have to be gone when the block ends."""
    if sys.platform != "linux" or os.geteuid() != 0 or choice_of(os.environ).postgres != EMBEDDED:
        pytest.skip("a small disk is mounted by root, for the embedded Postgres of the tests")
    admin = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    data = Path(await admin.fetchval("SHOW data_directory"))
    folder = _mounted(size, data)
    try:
        await admin.execute(f"CREATE TABLESPACE {SPACE} LOCATION '{folder / 'data'}'")
        yield SmallDisk(folder)
        await admin.execute(f"DROP TABLESPACE {SPACE}")
    finally:
        await admin.close()
        _run("umount", "--lazy", str(folder))
        shutil.rmtree(folder)


def _mounted(size: str, data: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="carryover-small-", dir="/tmp"))
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "small", str(folder))
    except subprocess.CalledProcessError as refused:
        folder.rmdir()
        pytest.skip(f"this machine mounts no disks: {refused.stderr.strip()}")
    (folder / "data").mkdir()
    owner = pwd.getpwuid(data.stat().st_uid)
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    return folder


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
