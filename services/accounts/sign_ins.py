"""Sign-ins: begun with a fresh token each time, looked up on every request, ended by time, by hand or by a new role.

No sign-in is remembered between two requests, so one that was ended is dead at once in every process.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from eventstore.ids import random_id
from eventstore.walls import Connection
from services.accounts.tokens import Token, new_token, token_hash
from services.actor import Actor

IDLE = timedelta(minutes=30)  # without a request
ABSOLUTE = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)  # to tell the second factor
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last request is known
TEXT_AT_MOST = 200  # characters of a browser's name or an address

# One sign-in that has not run over.
FIND = """
SELECT org_id, sign_in_id, staff_id, rights, factors, began_at, seen_at, ends_at, address, agent FROM access.sign_in
WHERE org_id = $1 AND hash = $2 AND ends_at > $3 AND seen_at > $4
"""

# All sign-ins of somebody that have not run over and are whole, the newest first.
OF_STAFF = """
SELECT org_id, sign_in_id, staff_id, rights, factors, began_at, seen_at, ends_at, address, agent FROM access.sign_in
WHERE org_id = $1 AND staff_id = $2 AND ends_at > $3 AND seen_at > $4 AND rights IS NOT NULL
ORDER BY began_at DESC, sign_in_id
"""

SEEN = "UPDATE access.sign_in SET seen_at = $3 WHERE org_id = $1 AND hash = $2"

BEGIN = """
INSERT INTO access.sign_in
  (org_id, hash, sign_in_id, staff_id, rights, factors, began_at, seen_at, ends_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

END_TOKEN = "DELETE FROM access.sign_in WHERE org_id = $1 AND hash = $2 RETURNING sign_in_id"  # noqa: S105 (SQL)

END_ONE = "DELETE FROM access.sign_in WHERE org_id = $1 AND staff_id = $2 AND sign_in_id = $3 RETURNING sign_in_id"

END_ALL = "DELETE FROM access.sign_in WHERE org_id = $1 AND staff_id = $2 RETURNING sign_in_id"

# What has run over is of no use to anybody.
DROP_OVER = "DELETE FROM access.sign_in WHERE org_id = $1 AND staff_id = $2 AND (ends_at <= $3 OR seen_at <= $4)"


class SignIn(Struct, frozen=True, kw_only=True):
    """A web session of a member of staff. `rights`: as it began; None while a second factor is wanted."""

    org_id: UUID
    sign_in_id: UUID
    staff_id: UUID
    rights: bytes | None
    factors: Sequence[str]
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str


class Begun(Struct, frozen=True, kw_only=True):
    """A sign-in just begun. `token` goes to the browser and nowhere else."""

    token: str
    sign_in_id: UUID
    ends_at: datetime


class Span(Struct, frozen=True):
    """From when to when somebody is let in by what they proved."""

    began_at: datetime
    ends_at: datetime


class From(Struct, frozen=True):
    """Where a request came from, as it is shown to the person later. `place`: what tries are counted by, which of an
    IPv6 address is its whole network.
    """

    address: str = ""
    agent: str = ""
    place: str = ""

    @property
    def counted(self) -> bytes:
        return self.place.encode()


def mark_of(actor: Actor) -> bytes:
    """What the rights of somebody come to: another role or other clinics give another mark."""
    return sha256(f"{actor.role}:{','.join(sorted(map(str, actor.clinics)))}".encode()).digest()


async def find(db: Connection, token: Token, now: datetime, *, seen: bool = True) -> SignIn | None:
    """The sign-in of a token; None for one that is over or never was. `seen`: somebody is at work with it now."""
    row = await db.fetchrow(FIND, token.org_id, token.hash, now, now - IDLE)
    if row is None:
        return None
    if seen and now - row["seen_at"] >= SEEN_EVERY:
        await db.execute(SEEN, token.org_id, token.hash, now)
    return SignIn(**dict(row))


async def begin(
    db: Connection,
    org_id: UUID,
    staff_id: UUID,
    factors: Sequence[str],
    origin: From,
    now: datetime,
    mark: bytes | None,
    span: Span | None = None,
) -> Begun:
    """A fresh sign-in; without a `mark` one that opens nothing but the doors of the second factor. `span`: of the one
    that it follows.
    """
    token, sign_in_id = new_token(org_id), random_id()
    span = span or Span(now, now + (HALFWAY if mark is None else ABSOLUTE))
    await db.execute(DROP_OVER, org_id, staff_id, now, now - IDLE)
    await db.execute(
        BEGIN,
        org_id,
        token_hash(token),
        sign_in_id,
        staff_id,
        mark,
        list(factors),
        span.began_at,
        now,
        span.ends_at,
        origin.address[:TEXT_AT_MOST],
        origin.agent[:TEXT_AT_MOST],
    )
    return Begun(token=token, sign_in_id=sign_in_id, ends_at=span.ends_at)


async def end(db: Connection, token: Token) -> bool:
    """Whether there was one."""
    return await db.fetchval(END_TOKEN, *token) is not None


async def end_one(db: Connection, org_id: UUID, staff_id: UUID, sign_in_id: UUID) -> bool:
    """Whether there was one."""
    return await db.fetchval(END_ONE, org_id, staff_id, sign_in_id) is not None


async def end_all(db: Connection, org_id: UUID, staff_id: UUID) -> int:
    """How many there were."""
    return len(await db.fetch(END_ALL, org_id, staff_id))


async def of_staff(db: Connection, org_id: UUID, staff_id: UUID, now: datetime) -> list[SignIn]:
    """Those that are open, the newest first."""
    return [SignIn(**dict(row)) for row in await db.fetch(OF_STAFF, org_id, staff_id, now, now - IDLE)]
