"""Places in an organisation's feed as they leave the house: what a caller wrote, and wants to see when it reads."""

from eventstore.cursor import encode_cursor
from services.call import Answer

HEADER = "carryover-position"
AT_LEAST_HEADER = "carryover-at-least"


def position_of(answer: Answer | None) -> str | None:
    """Where a command's last event went; None where nothing was written. Callers hand it back unread."""
    return encode_cursor(answer.pos, answer.hash) if answer and answer.pos else None


def position_headers(position: str | None) -> list[tuple[bytes, bytes]]:
    """The header that tells where a write went; none where nothing was written."""
    return [(HEADER.encode(), position.encode())] if position else []
