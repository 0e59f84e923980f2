"""Making an organisation's export, one part after the other in turns of some seconds. A part and how far it reaches are
written together, so that after a crash the next turn goes on where the parts end."""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.records import NewEffect
from eventstore.walls import Connection, Pool, reading, writing
from services.context import Context
from services.records.organisation_export import (
    ORGANISATION_EXPORT,
    ORGANISATION_EXPORT_FORGET,
    about,
    decode_make_part,
)
from workers.doing import Doing, one_by_one
from workers.effects import Claim, End, Ended
from workers.organisation_sources import PAGE, SOURCES, Export, Place
from workers.sending import Channels

TURN_SECONDS = 5.0
"""With the part that is begun then, less than an effect may take."""

PART_BYTES = 4_000_000
"""Of lines, before they are packed. A part ends with the page that reaches this; a line may hold 64 kB."""

FAR = """
SELECT source, place, parts, lines, last_pos, last_seq FROM access.organisation_export
WHERE org_id = $1 AND export_id = $2 AND NOT done AND ends_at > $3
"""

# How far it is now; nothing where another was quicker, or where the export was destroyed meanwhile.
MOVE = """
UPDATE access.organisation_export SET source = $4, place = $5, parts = $6, lines = $7, done = $8
WHERE org_id = $1 AND export_id = $2 AND (source, parts) = ($3, $9) AND NOT done RETURNING true
"""
KEEP = """
INSERT INTO access.organisation_part (org_id, export_id, number, name, lines, size, digest, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
FORGET_PARTS = "DELETE FROM access.organisation_part WHERE org_id = $1 AND export_id = $2"
FORGET = "DELETE FROM access.organisation_export WHERE org_id = $1 AND export_id = $2"


class Far(Struct, frozen=True):
    """How far an export has come."""

    source: int
    place: Place
    parts: int
    lines: int


class Part(Struct, frozen=True):
    """What is to be packed: of one source, and where it ends."""

    lines: list[bytes]
    source: int  # the one to be read next
    place: Place


class OrganisationExports:
    """It keeps what it makes in rows of the doors, so it takes the engine's pool."""

    def __init__(self, pool: Pool, part_bytes: int = PART_BYTES, rows: int = PAGE) -> None:
        self._pool = pool
        self._part_bytes = part_bytes
        self._rows = rows

    @property
    def kinds(self) -> Mapping[str, Doing]:
        return {
            ORGANISATION_EXPORT: one_by_one(self.make),
            ORGANISATION_EXPORT_FORGET: one_by_one(self.forget),
        }

    async def make(self, context: Context, channels: Channels, claimed: Claim) -> Ended:
        """Parts until the turn is over; then another turn is due. Moot where there is no such export any more."""
        org_id, export_id = claimed.org_id, decode_make_part(claimed.payload).export_id
        ends = asyncio.get_running_loop().time() + TURN_SECONDS
        while (row := await self._row(context, org_id, export_id)) is not None:
            export = Export(context, org_id, row["last_pos"], row["last_seq"], self._rows)
            place = None if row["place"] is None else msgspec.json.decode(row["place"])
            far = Far(row["source"], place, row["parts"], row["lines"])
            if await self._one_part(export, export_id, far):
                return Ended(End.DONE)
            if asyncio.get_running_loop().time() >= ends:
                return Ended(End.DONE, then=(_turn(context, org_id, export_id),))
        return Ended(End.MOOT)

    async def forget(self, context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
        """Its day is over."""
        export_id = decode_make_part(claimed.payload).export_id
        async with writing(self._pool, claimed.org_id) as db:
            await db.execute(FORGET, claimed.org_id, export_id)
            await db.execute(FORGET_PARTS, claimed.org_id, export_id)
        return End.DONE, None

    async def _row(self, context: Context, org_id: UUID, export_id: UUID) -> asyncpg.Record | None:
        async with reading(self._pool, org_id) as db:
            return await db.fetchrow(FAR, org_id, export_id, context.clock.now(org_id))

    async def _one_part(self, export: Export, export_id: UUID, far: Far) -> bool:
        """Whether that was the last one. Nothing is kept where another was quicker."""
        async with reading(self._pool, export.org_id) as db:
            part = await _gathered(db, export, far, self._part_bytes)
        number = far.parts + (1 if part.lines else 0)
        name = f"{SOURCES[far.source].name}-{number:05}.jsonl"
        packed = await asyncio.to_thread(_packed, name, part.lines) if part.lines else b""
        vault, org_id = export.context.vault, export.org_id
        sealed = await vault.seal_for_organisation(org_id, about(export_id, number), packed)
        done, lines = part.source == len(SOURCES), far.lines + len(part.lines)
        place = None if part.place is None else msgspec.json.encode(part.place).decode()
        async with writing(self._pool, org_id) as db:
            whose = (org_id, export_id)
            if not await db.fetchval(MOVE, *whose, far.source, part.source, place, number, lines, done, far.parts):
                return False
            if part.lines:
                digest = sha256(packed).digest()
                await db.execute(KEEP, *whose, number, name, len(part.lines), len(packed), digest, sealed)
        return done


async def _gathered(db: Connection, export: Export, far: Far, most: int) -> Part:
    lines: list[bytes] = []
    size, place = 0, far.place
    while size < most:
        page = await SOURCES[far.source].read(db, export, place)
        lines += page.lines
        size += sum(map(len, page.lines))
        place = page.place
        if place is None:
            return Part(lines, far.source + 1, None)
    return Part(lines, far.source, place)


def _packed(name: str, lines: list[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), b"\n".join(lines) + b"\n", zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _turn(context: Context, org_id: UUID, export_id: UUID) -> NewEffect:
    return NewEffect(
        effect_id=uuid4(),
        kind=ORGANISATION_EXPORT,
        dedupe_key=f"{export_id}:{uuid4()}",
        due_at=context.clock.now(org_id),
        payload=msgspec.json.encode({"export_id": export_id}),
    )
