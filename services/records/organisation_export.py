"""All that an organisation has, for its owners: asked for, made in parts by the workers, fetched for a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from eventstore.cursor import encode_cursor
from eventstore.vault import Vault
from eventstore.walls import Connection

ORGANISATION_EXPORT = "organisation.export"
ORGANISATION_EXPORT_FORGET = "organisation.export_forget"
"""The stored kinds of the effects; `access.ask_organisation_export` writes the first of either."""

KEPT_FOR = timedelta(hours=24)

ASK = "SELECT access.ask_organisation_export($1, $2, $3, $4, $5)"

# One that is not over yet.
ONE = """
SELECT export_id, asked_at, ends_at, last_pos, last_hash, last_seq, lines, done FROM access.organisation_export
WHERE org_id = $1 AND export_id = $2 AND ends_at > $3
"""
PARTS = """
SELECT number, name, lines, size, digest FROM access.organisation_part
WHERE org_id = $1 AND export_id = $2 ORDER BY number
"""
SEALED = "SELECT sealed FROM access.organisation_part WHERE org_id = $1 AND export_id = $2 AND number = $3"


class MakePart(Struct, frozen=True):
    """The payload of the effects."""

    export_id: UUID


class ExportPart(Struct, frozen=True, kw_only=True):
    """A zip file with one file of JSON lines in it."""

    number: int  # from 1
    name: str  # of the file in it
    lines: int
    size: int  # bytes of the zip file
    sha256: str  # of the zip file


class OrganisationExport(Struct, frozen=True, kw_only=True):
    """An export as far as it has come, and its manifest. Instants in UTC, by the organisation's clock."""

    export_id: UUID
    state: str  # waiting, done
    asked_at: datetime
    ends_at: datetime  # it can be fetched until then
    last_position: str | None  # the log's end when it was asked for; none: an empty log
    chain: str  # the hash of the log's chain there, in hexadecimal digits
    events: int  # that it will hold
    accesses: int  # entries of the audit that it will hold
    lines: int  # that are in its parts
    parts: Sequence[ExportPart]


decode_make_part = msgspec.json.Decoder(MakePart).decode


async def ask_export(db: Connection, org_id: UUID, export_id: UUID, asked_by: str, now: datetime) -> UUID:
    """The export's id: another one where one is being made already. `asked_by`: as the log names who acts."""
    asked: UUID = await db.fetchval(ASK, org_id, export_id, asked_by, now, now + KEPT_FOR)
    return asked


async def one_export(db: Connection, org_id: UUID, export_id: UUID, now: datetime) -> OrganisationExport | None:
    """None where there is no such export, or none any more."""
    row = await db.fetchrow(ONE, org_id, export_id, now)
    if row is None:
        return None
    return OrganisationExport(
        export_id=row["export_id"],
        state="done" if row["done"] else "waiting",
        asked_at=row["asked_at"],
        ends_at=row["ends_at"],
        last_position=encode_cursor(row["last_pos"], row["last_hash"]) if row["last_pos"] else None,
        chain=row["last_hash"].hex(),
        events=row["last_pos"],
        accesses=row["last_seq"],
        lines=row["lines"],
        parts=[
            ExportPart(
                number=part["number"],
                name=part["name"],
                lines=part["lines"],
                size=part["size"],
                sha256=part["digest"].hex(),
            )
            for part in await db.fetch(PARTS, org_id, export_id)
        ],
    )


async def part_of(db: Connection, vault: Vault, org_id: UUID, export_id: UUID, number: int) -> bytes | None:
    """The zip file; None while it is not there. Raises VaultError."""
    sealed = await db.fetchval(SEALED, org_id, export_id, number)
    return None if sealed is None else await vault.open_for_organisation(org_id, about(export_id, number), sealed)


def about(export_id: UUID, number: int) -> bytes:
    """What a part is sealed for: it opens as no other."""
    return b"export" + export_id.bytes + number.to_bytes(4)
