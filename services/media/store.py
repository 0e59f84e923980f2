"""Where photos and films of exercises are kept: sealed with the organisation's key, in pieces of one size."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import asyncpg
from msgspec import Struct

from eventstore.vault import Vault
from eventstore.walls import Connection
from services.media.kinds import ALL_AT_MOST, MediaKind, MediaRefused

PIECE = 1 << 20  # bytes

# All that an organisation has, without the bytes themselves.
ALL = "SELECT exercise_id, kind, media_type, size, digest FROM access.exercise_media WHERE org_id = $1"
ONE = f"{ALL} AND exercise_id = $2 AND kind = $3"
# How much the others take together.
OTHERS = """
SELECT coalesce(sum(size), 0)::bigint FROM access.exercise_media
WHERE org_id = $1 AND (exercise_id, kind) <> ($2::uuid, $3::text)
"""
# It and its pieces.
REMOVE = """
WITH pieces AS (
  DELETE FROM access.exercise_media_piece WHERE org_id = $1 AND exercise_id = $2 AND kind = $3
)
DELETE FROM access.exercise_media WHERE org_id = $1 AND exercise_id = $2 AND kind = $3 RETURNING true
"""
PUT = """
INSERT INTO access.exercise_media (org_id, exercise_id, kind, media_type, size, digest, put_by, put_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
PUT_PIECE = """
INSERT INTO access.exercise_media_piece (org_id, exercise_id, kind, number, sealed) VALUES ($1, $2, $3, $4, $5)
"""
# Some pieces in their order.
PIECES = """
SELECT number, sealed FROM access.exercise_media_piece
WHERE org_id = $1 AND exercise_id = $2 AND kind = $3 AND number BETWEEN $4 AND $5 ORDER BY number
"""


class Media(Struct, frozen=True):
    """A photo or a film as it is kept."""

    exercise_id: UUID
    kind: MediaKind
    media_type: str
    size: int  # bytes
    digest: bytes  # SHA-256

    @property
    def etag(self) -> str:
        return f'"{self.digest.hex()[:32]}"'


async def all_media(db: Connection, org_id: UUID) -> list[Media]:
    return [_media(row) for row in await db.fetch(ALL, org_id)]


async def one_media(db: Connection, org_id: UUID, exercise_id: UUID, kind: MediaKind) -> Media | None:
    row = await db.fetchrow(ONE, org_id, exercise_id, kind)
    return None if row is None else _media(row)


def _media(row: asyncpg.Record) -> Media:
    return Media(row["exercise_id"], MediaKind(row["kind"]), row["media_type"], row["size"], row["digest"])


def media_of(exercise_id: UUID, kind: MediaKind, media_type: str, kept: bytes) -> Media:
    return Media(exercise_id, kind, media_type, len(kept), sha256(kept).digest())


async def put(db: Connection, vault: Vault, org_id: UUID, media: Media, kept: bytes, by: str, at: datetime) -> None:
    """In the place of the one before, all or nothing within the caller's transaction. Raises MediaRefused."""
    key = (org_id, media.exercise_id, media.kind)
    if await db.fetchval(OTHERS, *key) + media.size > ALL_AT_MOST:
        raise MediaRefused("no_room", f"All photos and films together have at most {ALL_AT_MOST >> 30} GiB.")
    await db.execute(REMOVE, *key)
    await db.execute(PUT, *key, media.media_type, media.size, media.digest, by, at)
    for number, start in enumerate(range(0, len(kept), PIECE)):
        sealed = await vault.seal_for_organisation(org_id, _about(media, number), kept[start : start + PIECE])
        await db.execute(PUT_PIECE, *key, number, sealed)


async def remove(db: Connection, org_id: UUID, exercise_id: UUID, kind: MediaKind) -> bool:
    """Whether there was one."""
    return bool(await db.fetchval(REMOVE, org_id, exercise_id, kind))


async def part_of(db: Connection, vault: Vault, org_id: UUID, media: Media, first: int, last: int) -> bytes:
    """Its bytes from `first` to `last`, both included. Raises VaultError."""
    rows = await db.fetch(PIECES, org_id, media.exercise_id, media.kind, first // PIECE, last // PIECE)
    opened = [await vault.open_for_organisation(org_id, _about(media, row["number"]), row["sealed"]) for row in rows]
    start = first // PIECE * PIECE
    return b"".join(opened)[first - start : last + 1 - start]


def _about(media: Media, number: int) -> bytes:
    return media.exercise_id.bytes + media.kind.encode() + media.digest + str(number).encode()
