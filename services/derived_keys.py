"""Keys out of the master key, one for each purpose: whoever learns one of them learns none of the others."""

import hmac
from hashlib import sha256


def derived(master_key: bytes, purpose: bytes) -> bytes:
    """32 bytes, the same each time."""
    return hmac.digest(master_key, purpose, sha256)
