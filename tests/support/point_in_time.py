"""A base backup, an archive of every write after it, and what an operator makes of both: the platform as it was."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from msgspec import Struct

from eventstore.walls import Connection
from tests.support.database import Database
from tests.support.own_servers import OwnServers, own_servers
from tests.support.postgres_programs import run_program, wheels_program
from tests.support.waiting import until
from tests.support.worker_process import CHECKOUT

ARCHIVE_SEGMENT = CHECKOUT / "deploy" / "compose" / "archive-segment"

# Ends the segment of the write-ahead log that is being written, and names it.
END_SEGMENT = "SELECT pg_walfile_name(pg_switch_wal())"

# Whether this segment, and so every one before it, is in the archive.
ARCHIVED = "SELECT coalesce(last_archived_wal >= $1, false) FROM pg_stat_archiver"


def archive_command(servers: OwnServers, archive: Path) -> str:
    """The line of Postgres's settings by which the operator's own command archives, from where Postgres may read it."""
    command = shutil.copy(ARCHIVE_SEGMENT, servers.room("command"))
    return f"archive_command = 'sh {command} %p %f {archive}'"


class Archive(Struct, frozen=True):
    """What outlives the servers it is taken from. Ask for `open_archive`."""

    servers: OwnServers
    written: Path
    """The segments of the write-ahead log."""
    base: Path
    """The files of the cluster as they were copied while it was written to: by themselves no whole database."""

    async def back_up(self) -> None:
        """The base, without the log that was written meanwhile: only the archive has it."""
        url = self.servers.postgres_url("postgres", "postgres")
        words = (f"--pgdata={self.base}", "--wal-method=none", "--checkpoint=fast", "--no-sync", f"--dbname={url}")
        await run_program(wheels_program("pg_basebackup"), *words)
        (self.base / "recovery.signal").touch()  # whoever starts on these files reads the archive first

    async def name_point(self, name: str) -> None:
        """A place in all that is written, to which one can come back."""
        admin = await self._admin()
        await admin.execute("SELECT pg_create_restore_point($1)", name)
        await admin.close()

    async def complete(self) -> None:
        """Returns when everything that was written is in it."""
        admin = await self._admin()
        segment = await admin.fetchval(END_SEGMENT)

        async def archived() -> bool:
            return bool(await admin.fetchval(ARCHIVED, segment))

        await until(archived)
        await admin.close()

    @asynccontextmanager
    async def recovered(self, point: str) -> AsyncIterator[Database]:
        """Other servers on a folder of their own, with everything that was written up to the point and nothing else."""
        async with own_servers() as servers:
            servers.take_over(self.base)
            servers.configure(
                f"restore_command = 'cp {self.written}/%f %p'",
                f"recovery_target_name = '{point}'",
                "recovery_target_action = 'promote'",
            )
            yield await servers.create()

    async def _admin(self) -> Connection:
        return await asyncpg.connect(self.servers.postgres_url("postgres", "postgres"))


@asynccontextmanager
async def open_archive() -> AsyncIterator[tuple[Archive, Database]]:
    """A platform's databases on servers of their own, whose every write is archived."""
    wheels_program("pg_basebackup")  # looked for before anything is started
    async with own_servers() as servers:
        written = servers.room("archive")
        servers.configure("archive_mode = on", archive_command(servers, written))
        yield Archive(servers, written, servers.room("base")), await servers.create()
