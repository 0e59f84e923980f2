"""A patient's complete record: asked for at the door, put together by the workers, fetched for a day."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from eventstore.records import NewEffect
from eventstore.walls import Connection
from services.due import have_done

EXPORT_MAKE = "export.make"
EXPORT_FORGET = "export.forget"
"""The stored kinds of the effects: it is made, and when its day is over it goes."""

KEPT_FOR = timedelta(hours=24)


class Make(Struct, frozen=True):
    """The payload of both."""

    export_id: UUID
    patient_id: UUID


class ExportState(StrEnum):
    WAITING = "waiting"
    DONE = "done"


class Export(Struct, frozen=True, kw_only=True):
    """An export as far as it has come. Instants in UTC, by the organisation's clock."""

    export_id: UUID
    patient_id: UUID
    state: ExportState
    asked_at: datetime
    ends_at: datetime  # it can be fetched until then
    size: int | None = None  # bytes of the file
    sha256: str | None = None  # of the file


ASK = """
INSERT INTO access.export (org_id, export_id, patient_id, asked_by, asked_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)
"""

# One that is not over yet.
ONE = """
SELECT export_id, patient_id, asked_at, ends_at, size, digest FROM access.export
WHERE org_id = $1 AND patient_id = $2 AND export_id = $3 AND ends_at > $4
"""
SEALED = "SELECT sealed FROM access.export WHERE org_id = $1 AND export_id = $2"

decode_make = msgspec.json.Decoder(Make).decode


async def ask_export(db: Connection, org_id: UUID, make: Make, asked_by: str, now: datetime) -> None:
    """`asked_by`: as the log names who acts."""
    until = now + KEPT_FOR
    await db.execute(ASK, org_id, make.export_id, make.patient_id, asked_by, now, until)
    making, forgetting = _effect(EXPORT_MAKE, make, now), _effect(EXPORT_FORGET, make, until)
    await have_done(db, org_id, [replace(making, expires_at=until), forgetting])


async def one_export(db: Connection, org_id: UUID, patient_id: UUID, export_id: UUID, now: datetime) -> Export | None:
    """None where there is no such export, or none any more."""
    row = await db.fetchrow(ONE, org_id, patient_id, export_id, now)
    if row is None:
        return None
    return Export(
        export_id=row["export_id"],
        patient_id=row["patient_id"],
        state=ExportState.WAITING if row["digest"] is None else ExportState.DONE,
        asked_at=row["asked_at"],
        ends_at=row["ends_at"],
        size=row["size"],
        sha256=None if row["digest"] is None else row["digest"].hex(),
    )


async def sealed_of(db: Connection, org_id: UUID, export_id: UUID) -> bytes | None:
    """The sealed file; None while it is not there."""
    found: bytes | None = await db.fetchval(SEALED, org_id, export_id)
    return found


def _effect(kind: str, make: Make, due_at: datetime) -> NewEffect:
    return NewEffect(
        effect_id=uuid5(make.export_id, kind),
        kind=kind,
        dedupe_key=str(make.export_id),
        due_at=due_at,
        payload=msgspec.json.encode(make),
    )
