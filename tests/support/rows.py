"""Rows for any table, made up from its columns: so that a table nobody thought of is tried like the others."""

import re
from typing import Any
from uuid import UUID

from eventstore.walls import Connection

COLUMNS = """
SELECT a.attname AS name, format_type(a.atttypid, NULL) AS kind FROM pg_attribute a
WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef
  AND a.attgenerated = '' AND a.attidentity = ''
"""
CHECKS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c'"
ONE_OF = re.compile(r"\((\w+) = ANY \(ARRAY\['(\w+)'")  # the first word that a column may hold
SAMPLES = {
    "uuid": "gen_random_uuid()",
    "text": "'x'",
    "bytea": "uuid_send(gen_random_uuid())",
    "json": "'{}'",
    "jsonb": "'{}'",
    "boolean": "false",
    "date": "'2026-03-04'",
    "timestamp with time zone": "'2026-03-04T12:00Z'",
    "smallint": "1",
    "integer": "1",
    "bigint": "1",
    "uuid[]": "'{}'",
    "text[]": "'{}'",
}


async def made_up_row(db: Connection, table: str, org_id: UUID) -> str:
    """An INSERT of one row of the organisation that holds as little as the table takes."""
    checks = [row[0] for row in await db.fetch(CHECKS, table)]
    words = {name: f"'{word}'" for check in checks for name, word in ONE_OF.findall(check)}
    columns = await db.fetch(COLUMNS, table)
    values: dict[Any, str] = {row["name"]: words.get(row["name"], SAMPLES[row["kind"]]) for row in columns}
    values["org_id"] = f"'{org_id}'"
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"
