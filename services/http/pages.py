"""Cursors of lists: where a page ended, in a form that callers hand back unread, and that nobody else can make."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct

from services.derived_keys import derived
from services.http.operation import Asked
from services.http.problems import Problem

T = TypeVar("T", bound=Struct)

PAGING = frozenset({"cursor", "limit", "at_least"})
"""The parameters that may be others on the next page."""

CURSOR_AT_MOST = 400  # characters
MARK_BYTES = 12


def page_cursor(asked: Asked, after: Struct) -> str:
    """The cursor for the place where a page ended. It counts in the asker's organisation, for the list and the question
    that it was made for.
    """
    place = msgspec.json.encode(after)
    return _text(_mark(asked, type(after), place) + place)


def read_cursor(asked: Asked, cursor: str | None, kind: type[T]) -> T | None:
    """The place behind a cursor; None without one. Raises Problem `bad_cursor`."""
    if cursor is None:
        return None
    try:
        if len(cursor) > CURSOR_AT_MOST:
            raise ValueError
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        mark, place = raw[:MARK_BYTES], raw[MARK_BYTES:]
        if _text(raw) != cursor or not hmac.compare_digest(mark, _mark(asked, kind, place)):
            raise ValueError
        return msgspec.json.decode(place, type=kind)
    except (ValueError, NotBase64, msgspec.MsgspecError) as error:
        raise Problem("bad_cursor") from error


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _question(asked: Asked) -> bytes:
    """What was asked but for the page: another question goes through another list."""
    query = msgspec.to_builtins(asked.query)
    said = {name: value for name, value in query.items() if name not in PAGING}
    return msgspec.json.encode((sorted(asked.path.items()), said), order="deterministic")


def _mark(asked: Asked, kind: type[Struct], place: bytes) -> bytes:
    order = ",".join(kind.__struct_fields__).encode()
    bound_to = asked.actor.org_id.bytes + order + b"\0" + _question(asked) + b"\0" + place
    return hmac.digest(derived(asked.context.settings.master_key, b"page"), bound_to, sha256)[:MARK_BYTES]
