"""Reading the audit: page by page, the newest entry first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta, Struct

from eventstore.walls import Connection
from services.audit.entry import Kind

# The entries of an organisation behind a number, of those that are asked for.
ENTRIES = """
SELECT * FROM access.audit WHERE org_id = $1 AND seq < $2
  AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR actor = $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
ORDER BY seq DESC LIMIT $7
"""
# The same of one patient, under all the ids that the patient has or had.
OF_PATIENT = """
SELECT a.* FROM access.audit a
WHERE a.org_id = $1 AND a.seq IN (
    SELECT p.seq FROM access.audit_patient p WHERE p.org_id = $1 AND p.patient_id = ANY ($8::uuid[]) AND p.seq < $2)
  AND a.patients && $8
  AND ($3::text IS NULL OR a.kind = $3) AND ($4::text IS NULL OR a.actor = $4)
  AND ($5::timestamptz IS NULL OR a.at >= $5) AND ($6::timestamptz IS NULL OR a.at < $6)
ORDER BY a.seq DESC LIMIT $7
"""
BEHIND_ALL = 2**63 - 1


class Noted(Struct, frozen=True, kw_only=True):
    """One entry of the audit as it stands."""

    number: int  # in the order in which they were noted, without a gap
    at: datetime  # UTC, by the database's own clock
    kind: Kind
    actor: str  # staff:<id>, partner:<id>, system:<which part of the service>
    via: str  # key:<id>, token:<thumbprint>, sign-in:<id>
    right: str  # by which, in words
    operation: str
    patients: list[UUID]  # whose data it was
    count: int  # of patients; of events where a feed or an export was handed on
    address: str | None  # where the request came from
    request_id: UUID | None  # every event that it led to carries it in the log
    detail: Annotated[dict[str, Any], Meta(description="Ids and words that say more: the command and its position.")]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries are asked for. `since` is the first instant, `until` the first one after the last."""

    patient_ids: Sequence[UUID] = ()  # of one patient: their own, and those of duplicates; none: of everybody
    actor: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(db: Connection, org_id: UUID, wanted: Wanted, *, before: int | None, limit: int) -> list[Noted]:
    """Those before a number, the newest first."""
    place = BEHIND_ALL if before is None else before
    values: Sequence[Any] = (place, wanted.kind, wanted.actor, wanted.since, wanted.until, limit)
    if not wanted.patient_ids:
        return [_noted(row) for row in await db.fetch(ENTRIES, org_id, *values)]
    return [_noted(row) for row in await db.fetch(OF_PATIENT, org_id, *values, list(wanted.patient_ids))]


def _noted(row: asyncpg.Record) -> Noted:
    return Noted(
        number=row["seq"],
        at=row["at"],
        kind=Kind(row["kind"]),
        actor=row["actor"],
        via=row["via"],
        right=row["by_right"],
        operation=row["operation"],
        patients=row["patients"],
        count=row["count"],
        address=row["address"],
        request_id=row["request_id"],
        detail=msgspec.json.decode(row["detail"], type=dict[str, Any]),
    )
