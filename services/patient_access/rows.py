"""The rows behind a patient's way in: the one code that is good for it, and the devices that came in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection
from services.accounts.tokens import Token

SEEN_EVERY = timedelta(minutes=1)  # how exactly the last request of a device is known
AGENT_AT_MOST = 200  # characters of a browser's name

# Another code takes the place of the one before.
KEEP_CODE = """
INSERT INTO access.patient_code (org_id, patient_id, access_id, code_id, token_hash, code_hash, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org_id, patient_id, access_id) DO UPDATE SET code_id = excluded.code_id, token_hash = excluded.token_hash,
  code_hash = excluded.code_hash, ends_at = excluded.ends_at
"""

HOUSE = "SELECT access.house_of_code($1)"

# Locked, so that of two devices at once the second is counted after the first. Of an organisation that has left
# nobody may do anything.
BY_LINK = """
SELECT access_id, patient_id, code_id FROM access.patient_code
WHERE org_id = $1 AND token_hash = $2 AND ends_at > $3
  AND NOT EXISTS (SELECT FROM log.events e WHERE e.org_id = $1 AND e.stream_id = $1 AND e.type = 'organisation.left')
FOR UPDATE
"""
BY_CODE = """
SELECT access_id, patient_id, code_id FROM access.patient_code
WHERE org_id = $1 AND code_hash = $2 AND ends_at > $3
  AND NOT EXISTS (SELECT FROM log.events e WHERE e.org_id = $1 AND e.stream_id = $1 AND e.type = 'organisation.left')
FOR UPDATE
"""

CODES = "SELECT access_id, ends_at FROM access.patient_code WHERE org_id = $1 AND patient_id = $2 AND ends_at > $3"

# Devices that came in by a code and are still in.
BY_THIS_CODE = """
SELECT count(*) FROM access.patient_device
WHERE org_id = $1 AND patient_id = $2 AND access_id = $3 AND code_id = $4 AND ends_at > $5
"""

BEGIN = """
INSERT INTO access.patient_device
  (org_id, hash, device_id, access_id, patient_id, code_id, began_at, seen_at, ends_at, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)
"""

FIND = """
SELECT org_id, device_id, access_id, patient_id, began_at, seen_at, ends_at, agent FROM access.patient_device
WHERE org_id = $1 AND hash = $2 AND ends_at > $3
  AND NOT EXISTS (SELECT FROM log.events e WHERE e.org_id = $1 AND e.stream_id = $1 AND e.type = 'organisation.left')
"""
SEEN = "UPDATE access.patient_device SET seen_at = $3 WHERE org_id = $1 AND hash = $2"
END_TOKEN = "DELETE FROM access.patient_device WHERE org_id = $1 AND hash = $2 RETURNING device_id"  # noqa: S105 (SQL)
DROP_OVER = "DELETE FROM access.patient_device WHERE org_id = $1 AND patient_id = $2 AND ends_at <= $3"

# All devices of a patient, whichever way they came by, the one that was used last first.
OF_PATIENT = """
SELECT org_id, device_id, access_id, patient_id, began_at, seen_at, ends_at, agent FROM access.patient_device
WHERE org_id = $1 AND patient_id = $2 AND ends_at > $3 ORDER BY seen_at DESC, device_id
"""

# The end of one way in, on all devices.
END_ACCESS = """
WITH code AS (DELETE FROM access.patient_code WHERE org_id = $1 AND patient_id = $2 AND access_id = $3)
DELETE FROM access.patient_device WHERE org_id = $1 AND patient_id = $2 AND access_id = $3
"""
# The same for all of a patient's, where the rows stay to be counted by whoever destroys them.
CLOSE_PATIENT = """
WITH code AS (UPDATE access.patient_code SET ends_at = least(ends_at, $3) WHERE org_id = $1 AND patient_id = $2)
UPDATE access.patient_device SET ends_at = least(ends_at, $3) WHERE org_id = $1 AND patient_id = $2
"""
END_PATIENT = """
WITH code AS (DELETE FROM access.patient_code WHERE org_id = $1 AND patient_id = $2)
DELETE FROM access.patient_device WHERE org_id = $1 AND patient_id = $2
"""


class Code(Struct, frozen=True):
    """A code that is good at this moment, and whose."""

    access_id: UUID
    patient_id: UUID
    code_id: UUID


class Device(Struct, frozen=True, kw_only=True):
    """A device on which a patient or a carer is in. Instants in UTC, real time."""

    org_id: UUID
    device_id: UUID
    access_id: UUID
    patient_id: UUID
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    agent: str


async def by_token(db: Connection, org_id: UUID, hash_: bytes, now: datetime) -> Code | None:
    row = await db.fetchrow(BY_LINK, org_id, hash_, now)
    return None if row is None else Code(**dict(row))


async def by_code(db: Connection, org_id: UUID, hash_: bytes, now: datetime) -> Code | None:
    row = await db.fetchrow(BY_CODE, org_id, hash_, now)
    return None if row is None else Code(**dict(row))


async def find(db: Connection, token: Token, now: datetime, *, seen: bool = True) -> Device | None:
    """The device that holds a token; None for one that was ended or never was. `seen`: somebody is at it now."""
    row = await db.fetchrow(FIND, token.org_id, token.hash, now)
    if row is None:
        return None
    if seen and now - row["seen_at"] >= SEEN_EVERY:
        await db.execute(SEEN, token.org_id, token.hash, now)
    return Device(**dict(row))


async def end(db: Connection, token: Token) -> bool:
    """Whether there was one."""
    return await db.fetchval(END_TOKEN, *token) is not None


async def of_patient(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> Sequence[Device]:
    return [Device(**dict(row)) for row in await db.fetch(OF_PATIENT, org_id, patient_id, now)]


async def codes_of(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> dict[UUID, datetime]:
    """Until when each way in has a code that is good."""
    rows = await db.fetch(CODES, org_id, patient_id, now)
    return {row["access_id"]: row["ends_at"] for row in rows}


async def end_access(db: Connection, org_id: UUID, patient_id: UUID, access_id: UUID) -> None:
    await db.execute(END_ACCESS, org_id, patient_id, access_id)


async def close_patient(db: Connection, org_id: UUID, patient_id: UUID, now: datetime) -> None:
    """All of a patient's, and of her carers', who is about to be erased."""
    await db.execute(CLOSE_PATIENT, org_id, patient_id, now)


async def end_patient(db: Connection, org_id: UUID, patient_id: UUID) -> None:
    """All of a patient's, and of her carers'."""
    await db.execute(END_PATIENT, org_id, patient_id)
