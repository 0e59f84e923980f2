"""The code that a patient types: ten characters that nobody takes for others, of which we keep a keyed hash."""

import hmac
import secrets
from hashlib import sha256

from services.derived_keys import derived

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U. Five bits a character."""

LENGTH = 10  # 50 bits: too few for a plain hash, and far too many to try at a door that slows down
GROUPS = (4, 4, 2)
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})  # what somebody reads who has not seen the alphabet
_BETWEEN = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u00a0")  # as people and telephones set it


def new_code() -> str:
    """As it is shown: XXXX-XXXX-XX."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    parts, start = [], 0
    for length in GROUPS:
        parts.append(drawn[start : start + length])
        start += length
    return "-".join(parts)


def read_code(text: str) -> str | None:
    """The ten characters of what somebody typed; None for what cannot be a code of ours."""
    told = text.translate(_BETWEEN).upper().translate(_MEANT)
    return told if len(told) == LENGTH and set(told) <= set(ALPHABET) else None


def code_hash(master_key: bytes, code: str) -> bytes:
    """`code`: as `read_code` gives it."""
    return hmac.digest(derived(master_key, b"patient code"), code.encode(), sha256)
