"""An empty database with a folder of migrations for it, to try the migrator on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from eventstore.migrate import PATIENT, Patience, migrate
from eventstore.walls import Connection
from tests.support.database import empty
from tests.support.servers import ServerAddresses

VISITS = "CREATE TABLE visits (n int)"
TWICE = "FUNCTION twice(n int) RETURNS int LANGUAGE sql"
TABLES = """
CREATE TABLE visits (n int, note text, length varchar(10));
ALTER TABLE visits ADD CONSTRAINT told CHECK (n > 0) NOT VALID;
CREATE TABLE rooms (n int PRIMARY KEY);
CREATE TABLE days (n int) PARTITION BY RANGE (n);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (1) TO (10);
CREATE TABLE days_2 (n int);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
GRANT SELECT ON visits TO carryover_app
"""
ROWS = """
INSERT INTO visits SELECT n, 'note', 'short' FROM generate_series(1, 3) n;
INSERT INTO rooms SELECT generate_series(1, 3);
INSERT INTO days SELECT generate_series(1, 3);
INSERT INTO days_2 VALUES (11)
"""
SCHEMA = """
SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull AS what
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT c.relname || ': ' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
UNION ALL SELECT name FROM schema_migrations
ORDER BY what
"""
NOTED = "INSERT INTO visits VALUES (1)"


class Place:
    def __init__(self, url: str, folder: Path, db: Connection) -> None:
        self.url, self.folder, self.db = url, folder, db
        self.said: list[str] = []

    def write(self, name: str, up: str, *, head: str = "-- migrate:up\n") -> Path:
        path = self.folder / name
        path.write_text(f"{head}{up};\n-- migrate:down\nDROP TABLE visits;\n", encoding="utf-8")
        return path

    async def migrate(self, *, stopped: bool = False, patience: Patience = PATIENT) -> list[str]:
        """The names of those that ran. What it said on the way is in `said`."""
        self.said.clear()
        ran = await migrate(self.url, [self.folder], self.said.append, stopped=stopped, patience=patience)
        return [migration.name for migration in ran]

    async def schema(self) -> list[str]:
        """Every column of the tables in `public`, every index and constraint, and what has run."""
        return [row["what"] for row in await self.db.fetch(SCHEMA)]

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


@asynccontextmanager
async def place_in_use(servers: ServerAddresses, folder: Path) -> AsyncIterator[Place]:
    """Where a release has run, and made TABLES, in which nothing is yet."""
    async with place_to_migrate(servers, folder) as place:
        place.write("0100_tables.sql", TABLES)
        await place.migrate()
        yield place
