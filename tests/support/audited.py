"""What the audit of an organisation holds, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec

from services.context import Context

ENTRIES = "SELECT * FROM access.audit WHERE org_id = $1 AND seq > $2 ORDER BY seq"
LAST = "SELECT coalesce(max(seq), 0) FROM access.audit WHERE org_id = $1"


class Line(msgspec.Struct, frozen=True):
    """One entry, without its place and instant."""

    kind: str
    actor: str
    right: str
    operation: str
    patients: set[str]
    count: int
    address: str | None
    request: str
    detail: dict[str, Any]


@asynccontextmanager
async def noting(context: Context, org_id: UUID) -> AsyncIterator[list[Line]]:
    """Filled on leaving with what was noted in between."""
    async with context.reading(org_id) as db:
        last = await db.fetchval(LAST, org_id)
    lines: list[Line] = []
    yield lines
    async with context.reading(org_id) as db:
        for row in await db.fetch(ENTRIES, org_id, last):
            lines.append(
                Line(
                    row["kind"],
                    row["actor"],
                    row["by_right"],
                    row["operation"],
                    {str(patient_id) for patient_id in row["patients"]},
                    row["count"],
                    row["address"],
                    str(row["request_id"]),
                    msgspec.json.decode(row["detail"]),
                )
            )
