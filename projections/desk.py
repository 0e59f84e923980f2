"""What a fold works on: it looks rows up and keeps them here, all in one build, one making of a read model."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import asyncpg

from eventstore.sharded import sharded
from eventstore.walls import Connection

Row = tuple[Any, ...]


def columns(rows: Collection[Row], width: int) -> list[list[Any]]:
    """Rows turned into one array for each of their `width` columns, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


class Table:
    """A table of a read model, and the statements that find and write its rows.

    The key begins with the organisation and the build. A row is a tuple of `columns`: the organisation, the rest of the
    key, and what is known under it; the build is the desk's. `key` and `values` name those columns and their SQL types,
    none of them an array.
    """

    def __init__(self, name: str, key: Mapping[str, str], values: Mapping[str, str]) -> None:
        self.name = name
        self.key, self.values = tuple(key), tuple(values)
        self.key_types = tuple(key.values())
        self.columns = ("org_id", *key, *values)
        types = ("uuid", *key.values(), *values.values())
        named, whole_key = ", ".join(self.columns), ", ".join(("org_id", "build", *key))
        found = " AND ".join(f"t.{column} = w.{column}" for column in ("org_id", *key))
        every, keys = _arrays(self.columns, types), _arrays(("org_id", *key), types)
        build = f"t.build = ${len(key) + 2}"
        # Rows by their keys, asked for key by key: a plan made while a table is empty would else walk all of it for
        # as long as the connection lives.
        self.find = (
            f"SELECT f.* FROM {keys} "  # noqa: S608 (this and the next ones: written names)
            f"CROSS JOIN LATERAL (SELECT {named} FROM {name} t WHERE {found} AND {build} LIMIT 1) f"
        )
        # New rows, none of which is there yet.
        self.add = (
            f"INSERT INTO {name} (build, {named}) "  # noqa: S608
            f"SELECT ${len(types) + 1}::int, {named} FROM {every}"
        )
        # The same on Citus, which sends what answers nothing by COPY, and row level security does not let that pass.
        self.add_spread = f"{self.add} RETURNING 1"
        # Rows as they are now, there or not.
        changes = ", ".join(f"{column} = excluded.{column}" for column in values)
        self.keep = f"{self.add} ON CONFLICT ({whole_key}) DO UPDATE SET {changes}"
        # Rows by their keys, which are there no longer.
        self.drop = (
            f"DELETE FROM {name} WHERE ctid = ANY (ARRAY(SELECT f.place FROM {keys} "  # noqa: S608
            f"CROSS JOIN LATERAL (SELECT t.ctid AS place FROM {name} t WHERE {found} AND {build} LIMIT 1) f))"
        )
        # All rows of one organisation but those of one build. Two ranges, because no index finds what differs.
        self.clear_beside = f"DELETE FROM {name} WHERE org_id = $1 AND (build < $2 OR build > $2)"  # noqa: S608


def _arrays(names: Sequence[str], types: Sequence[str]) -> str:
    """The arrays of a statement as rows with these columns; types beyond the names are left out."""
    arrays = ", ".join(f"${n}::{kind}[]" for n, (_, kind) in enumerate(zip(names, types, strict=False), start=1))
    return f"unnest({arrays}) AS w({', '.join(names)})"


class Desk:
    """The rows of one build, of the organisations that the transaction of `db` sees."""

    def __init__(self, db: Connection, build: int) -> None:
        self.db = db
        self.build = build

    async def find(self, table: Table, keys: Collection[Row]) -> list[asyncpg.Record]:
        """The rows that are there under some keys: the organisation and the rest, without the build."""
        return await self.rows(table.find, keys)

    async def rows(self, statement: str, keys: Collection[Row]) -> list[asyncpg.Record]:
        """What a statement finds for keys, given as an array for each of their columns, and last the build."""
        if not keys:
            return []
        return await self.db.fetch(statement, *zip(*keys, strict=True), self.build)

    async def log(self, statement: str, keys: Collection[Row]) -> list[asyncpg.Record]:
        """What a statement finds in the log for keys, given as an array for each of their columns."""
        return await self.db.fetch(statement, *zip(*keys, strict=True)) if keys else []

    async def keep(self, table: Table, rows: Collection[Row]) -> None:
        """Write whole rows, each key once, whether they are there already or not."""
        if rows:
            await self.db.execute(table.keep, *zip(*rows, strict=True), self.build)

    async def drop(self, table: Table, keys: Collection[Row]) -> None:
        """Take rows away: `keys` with the organisation, without the build."""
        if keys:
            await self.db.execute(table.drop, *zip(*keys, strict=True), self.build)


class NewDesk(Desk):
    """For subjects of whom the build holds nothing yet, all of whose events come at once: nothing is looked up."""

    async def rows(self, statement: str, keys: Collection[Row]) -> list[asyncpg.Record]:
        return []

    async def log(self, statement: str, keys: Collection[Row]) -> list[asyncpg.Record]:
        return []

    async def keep(self, table: Table, rows: Collection[Row]) -> None:
        """Add rows. Raises UniqueViolationError for one that is there after all."""
        if rows:
            statement = table.add_spread if sharded(self.db) else table.add
            await self.db.execute(statement, *zip(*rows, strict=True), self.build)

    async def drop(self, table: Table, keys: Collection[Row]) -> None:
        """Nothing is there."""
