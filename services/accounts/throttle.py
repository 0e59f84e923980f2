"""Tries to sign in, slowed down and never locked out: each is counted before it is heard, so that a hundred at once
count as a hundred.

What is known to be somebody's own device has a count of its own: whatever strangers do to the account, the right
password is heard there.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from eventstore.walls import Connection

FORGOTTEN_AFTER = timedelta(hours=24)  # without another try

# Counts one more try where one is heard now, and says when the next will be: after the free ones each wait is twice as
# long as the one before. No row: not heard. It is reckoned in UTC because Citus takes there only what no zone changes.
TAKE = """
INSERT INTO access.attempt AS a (org_id, bucket, tries, last_at, free_at) VALUES ($1, $2, 1, $3, $3)
ON CONFLICT (org_id, bucket) DO UPDATE SET
  tries = CASE WHEN a.last_at < $6 THEN 1 ELSE a.tries + 1 END,
  last_at = $3,
  free_at = CASE
    WHEN a.last_at < $6 OR a.tries + 1 < $4 THEN $3
    ELSE ($3 AT TIME ZONE 'UTC' + make_interval(secs => least($5, 2.0 ^ least(a.tries + 1 - $4, 30))))
      AT TIME ZONE 'UTC'
  END
WHERE a.free_at <= $3
RETURNING a.tries
"""

FREE_AT = "SELECT free_at FROM access.attempt WHERE org_id = $1 AND bucket = $2"

GIVE_BACK = """
UPDATE access.attempt SET tries = greatest(tries - 1, 0), free_at = $3 WHERE org_id = $1 AND bucket = $2
"""

CLEAR = "DELETE FROM access.attempt WHERE org_id = $1 AND bucket = $2"

DROP_OLD = "DELETE FROM access.attempt WHERE org_id = $1 AND last_at < $2"


class Throttle(Struct, frozen=True):
    """How many tries are free, and for how many seconds one may have to wait at most."""

    kind: str
    free: int
    most_seconds: float


ACCOUNT = Throttle("account", 5, 900.0)
DEVICE = Throttle("device", 5, 900.0)
ADDRESS = Throttle("address", 20, 900.0)
SECOND_FACTOR = Throttle("second factor", 5, 900.0)
SECOND_ON_DEVICE = Throttle("second factor on a device", 5, 900.0)
CHALLENGE = Throttle("challenge", 200, 60.0)
ENTER = Throttle("enter", 20, 900.0)
LINK = Throttle("link", 3, 3600.0)


async def take(db: Connection, org_id: UUID, throttle: Throttle, of: bytes, now: datetime) -> float:
    """0 where the try is heard; otherwise in how many seconds the next one is."""
    bucket = bucket_of(throttle, of)
    heard = await db.fetchval(TAKE, org_id, bucket, now, throttle.free, throttle.most_seconds, now - FORGOTTEN_AFTER)
    if heard is not None:
        return 0.0
    free_at: datetime = await db.fetchval(FREE_AT, org_id, bucket)
    return max(1.0, (free_at - now).total_seconds())


async def clear(db: Connection, org_id: UUID, throttle: Throttle, of: bytes) -> None:
    """It was the right word: what was tried before counts no longer."""
    await db.execute(CLEAR, org_id, bucket_of(throttle, of))


async def give_back(db: Connection, org_id: UUID, throttle: Throttle, of: bytes, now: datetime) -> None:
    """It was the right word: this one try counts no longer, those that failed still do."""
    await db.execute(GIVE_BACK, org_id, bucket_of(throttle, of), now)


async def drop_old(db: Connection, org_id: UUID, now: datetime) -> None:
    await db.execute(DROP_OLD, org_id, now - FORGOTTEN_AFTER)


def bucket_of(throttle: Throttle, of: bytes) -> bytes:
    return sha256(throttle.kind.encode() + b"\0" + of).digest()
