"""Passkeys (WebAuthn): each challenge is ours, kept in the database and good once; origin and host are our own.

The device has to see the person, by a finger, a face or a word of its own: a passkey alone is both factors.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import webauthn
from msgspec import Struct
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eventstore.ids import random_id
from eventstore.walls import Connection
from services.accounts.one_time import Kind, keep
from services.accounts.public import host_of, origin_of
from services.accounts.sign_ins import SignIn

PASSKEYS_AT_MOST = 10
ID_AT_MOST = 1023  # bytes of a credential's id, by the standard
NOT_OURS = (
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)  # whatever a made-up credential leads to

OF_STAFF = """
SELECT passkey_id, credential_id, label, added_at, used_at FROM access.passkey
WHERE org_id = $1 AND staff_id = $2 ORDER BY added_at, passkey_id
"""

FIND = "SELECT passkey_id, staff_id, public_key, counter FROM access.passkey WHERE org_id = $1 AND credential_id = $2"

ADD = """
INSERT INTO access.passkey (org_id, credential_id, passkey_id, staff_id, public_key, counter, label, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING true
"""

# Only who saw the counter as it stands moves it on.
COUNT = """
UPDATE access.passkey SET counter = $4, used_at = $5 WHERE org_id = $1 AND credential_id = $2 AND counter = $3
RETURNING true
"""

REMOVE = "DELETE FROM access.passkey WHERE org_id = $1 AND staff_id = $2 AND passkey_id = $3 RETURNING true"


class Passkey(Struct, frozen=True, kw_only=True):
    passkey_id: UUID
    label: str
    added_at: datetime
    used_at: datetime | None


class Answered(NamedTuple):
    """What a browser gave, and the challenge of ours that it answers: taken before, so that it is good once."""

    credential: dict[str, Any]
    challenge: bytes


async def of_staff(db: Connection, org_id: UUID, staff_id: UUID) -> list[Passkey]:
    rows = await db.fetch(OF_STAFF, org_id, staff_id)
    return [Passkey(**{name: row[name] for name in Passkey.__struct_fields__}) for row in rows]


async def ask_new(
    db: Connection, public_url: str, org_id: UUID, staff_id: UUID, name: str, now: datetime
) -> dict[str, Any]:
    """What the browser is to be asked for a new passkey of somebody."""
    known = [PublicKeyCredentialDescriptor(row["credential_id"]) for row in await db.fetch(OF_STAFF, org_id, staff_id)]
    options = webauthn.generate_registration_options(
        rp_id=host_of(public_url),
        rp_name="Carryover",
        user_id=staff_id.bytes,
        user_name=name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    await keep(db, org_id, Kind.PASSKEY_NEW, sha256(options.challenge).digest(), now, staff_id)
    told: dict[str, Any] = msgspec.json.decode(webauthn.options_to_json(options))
    return told


async def ask(db: Connection, public_url: str, org_id: UUID, now: datetime) -> dict[str, Any]:
    """What the browser is to be asked for any passkey of the organisation; whose it is the device knows."""
    options = webauthn.generate_authentication_options(
        rp_id=host_of(public_url), user_verification=UserVerificationRequirement.REQUIRED
    )
    await keep(db, org_id, Kind.PASSKEY, sha256(options.challenge).digest(), now)
    told: dict[str, Any] = msgspec.json.decode(webauthn.options_to_json(options))
    return told


def challenge_in(credential: dict[str, Any]) -> bytes | None:
    """The challenge that a browser's answer claims to answer; whether it is one of ours is for the database to say."""
    try:
        told = msgspec.json.decode(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except NOT_OURS:
        return None


async def add(
    db: Connection,
    public_url: str,
    whose: SignIn,
    answered: Answered,
    label: str,
    now: datetime,
) -> UUID | None:
    """The new passkey's id; None for an answer that does not hold."""
    try:
        verified = webauthn.verify_registration_response(
            credential=answered.credential,
            expected_challenge=answered.challenge,
            expected_rp_id=host_of(public_url),
            expected_origin=origin_of(public_url),
            require_user_verification=True,
        )
    except NOT_OURS:
        return None
    org_id, staff_id = whose.org_id, whose.staff_id
    if len(verified.credential_id) > ID_AT_MOST or len(await of_staff(db, org_id, staff_id)) >= PASSKEYS_AT_MOST:
        return None
    passkey_id = random_id()
    added = await db.fetchval(
        ADD,
        org_id,
        verified.credential_id,
        passkey_id,
        staff_id,
        verified.credential_public_key,
        verified.sign_count,
        label,
        now,
    )
    return passkey_id if added else None


async def check(db: Connection, public_url: str, org_id: UUID, answered: Answered, now: datetime) -> UUID | None:
    """Whose passkey answered; None for an answer that does not hold."""
    try:
        credential_id = base64url_to_bytes(answered.credential["id"])
    except NOT_OURS:
        return None
    row = await db.fetchrow(FIND, org_id, credential_id)
    if row is None:
        return None
    try:
        verified = webauthn.verify_authentication_response(
            credential=answered.credential,
            expected_challenge=answered.challenge,
            expected_rp_id=host_of(public_url),
            expected_origin=origin_of(public_url),
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["counter"],
            require_user_verification=True,
        )
        handle = answered.credential["response"].get("userHandle")
        if handle is not None and base64url_to_bytes(handle) != row["staff_id"].bytes:
            return None
    except NOT_OURS:
        return None
    counted = await db.fetchval(COUNT, org_id, credential_id, row["counter"], verified.new_sign_count, now)
    staff_id: UUID = row["staff_id"]
    return staff_id if counted else None


async def remove(db: Connection, org_id: UUID, staff_id: UUID, passkey_id: UUID) -> bool:
    """Whether there was one."""
    return await db.fetchval(REMOVE, org_id, staff_id, passkey_id) is not None
