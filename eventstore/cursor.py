"""A place in a feed that leaves the house: it carries some of the hash there, so a restored log can refuse it.

Whatever keeps a place outside the log's own database (a partner, a webhook's receiver, an export, another database)
keeps the text of a cursor and never the number. Who gives places out makes them with `cursor_at` or `encode_cursor`;
who takes one back asks `check_cursor` in the transaction that then reads from there, and passes its refusal on: what
is held out there came from a log that no longer is, and begins again. A place inside the database (a checkpoint) is a
number: a restore takes it back together with the log.
"""

from struct import Struct
from uuid import UUID

from eventstore.walls import Connection

HASH_BYTES = 8
_FORM = Struct(f">q{HASH_BYTES}s")
HASH_AT = "SELECT hash FROM log.events WHERE org_id = $1 AND lane = 0 AND pos = $2"


class CursorRefused(Exception):
    """`code` is `bad_cursor` for what is none, `cursor_from_lost_log` for a place that this log no longer has."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def encode_cursor(pos: int, hash_: bytes) -> str:
    """32 digits and small letters; of two cursors of a feed the later one is the greater text.

    `hash_` is the hash of the event at `pos`; position 0 is before the first event.
    """
    return _FORM.pack(pos, hash_[:HASH_BYTES]).hex()


def decode_cursor(cursor: str) -> tuple[int, bytes]:
    """Position and some of its hash. Raises CursorRefused."""
    try:
        held = bytes.fromhex(cursor)
        if len(held) != _FORM.size or held.hex() != cursor:  # one place, one text
            raise ValueError
        pos, hash_ = _FORM.unpack(held)
        if pos < 0:
            raise ValueError
    except ValueError as error:
        raise CursorRefused("bad_cursor") from error
    return pos, hash_


async def cursor_at(db: Connection, org_id: UUID, pos: int) -> str:
    """The cursor of a position. Raises CursorRefused where the log has no such position."""
    hash_ = b"" if pos == 0 else await db.fetchval(HASH_AT, org_id, pos)
    if hash_ is None:
        raise CursorRefused("cursor_from_lost_log")
    return encode_cursor(pos, hash_)


async def check_cursor(db: Connection, org_id: UUID, cursor: str) -> int:
    """The position, if this log still has that very event there. `db` sees the organisation. Raises CursorRefused."""
    pos, hash_ = decode_cursor(cursor)
    if pos and (await db.fetchval(HASH_AT, org_id, pos) or b"")[:HASH_BYTES] != hash_:
        raise CursorRefused("cursor_from_lost_log")
    return pos
