"""Places in an organisation's feed as they leave the house and come back: what a caller wrote, and wants to see."""

from services.http.problems import Problem

HEADER = "carryover-position"
AT_LEAST_HEADER = "carryover-at-least"
_DIGITS_AT_MOST = 18  # below 2**63


def position_text(pos: int) -> str:
    """How a position is told. Callers hand it back unread."""
    return str(pos)


def read_position(text: str) -> int:
    """The position in a text that `position_text` made. Raises Problem `bad_cursor`."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_AT_MOST):
        raise Problem("bad_cursor")
    return int(text)


def position_headers(pos: int) -> list[tuple[bytes, bytes]]:
    """The header that tells where a write went; none for position 0, where nothing was written."""
    return [(HEADER.encode(), position_text(pos).encode())] if pos else []
