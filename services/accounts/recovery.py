"""Recovery codes: ten words on paper for the day the telephone is lost, each good once."""

import secrets
from base64 import b32encode
from hashlib import sha256
from uuid import UUID

from eventstore.walls import Connection

CODES = 10
CODE_BYTES = 10  # 80 random bits, so a plain hash is enough

REPLACE = "DELETE FROM access.recovery_code WHERE org_id = $1 AND staff_id = $2"

ADD = "INSERT INTO access.recovery_code (org_id, staff_id, hash) SELECT $1, $2, unnest($3::bytea[]) RETURNING 1"

USE = "DELETE FROM access.recovery_code WHERE org_id = $1 AND staff_id = $2 AND hash = $3 RETURNING true"

LEFT = "SELECT count(*) FROM access.recovery_code WHERE org_id = $1 AND staff_id = $2"


async def replace(db: Connection, org_id: UUID, staff_id: UUID) -> list[str]:
    """Ten fresh codes, shown this once; those from before are good no longer."""
    codes = [_grouped(b32encode(secrets.token_bytes(CODE_BYTES)).decode()) for _ in range(CODES)]
    await db.execute(REPLACE, org_id, staff_id)
    await db.execute(ADD, org_id, staff_id, [_hash(staff_id, code) for code in codes])
    return codes


async def use(db: Connection, org_id: UUID, staff_id: UUID, code: str) -> bool:
    """Whether it is one of them, and nobody used it before."""
    return await db.fetchval(USE, org_id, staff_id, _hash(staff_id, code)) is not None


async def left(db: Connection, org_id: UUID, staff_id: UUID) -> int:
    count: int = await db.fetchval(LEFT, org_id, staff_id)
    return count


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _hash(staff_id: UUID, code: str) -> bytes:
    """However it was typed in."""
    return sha256(staff_id.bytes + code.replace("-", "").replace(" ", "").upper().encode()).digest()
