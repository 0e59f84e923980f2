"""Tokens: what a partner may do for five minutes, sealed by us, so that no table is asked about it."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from struct import Struct as Layout
from uuid import UUID

from msgspec import Struct

from domain.partner.events import PartnerKeySetSet, Scope
from domain.partner.key_set import PublicKey
from eventstore.vault import NONCE_BYTES, VaultError, open_bytes, seal_bytes
from services.derived_keys import derived

PREFIX = "co_at_"
SECONDS = 300
TAG_BYTES = 16
_LAYOUT = Layout(">16s16s32s32sQB")
SEALED = NONCE_BYTES + _LAYOUT.size + TAG_BYTES
LENGTH = len(PREFIX) + -(-SEALED * 4 // 3)
_TOKEN = re.compile(rb"[A-Za-z0-9_-]{%d}" % (LENGTH - len(PREFIX)))
_SCOPES = tuple(Scope)  # by their place; a new one goes to the end


class Token(Struct, frozen=True, kw_only=True):
    org_id: UUID
    partner_id: UUID
    thumbprint: bytes  # of the key that asked for it
    source: bytes  # where that key was found (`source_of`)
    ends_at: int  # real time, seconds of the epoch
    scopes: tuple[Scope, ...]


class Tokens:
    """Seals tokens and opens them. Whoever has the master key could do the same."""

    def __init__(self, master_key: bytes) -> None:
        self._key = derived(master_key, b"access tokens")

    def seal(self, token: Token) -> str:
        scopes = sum(1 << place for place, scope in enumerate(_SCOPES) if scope in token.scopes)
        plain = _LAYOUT.pack(
            token.org_id.bytes, token.partner_id.bytes, token.thumbprint, token.source, token.ends_at, scopes
        )
        sealed = seal_bytes(self._key, plain, PREFIX.encode())
        return PREFIX + urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, text: bytes) -> Token | None:
        """What stands behind the prefix; None for what we did not seal, or not in this spelling."""
        if _TOKEN.fullmatch(text) is None:
            return None
        sealed = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
        if urlsafe_b64encode(sealed).rstrip(b"=") != text:
            return None
        try:
            plain = open_bytes(self._key, sealed, PREFIX.encode())
        except VaultError:
            return None
        org, partner, thumbprint, source, ends_at, scopes = _LAYOUT.unpack(plain)
        return Token(
            org_id=UUID(bytes=org),
            partner_id=UUID(bytes=partner),
            thumbprint=thumbprint,
            source=source,
            ends_at=ends_at,
            scopes=tuple(scope for place, scope in enumerate(_SCOPES) if scopes >> place & 1),
        )


def source_of(key_set: PartnerKeySetSet) -> bytes:
    """Where a set stands, 32 bytes: its address, or here."""
    return sha256((key_set.url or "").encode()).digest()


def still_stands(token: Token, key_set: PartnerKeySetSet | None) -> bool:
    """Whether the key that asked for it is still one of the partner's: in the set, or at the same address."""
    if key_set is None or token.source != source_of(key_set):
        return False
    return key_set.url is not None or token.thumbprint in _thumbprints(key_set.keys)


def _thumbprints(keys: Sequence[PublicKey]) -> set[bytes]:
    return {key.thumbprint for key in keys}
