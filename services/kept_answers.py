"""A write under an Idempotency-Key is answered once: whoever sends it again, to whichever process, gets that answer.

The row is taken before the write begins and given its answer when it has ended. Who dies in between holds it no longer
than the lease; then the write is begun again, and what it wrote meets itself by its ids.
"""

from enum import Enum
from uuid import UUID

import msgspec
from msgspec import Struct

from eventstore.vault import Vault
from eventstore.walls import Connection

LEASE_SECONDS = 30
"""Longer than any write takes."""

KEPT_HOURS = 24

# The row, where nobody has it, or who had it did not live to say what came of it.
TAKE = f"""
INSERT INTO access.once AS o (org_id, key, fingerprint, holder, lease_until)
VALUES ($1, $2, $3, $4, now() + interval '{LEASE_SECONDS} s')
ON CONFLICT (org_id, key) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
  WHERE o.answer IS NULL AND o.fingerprint = excluded.fingerprint
    AND excluded.lease_until - o.lease_until > interval '{LEASE_SECONDS} s'  -- it is over
RETURNING true
"""  # noqa: S608 (constants)
THERE = "SELECT fingerprint, answer FROM access.once WHERE org_id = $1 AND key = $2"
KEEP = "UPDATE access.once SET answer = $4 WHERE org_id = $1 AND key = $2 AND holder = $3"
LET_GO = "DELETE FROM access.once WHERE org_id = $1 AND key = $2 AND holder = $3 AND answer IS NULL"

# Answers of yesterday; the log knows its commands longer.
FORGET = f"DELETE FROM access.once WHERE org_id = $1 AND made_at < now() - interval '{KEPT_HOURS} hours'"  # noqa: S608


class KeptAnswer(Struct, frozen=True):
    """What is answered again."""

    body: bytes
    headers: dict[str, str]


class Standing(Enum):
    """How a key stands that has no answer yet."""

    OURS = "ours"  # do it
    IN_FLIGHT = "in flight"  # somebody does it at this moment
    OTHER = "other"  # it was used for another wish


_kept = msgspec.json.Decoder(KeptAnswer)


async def take(
    db: Connection, vault: Vault, org_id: UUID, key: UUID, fingerprint: bytes, holder: UUID
) -> KeptAnswer | Standing:
    """The answer where there is one; else how the key stands. `holder`: of this very request."""
    if await db.fetchval(TAKE, org_id, key, fingerprint, holder):
        return Standing.OURS
    row = await db.fetchrow(THERE, org_id, key)
    if row is None:  # let go of at this moment
        return Standing.IN_FLIGHT
    if row["fingerprint"] != fingerprint:
        return Standing.OTHER
    if row["answer"] is None:
        return Standing.IN_FLIGHT
    return _kept.decode(await vault.open_for_organisation(org_id, _about(key), row["answer"]))


async def keep(db: Connection, vault: Vault, org_id: UUID, key: UUID, holder: UUID, answer: KeptAnswer) -> None:
    sealed = await vault.seal_for_organisation(org_id, _about(key), msgspec.json.encode(answer))
    await db.execute(KEEP, org_id, key, holder, sealed)
    await db.execute(FORGET, org_id)


async def let_go(db: Connection, org_id: UUID, key: UUID, holder: UUID) -> None:
    """Nothing was done: the key may be used again."""
    await db.execute(LET_GO, org_id, key, holder)


def _about(key: UUID) -> bytes:
    return b"once" + key.bytes
