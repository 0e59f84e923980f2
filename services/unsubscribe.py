"""The link that ends a patient's reminders with one click: whose it is is signed, so that nobody can make one up."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from uuid import UUID

from services.derived_keys import derived
from services.settings import Settings

PATH = "/v1/unsubscribe/"
SIGNATURE_BYTES = 16


class NoLink(ValueError):
    """Nothing that this service gave out."""


def unsubscribe_link(settings: Settings, org_id: UUID, patient_id: UUID) -> str:
    """For a letter's List-Unsubscribe (RFC 8058); the same for each letter, and good for as long as the master key."""
    whose = org_id.bytes + patient_id.bytes
    signed = urlsafe_b64encode(whose + _signature(settings.master_key, whose)).decode().rstrip("=")
    return f"{settings.public_url}{PATH}{signed}"


def whose_link(master_key: bytes, token: str) -> tuple[UUID, UUID]:
    """Organisation and patient of a link's last part. Raises NoLink."""
    try:
        told = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError) as error:
        raise NoLink from error
    whose, signature = told[:32], told[32:]
    if len(whose) != 32 or not hmac.compare_digest(signature, _signature(master_key, whose)):
        raise NoLink
    return UUID(bytes=whose[:16]), UUID(bytes=whose[16:])


def _signature(master_key: bytes, whose: bytes) -> bytes:
    return hmac.digest(derived(master_key, b"unsubscribe"), whose, sha256)[:SIGNATURE_BYTES]
