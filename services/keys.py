"""API keys: made once, shown once, and kept only as a hash beside what they open."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.partner.events import Scope
from domain.partner.state import first_key
from domain.staff.events import Role
from eventstore.records import Link

LINK_KIND = "key"
PREFIX = "co_live_"
SANDBOX_PREFIX = "co_test_"
LENGTH = len(PREFIX) + 43  # 32 random bytes in URL-safe base64: too many to guess, so a plain hash is enough


class KeyHolder(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whose key it is, as the directory keeps it. What it gives stands in the holder's own stream (services/rights.py);
    role, scopes and clinics tell what it gave when it was made.
    """

    actor: Literal["staff", "partner"]
    id: UUID
    role: Role | None = None  # of staff
    scopes: tuple[Scope, ...] = ()  # of a partner
    clinics: tuple[UUID, ...] = ()  # empty: every clinic of the organisation
    key_id: UUID | None = None  # None: the first one that its holder was given
    ends_at: datetime | None = None  # of a key of staff, by the organisation's clock; a partner's is in its stream

    @property
    def key(self) -> UUID:
        return self.key_id or first_key(self.id)


class NewKey(NamedTuple):
    """A key just made. `text` is shown to its owner once and never stored."""

    text: str
    link: Link


def new_key(holder: KeyHolder, secret: bytes | None = None, prefix: str = PREFIX) -> NewKey:
    """A key for a partner or a member of staff; the link goes into the append that registers them.

    `secret`: 32 bytes that nobody can guess; drawn where they are not given. `prefix`: SANDBOX_PREFIX in a sandbox.
    """
    text = prefix + urlsafe_b64encode(secret or secrets.token_bytes(32)).rstrip(b"=").decode()
    return NewKey(text, Link(kind=LINK_KIND, hash=key_hash(text.encode()), about=msgspec.json.encode(holder)))


def key_hash(key: bytes) -> bytes:
    return sha256(key).digest()


_HOLDER = msgspec.json.Decoder(KeyHolder)


def holder_of(about: bytes) -> KeyHolder:
    """What the directory says about a key."""
    return _HOLDER.decode(about)
