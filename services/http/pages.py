"""Cursors of lists: where a page ended, in a form that callers hand back unread."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import TypeVar

import msgspec

from services.http.problems import Problem

T = TypeVar("T")

CURSOR_AT_MOST = 400  # characters


def page_cursor(after: msgspec.Struct) -> str:
    """The cursor for the place where a page ended."""
    return urlsafe_b64encode(msgspec.json.encode(after)).rstrip(b"=").decode()


def read_cursor(cursor: str | None, kind: type[T]) -> T | None:
    """The place behind a cursor; None without one. Raises Problem `bad_cursor`."""
    if cursor is None:
        return None
    try:
        if len(cursor) > CURSOR_AT_MOST:
            raise ValueError
        padding = "=" * (-len(cursor) % 4)
        return msgspec.json.decode(urlsafe_b64decode(cursor + padding), type=kind)
    except (ValueError, NotBase64, msgspec.MsgspecError) as error:
        raise Problem("bad_cursor") from error
