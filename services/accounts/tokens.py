"""What somebody holds to prove a right: an organisation and 32 random bytes in one text, of which we keep a hash."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

SECRET_BYTES = 32  # too many to guess, so a plain hash is enough
LENGTH = 64  # characters: 16 bytes of the organisation and the secret, in URL-safe base64

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


class Token(NamedTuple):
    """A token as we know it: whose door it is for, and under which hash we would have it."""

    org_id: UUID
    hash: bytes


def new_token(org_id: UUID) -> str:
    """Shown to its holder once and never stored."""
    return urlsafe_b64encode(org_id.bytes + secrets.token_bytes(SECRET_BYTES)).decode()


def read_token(text: str) -> Token | None:
    """None for what cannot be one of ours; whether it is good is for the database to say."""
    if len(text) != LENGTH or not _LETTERS.issuperset(text):
        return None
    return Token(UUID(bytes=urlsafe_b64decode(text)[:16]), token_hash(text))


def token_hash(text: str) -> bytes:
    return sha256(text.encode()).digest()
