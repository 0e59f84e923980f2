"""The address by which somebody signs in: compared in one form, kept only as a keyed hash."""

from unicodedata import normalize
from uuid import UUID

from eventstore.vault import Vault

EMAIL_AT_MOST = 254  # characters (RFC 5321)

LOGINS = UUID("5b0c6f0a-8d34-4e57-9f0e-2f6f4c9f6f11")
"""Apart from the names that partners give to patients."""


def canonical(email: str) -> str:
    """One form for all ways to write an address: composed, without regard to case. Letters that only look alike stay
    apart.
    """
    return normalize("NFC", normalize("NFC", email.strip()).casefold())


async def login_hash(vault: Vault, org_id: UUID, email: str) -> bytes:
    """Means nothing without the organisation's key."""
    return await vault.alias_hash(org_id, LOGINS, canonical(email))
