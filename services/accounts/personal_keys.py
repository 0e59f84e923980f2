"""Keys that people make for themselves: for a program that acts as they may, until a day, and theirs to end."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from eventstore.ids import random_id
from eventstore.walls import Connection
from services.accounts.tokens import LENGTH, Token, new_token, read_token, token_hash

PREFIX = "co_me_"
KEYS_AT_MOST = 5
DAYS_AT_MOST = 365
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is known

_HEADER = re.compile(rb"(?i:bearer) +" + PREFIX.encode() + rb"([A-Za-z0-9_-]{%d}) *" % LENGTH)

FIND = """
SELECT key_id, staff_id, used_at FROM access.personal_key WHERE org_id = $1 AND hash = $2 AND ends_at > $3
"""

USED = "UPDATE access.personal_key SET used_at = $3 WHERE org_id = $1 AND hash = $2"

OF_STAFF = """
SELECT key_id, label, made_at, ends_at, used_at FROM access.personal_key
WHERE org_id = $1 AND staff_id = $2 AND ends_at > $3 ORDER BY made_at, key_id
"""

# The person's row of keys is counted under a lock on the account, so that five at once are not ten.
LOCK = "SELECT 1 FROM access.account WHERE org_id = $1 AND staff_id = $2 FOR UPDATE"

ADD = """
INSERT INTO access.personal_key (org_id, hash, key_id, staff_id, label, made_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

END = "DELETE FROM access.personal_key WHERE org_id = $1 AND staff_id = $2 AND key_id = $3 RETURNING true"
END_ALL = "DELETE FROM access.personal_key WHERE org_id = $1 AND staff_id = $2"


class PersonalKey(Struct, frozen=True, kw_only=True):
    """One of somebody's keys, without the key."""

    key_id: UUID
    label: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class NewPersonalKey(Struct, frozen=True, kw_only=True):
    """`text` is shown this once and stored nowhere."""

    key_id: UUID
    text: str
    ends_at: datetime


def key_in(authorization: bytes | None) -> Token | None:
    """The key in the header; None where there is none of this form."""
    found = _HEADER.fullmatch(authorization or b"")
    return None if found is None else read_token(found[1].decode())


async def holder(db: Connection, token: Token, now: datetime) -> tuple[UUID, UUID] | None:
    """The key's id and whose it is; None for one that is over, was ended or never was."""
    row = await db.fetchrow(FIND, *token, now)
    if row is None:
        return None
    if row["used_at"] is None or now - row["used_at"] >= USED_EVERY:
        await db.execute(USED, *token, now)
    return row["key_id"], row["staff_id"]


async def of_staff(db: Connection, org_id: UUID, staff_id: UUID, now: datetime) -> list[PersonalKey]:
    return [PersonalKey(**dict(row)) for row in await db.fetch(OF_STAFF, org_id, staff_id, now)]


async def add(
    db: Connection, org_id: UUID, staff_id: UUID, label: str, days: int, now: datetime
) -> NewPersonalKey | None:
    """None where there are as many as there may be."""
    await db.execute(LOCK, org_id, staff_id)
    if len(await of_staff(db, org_id, staff_id, now)) >= KEYS_AT_MOST:
        return None
    token, key_id, ends_at = new_token(org_id), random_id(), now + timedelta(days=days)
    await db.execute(ADD, org_id, token_hash(token), key_id, staff_id, label, now, ends_at)
    return NewPersonalKey(key_id=key_id, text=PREFIX + token, ends_at=ends_at)


async def end(db: Connection, org_id: UUID, staff_id: UUID, key_id: UUID) -> bool:
    """Whether there was one."""
    return await db.fetchval(END, org_id, staff_id, key_id) is not None


async def end_all(db: Connection, org_id: UUID, staff_id: UUID) -> None:
    await db.execute(END_ALL, org_id, staff_id)
