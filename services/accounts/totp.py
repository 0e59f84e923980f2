"""Time-based codes (RFC 6238): six digits every thirty seconds, each used once, one step early or late at most."""

import hmac
from datetime import datetime
from uuid import UUID

import pyotp

from eventstore.vault import Vault
from eventstore.walls import Connection

STEP_SECONDS = 30
STEPS_OFF = 1  # that a telephone's clock may be early or late
STEPS_KEPT = 10  # longer than any code is good
ISSUER = "Carryover"

# A secret that waits for its first code; one that counts already is not touched.
BEGIN = """
INSERT INTO access.totp AS t (org_id, staff_id, sealed, begun_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, staff_id) DO UPDATE SET sealed = excluded.sealed, begun_at = excluded.begun_at
WHERE t.confirmed_at IS NULL RETURNING true
"""

FIND = "SELECT sealed, confirmed_at FROM access.totp WHERE org_id = $1 AND staff_id = $2"

CONFIRM = "UPDATE access.totp SET confirmed_at = $3 WHERE org_id = $1 AND staff_id = $2"

REMOVE = "DELETE FROM access.totp WHERE org_id = $1 AND staff_id = $2 RETURNING true"

USE_STEP = (
    "INSERT INTO access.totp_step (org_id, staff_id, step) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1"
)

DROP_STEPS = "DELETE FROM access.totp_step WHERE org_id = $1 AND staff_id = $2 AND step < $3"


async def begin(db: Connection, vault: Vault, org_id: UUID, staff_id: UUID, now: datetime) -> str | None:
    """A fresh secret in base32, to be confirmed by its first code; None where one counts already."""
    secret = pyotp.random_base32()
    sealed = await vault.seal_for_organisation(org_id, b"totp" + staff_id.bytes, secret.encode())
    return secret if await db.fetchval(BEGIN, org_id, staff_id, sealed, now) else None


async def stands(db: Connection, org_id: UUID, staff_id: UUID) -> bool:
    """Whether somebody's codes count."""
    row = await db.fetchrow(FIND, org_id, staff_id)
    return row is not None and row["confirmed_at"] is not None


async def check(
    db: Connection, vault: Vault, org_id: UUID, staff_id: UUID, code: str, now: datetime, *, first: bool = False
) -> bool:
    """Whether it is a code of now, and nobody used it before. `first`: the one that confirms the secret."""
    row = await db.fetchrow(FIND, org_id, staff_id)
    if row is None or (row["confirmed_at"] is None) != first:
        return False
    secret = (await vault.open_for_organisation(org_id, b"totp" + staff_id.bytes, row["sealed"])).decode()
    step = step_of(secret, code, now)
    if step is None or await db.fetchval(USE_STEP, org_id, staff_id, step) is None:
        return False
    await db.execute(DROP_STEPS, org_id, staff_id, step - STEPS_KEPT)
    if first:
        await db.execute(CONFIRM, org_id, staff_id, now)
    return True


async def remove(db: Connection, org_id: UUID, staff_id: UUID) -> bool:
    """Whether there was one."""
    return await db.fetchval(REMOVE, org_id, staff_id) is not None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that a code belongs to; None for one of no step near now."""
    codes, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in range(here - STEPS_OFF, here + STEPS_OFF + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), code.encode()):
            return step
    return None


def address_of(secret: str, name: str) -> str:
    """The otpauth:// address that a telephone reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
