"""What a backup has to know of the server it is taken from, and of what stands in it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.anchors import as_line, newest_anchors
from eventstore.walls import Connection
from services.audit.verify import newest_audit_anchors
from services.backup.errors import BackupError
from services.records.listed import Listed

# The server and the role that asks.
SERVER = """
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
  (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline,
  current_database() AS database, current_user AS role, r.rolsuper OR r.rolbypassrls AS sees_all_rows,
  r.rolsuper OR r.rolreplication AS may_replicate, current_setting('archive_mode') AS archive_mode,
  current_setting('archive_command') AS archive_command,
  (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size') AS segment_bytes,
  current_setting('summarize_wal') AS summarize_wal, pg_is_in_recovery() AS recovering
FROM pg_roles r WHERE r.rolname = current_user
"""

NEWEST_MIGRATION = "SELECT coalesce(max(version), '') FROM public.schema_migrations"

# Everybody on the lists beside the keys, of all organisations; for a role that sees all rows.
ERASED = """
SELECT org_id, subject_id, NULL::uuid AS leaving_id, erased_at FROM keys.erased
UNION ALL SELECT org_id, NULL, leaving_id, departed_at FROM keys.departed ORDER BY 1, 4, 2
"""

# Every table of ours that holds rows, by its name with its schema.
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""


class Server(Struct, frozen=True):
    """A Postgres server, and what the role with which one asks may do there."""

    version: str
    major: int
    system_identifier: str
    timeline: int
    database: str
    role: str
    sees_all_rows: bool
    may_replicate: bool
    archive_mode: str
    archive_command: str
    segment_bytes: int
    summarize_wal: str
    recovering: bool

    def must_see_all_rows(self) -> None:
        """Raises BackupError: a dump by another role would be empty, or fail half way."""
        if not self.sees_all_rows:
            raise BackupError(
                f"the role {self.role} does not see all rows, because row level security is forced: back up as a role "
                "with BYPASSRLS and pg_read_all_data, or as a superuser"
            )


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection of the backup's own, straight to the server: a pooler in between knows no snapshots."""
    db = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "carryover backup"})
    try:
        yield db
    finally:
        await db.close(timeout=5)


async def look(db: Connection) -> Server:
    [row] = await db.fetch(SERVER)
    return Server(**dict(row))


async def newest_migration(db: Connection) -> str:
    """Raises BackupError where this is no database of Carryover."""
    try:
        return str(await db.fetchval(NEWEST_MIGRATION))
    except asyncpg.UndefinedTableError as error:
        raise BackupError("the database that was named is none of Carryover: no migration ever ran there") from error


async def anchor_lines(db: Connection) -> list[str]:
    """What `carryover anchors` prints, for a role that sees all heads."""
    return [as_line(anchor) for anchor in [*await newest_anchors(db), *await newest_audit_anchors(db)]]


async def erasure_lines(db: Connection) -> list[str]:
    """What `carryover erasures list --json` prints, from the database of keys."""
    listed = (
        Listed(
            organisation_id=row["org_id"],
            patient_id=row["subject_id"],
            leaving_id=row["leaving_id"],
            erased_at=row["erased_at"],
        )
        for row in await db.fetch(ERASED)
    )
    return [msgspec.json.encode(one).decode() for one in listed]


async def rows_by_table(db: Connection) -> dict[str, int]:
    """How many rows each table has, as the transaction of `db` sees them."""
    tables = [row[0] for row in await db.fetch(TABLES)]
    return {table: await db.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608 (quoted by Postgres)


def as_text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
