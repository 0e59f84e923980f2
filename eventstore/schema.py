"""What a database has run of the migrations that a program knows, and whether the two get along."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg
from msgspec import Struct

from eventstore.migration_files import read_migrations
from eventstore.walls import Connection, Pool

# Everything that has run. A ledger from before a migration could ask to be alone has no such column.
RAN = "SELECT version, sha256, to_jsonb(m) ->> 'alone' AS alone FROM public.schema_migrations m"
# Whether there is a ledger at all.
HAS_LEDGER = "SELECT to_regclass('public.schema_migrations') IS NOT NULL"


class SchemaFound(Struct, frozen=True):
    """`waiting`: names of the migrations that have not run. `alone`: why this program, which does not know a migration
    that has run, may not run beside those that do; empty where it may.
    """

    waiting: tuple[str, ...] = ()
    alone: str = ""

    @property
    def fits(self) -> bool:
        return not self.waiting and not self.alone


class Schema:
    """The migrations that a program knows, to be compared with what a database has run."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._names = {migration.version: migration.name for migration in read_migrations(folders)}

    async def found(self, db: Connection | Pool) -> SchemaFound:
        rows = await db.fetch(RAN) if await db.fetchval(HAS_LEDGER) else []
        ran = {row["version"] for row in rows}
        return SchemaFound(
            tuple(name for version, name in self._names.items() if version not in ran),
            next((row["alone"] for row in rows if row["alone"] and row["version"] not in self._names), ""),
        )


async def found_at(url: str, folders: Sequence[Path]) -> SchemaFound:
    """The same, on a connection of its own."""
    db = await asyncpg.connect(url)
    try:
        return await Schema(folders).found(db)
    finally:
        await db.close()


async def pending(url: str, folders: Sequence[Path]) -> list[str]:
    """Names of the migrations that have not run."""
    return list((await found_at(url, folders)).waiting)
