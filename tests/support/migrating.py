"""An empty database with a folder of migrations for it, to try the migrator on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from eventstore.migrate import migrate
from eventstore.walls import Connection
from tests.support.database import empty
from tests.support.servers import ServerAddresses

VISITS = "CREATE TABLE visits (n int)"
NOTED = "INSERT INTO visits VALUES (1)"


class Place:
    def __init__(self, url: str, folder: Path, db: Connection) -> None:
        self.url, self.folder, self.db = url, folder, db

    def write(self, name: str, up: str, *, head: str = "-- migrate:up\n") -> Path:
        path = self.folder / name
        path.write_text(f"{head}{up};\n-- migrate:down\nDROP TABLE visits;\n", encoding="utf-8")
        return path

    async def migrate(self) -> list[str]:
        """The names of those that ran."""
        return [migration.name for migration in await migrate(self.url, [self.folder])]

    async def visits(self) -> int | None:
        """How often NOTED ran; None without the table."""
        there = await self.db.fetchval("SELECT to_regclass('visits') IS NOT NULL")
        found: int | None = await self.db.fetchval("SELECT count(*) FROM visits") if there else None
        return found


@asynccontextmanager
async def place_to_migrate(servers: ServerAddresses, folder: Path) -> AsyncIterator[Place]:
    async with empty(servers) as database:
        db = await asyncpg.connect(database.url("carryover_owner"))
        try:
            yield Place(database.url("carryover_owner"), folder, db)
        finally:
            await db.close()
