"""Changing a log as only a superuser can: any column of an event or a head, with or without hashes that fit again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from msgspec import Struct

from eventstore.chain import genesis, link_recorded
from eventstore.postgres import recorded
from eventstore.sharded import SHARDED
from eventstore.walls import Connection
from tests.support.database import Database

COLUMNS = """
SELECT a.attname AS name, format_type(a.atttypid, NULL) AS kind, NOT a.attnotnull AS nullable FROM pg_attribute a
WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.attname <> 'org_id' OR NOT $2) ORDER BY a.attnum
"""

OTHERWISE: Mapping[str, str] = {
    "uuid": "'00000000-0000-0000-0000-00000000dead'",
    "text": "coalesce({}, '') || ' '",
    "json": "{}::text || ' '",  # says the same, in other bytes
    "uuid[]": "array_append({}, '00000000-0000-0000-0000-00000000dead')",
    "bytea": "set_bit({}, 0, 1 - get_bit({}, 0))",
    "timestamp with time zone": "{} + interval '1 microsecond'",
    "smallint": "{} + 1",
    "integer": "{} + 1000",
    "bigint": "{} + 1000",
}
"""For each type something near that is not the same."""

EMPTY: Mapping[str, str] = {"uuid": "'00000000-0000-0000-0000-000000000000'", "text": "''"}
"""What is nearest to nothing."""


class Change(Struct, frozen=True):
    """What becomes of a column."""

    column: str
    to: str  # an expression of SQL


async def changes(db: Connection, table: str) -> list[Change]:
    """A change of every column there is; where nothing is allowed to stand, nothing made something and back, too.

    On Citus the organisation stays: a row is where its organisation is, and cannot be made another's.
    """
    found = []
    for column in await db.fetch(COLUMNS, table, await db.fetchval(SHARDED)):
        name, kind = column["name"], column["kind"]
        found.append(Change(name, f"({OTHERWISE[kind].replace('{}', name)})::{kind}"))
        if column["nullable"]:
            found.append(Change(name, f"CASE WHEN {name} IS NULL THEN {EMPTY[kind]}::{kind} END"))
    return found


async def change_event(db: Connection, org_id: UUID, pos: int, change: Change) -> None:
    await _change(db, "log.events", "org_id = $1 AND lane = 0 AND pos = $2", change, org_id, pos)


async def change_head(db: Connection, org_id: UUID, change: Change) -> None:
    await _change(db, "log.feed_head", "org_id = $1", change, org_id)


async def _change(db: Connection, table: str, where: str, change: Change, *row: object) -> None:
    """Reckoned first and then written, for Citus does not take every expression where it writes."""
    new = await db.fetchval(f"SELECT quote_nullable(({change.to})::text) FROM {table} WHERE {where}", *row)
    assert await db.execute(f"UPDATE {table} SET {change.column} = {new} WHERE {where}", *row) == "UPDATE 1"


async def delete_event(db: Connection, org_id: UUID, pos: int) -> None:
    sql = "DELETE FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = $2"
    assert await db.execute(sql, org_id, pos) == "DELETE 1"


async def set_head_back(db: Connection, org_id: UUID) -> None:
    """To the last event that stands."""
    last = await db.fetchrow(
        "SELECT pos, recorded_at, hash FROM log.events WHERE org_id = $1 ORDER BY pos DESC LIMIT 1", org_id
    )
    assert last is not None
    await db.execute("UPDATE log.feed_head SET pos = $2, last_at = $3, chain = $4 WHERE org_id = $1", org_id, *last)


async def chain_anew(db: Connection, org_id: UUID) -> None:
    """Give all events of a feed the hashes that fit what stands there now, and the head, too."""
    chain = genesis(org_id)
    for row in await db.fetch("SELECT * FROM log.events WHERE org_id = $1 ORDER BY pos", org_id):
        chain = link_recorded(chain, recorded(row))
        await db.execute("UPDATE log.events SET hash = $3 WHERE org_id = $1 AND pos = $2", org_id, row["pos"], chain)
    await set_head_back(db, org_id)


@asynccontextmanager
async def superuser(database: Database) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.url("postgres"))
    try:
        yield db
    finally:
        await db.close()
