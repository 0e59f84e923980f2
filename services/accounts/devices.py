"""Devices on which somebody signed in before: a cookie that opens nothing, and keeps strangers' tries from counting."""

from datetime import datetime, timedelta
from uuid import UUID

from eventstore.walls import Connection
from services.accounts.tokens import Token, new_token, token_hash

KNOWN_FOR = timedelta(days=365)

KEEP = "INSERT INTO access.device (org_id, hash, staff_id, ends_at) VALUES ($1, $2, $3, $4)"

IS_OF = "SELECT true FROM access.device WHERE org_id = $1 AND hash = $2 AND staff_id = $3 AND ends_at > $4"

DROP_OVER = "DELETE FROM access.device WHERE org_id = $1 AND staff_id = $2 AND ends_at <= $3"

DROP_ALL = "DELETE FROM access.device WHERE org_id = $1 AND staff_id = $2"


async def remember(db: Connection, org_id: UUID, staff_id: UUID, now: datetime) -> str:
    """What the device keeps from now on."""
    token = new_token(org_id)
    await db.execute(DROP_OVER, org_id, staff_id, now)
    await db.execute(KEEP, org_id, token_hash(token), staff_id, now + KNOWN_FOR)
    return token


async def is_of(db: Connection, token: Token | None, org_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Whether it is a device of this very person."""
    if token is None or token.org_id != org_id:
        return False
    return bool(await db.fetchval(IS_OF, org_id, token.hash, staff_id, now))


async def forget(db: Connection, org_id: UUID, staff_id: UUID) -> None:
    await db.execute(DROP_ALL, org_id, staff_id)
