"""What is good for one use and not for long: links, challenges, ways to a provider and back."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection


class Kind(StrEnum):
    """Stored."""

    INVITATION = "invitation"
    FORGOTTEN = "forgotten"
    PASSKEY_NEW = "passkey.new"
    PASSKEY = "passkey"
    PROVIDER = "provider"


GOOD_FOR = {
    Kind.INVITATION: timedelta(days=7),
    Kind.FORGOTTEN: timedelta(minutes=30),
    Kind.PASSKEY_NEW: timedelta(minutes=5),
    Kind.PASSKEY: timedelta(minutes=5),
    Kind.PROVIDER: timedelta(minutes=10),
}

KEEP = "INSERT INTO access.one_time (org_id, hash, kind, staff_id, about, ends_at) VALUES ($1, $2, $3, $4, $5, $6)"

# The first who comes takes it away.
TAKE = """
DELETE FROM access.one_time WHERE org_id = $1 AND hash = $2 AND kind = $3 AND ends_at > $4 RETURNING staff_id, about
"""

LOOK = "SELECT staff_id, about FROM access.one_time WHERE org_id = $1 AND hash = $2 AND kind = $3 AND ends_at > $4"

DROP_KIND = "DELETE FROM access.one_time WHERE org_id = $1 AND staff_id = $2 AND kind = $3"

DROP_OVER = "DELETE FROM access.one_time WHERE org_id = $1 AND ends_at <= $2"


class Kept(Struct, frozen=True):
    """What was kept with it, and for whom."""

    staff_id: UUID | None
    about: bytes


async def keep(
    db: Connection,
    org_id: UUID,
    kind: Kind,
    hash_: bytes,
    now: datetime,
    staff_id: UUID | None = None,
    about: bytes = b"",
) -> datetime:
    """Until when it is good."""
    ends_at = now + GOOD_FOR[kind]
    await db.execute(DROP_OVER, org_id, now)
    await db.execute(KEEP, org_id, hash_, kind.value, staff_id, about, ends_at)
    return ends_at


async def take(db: Connection, org_id: UUID, kind: Kind, hash_: bytes, now: datetime) -> Kept | None:
    """Once; None for what is over, was taken before or never was. It must be committed before anything may fail."""
    row = await db.fetchrow(TAKE, org_id, hash_, kind.value, now)
    return None if row is None else Kept(**dict(row))


async def look(db: Connection, org_id: UUID, kind: Kind, hash_: bytes, now: datetime) -> Kept | None:
    """The same, without taking it."""
    row = await db.fetchrow(LOOK, org_id, hash_, kind.value, now)
    return None if row is None else Kept(**dict(row))


async def drop(db: Connection, org_id: UUID, staff_id: UUID, kind: Kind) -> None:
    """All of the kind that somebody has."""
    await db.execute(DROP_KIND, org_id, staff_id, kind.value)
