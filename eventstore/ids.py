"""Ids, made quickly: UUIDs of the driver's own class, whose hash, text and bytes cost no Python.

They equal the standard library's, hash like them and take their place everywhere.
"""

from hashlib import sha1
from uuid import UUID

import uuid_utils
from asyncpg.pgproto import pgproto

_NO_VERSION = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_5 = 5 << 76 | 0x8000 << 48


def id_of(text: str) -> UUID:
    """The id in a text that is known to have a UUID's form."""
    return pgproto.UUID(text)


def random_id() -> UUID:
    """Version 4: nothing can be told from it."""
    return pgproto.UUID(uuid_utils.uuid4().bytes)


def named_id(namespace: UUID, name: str) -> UUID:
    """Version 5, as `uuid.uuid5` makes it: always the same for a namespace and a name."""
    digest = sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16], "big") & _NO_VERSION | _VERSION_5
    return pgproto.UUID(number.to_bytes(16, "big"))
