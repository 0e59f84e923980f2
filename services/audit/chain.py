"""Each entry's hash covers all its columns and the hash before it: nothing can be changed, moved or left out unseen.

hash(n) = sha256(hash(n-1) || organisation || seq || at || count || each text || number of patients || their ids), where
the texts are kind, actor, via, by_right, operation, address, request_id and detail, each with its length before it (-1
for null); seq and at, the microseconds since 2000-01-01 UTC, have 8 bytes, the others 4, all big-endian.
hash(0) is the sha256 of the organisation's id. access.note computes the same.
"""

from hashlib import sha256
from struct import Struct

import asyncpg

from eventstore.chain import microseconds

TEXTS = ("kind", "actor", "via", "by_right", "operation", "address", "request_id", "detail")
_FIXED = Struct(">16sqqi")
_LENGTH = Struct(">i").pack


def link(before: bytes, row: asyncpg.Record) -> bytes:
    """What the hash of a row of access.audit must be, given the hash before it."""
    fixed = _FIXED.pack(row["org_id"].bytes, row["seq"], microseconds(row["at"]), row["count"])
    texts = b"".join(_measured(row[name]) for name in TEXTS)
    patients = row["patients"]
    return sha256(
        b"".join((before, fixed, texts, _LENGTH(len(patients)), *(patient_id.bytes for patient_id in patients)))
    ).digest()


def _measured(text: object) -> bytes:
    if text is None:
        return _LENGTH(-1)
    written = str(text).encode()
    return _LENGTH(len(written)) + written
