"""Arrays of one append, written in one piece in Postgres's own binary form: the driver asks each item what it is.

That is most of what an append costs its client: 7.5 microseconds an event in the driver, 1.5 here. The form is that of
array_recv (backend/utils/adt/arrayfuncs.c): dimensions, whether nulls may be there, the items' type, how many they are
and the number of the first; then each item with its length before it, -1 for null.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any
from uuid import UUID

from eventstore.chain import microseconds
from eventstore.walls import Connection

_HEAD, _EMPTY = Struct(">iiIii"), Struct(">iiI")
_LENGTH = Struct(">i").pack
_INTEGER = Struct(">ii").pack
_INSTANT = Struct(">iq").pack
_NULL = _LENGTH(-1)
_OF_A_UUID = _LENGTH(16)
_INFINITIES = {datetime.max.replace(tzinfo=UTC): 2**63 - 1, datetime.min.replace(tzinfo=UTC): -(2**63)}
"""The calendar's ends are for ever to the driver; so they are here, or the same instant would be stored in two ways."""


def _array(item_type: int, items: Sequence[bytes]) -> bytes:
    if not items:
        return _EMPTY.pack(0, 0, item_type)
    return _HEAD.pack(1, 1, item_type, len(items), 1) + b"".join(items)


def uuids(ids: Sequence[UUID | None]) -> bytes:
    return _array(2950, [_NULL if id_ is None else _OF_A_UUID + id_.bytes for id_ in ids])


def integers(numbers: Sequence[int]) -> bytes:
    known = {number: _INTEGER(4, number) for number in set(numbers)}
    return _array(23, [known[number] for number in numbers])


def texts(given: Sequence[str | None]) -> bytes:
    known = {text: _text(text) for text in set(given)}  # most are words that come again and again
    return _array(25, [known[text] for text in given])


def instants(given: Sequence[datetime]) -> bytes:
    known = {instant: _INSTANT(8, _stored(instant)) for instant in set(given)}
    return _array(1184, [known[instant] for instant in given])


def _text(text: str | None) -> bytes:
    if text is None:
        return _NULL
    written = text.encode()
    return _LENGTH(len(written)) + written


def _stored(instant: datetime) -> int:
    return _INFINITIES.get(instant) or microseconds(instant)


ARRAYS: dict[int, tuple[str, Callable[[Any], bytes]]] = {
    2951: ("_uuid", uuids),
    1007: ("_int4", integers),
    1009: ("_text", texts),
    1185: ("_timestamptz", instants),
}
"""By the arrays' own numbers in pg_type, which are the same in every Postgres."""


class OnlySent(Exception):
    """Arrays of this type are not read on this connection: the driver asks for both ways, and only one is used."""


def _unread(_: bytes) -> Any:
    raise OnlySent


def send_arrays_whole(db: Connection) -> None:
    """From now on this connection sends arrays of these types so. It can no longer read them."""
    settings = db.get_settings()  # the driver's public way, set_type_codec, takes no arrays
    for number, (name, encoder) in ARRAYS.items():
        settings.add_python_codec(number, name, "pg_catalog", [], "scalar", encoder, _unread, "binary")
