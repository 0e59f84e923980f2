"""A moment that can be come back to by name: a point in the write-ahead log, beside the anchors of just before it."""

import hashlib
from pathlib import Path

from services.backup.errors import BackupError
from services.backup.manifest import write_whole
from services.backup.order import Order, now
from services.backup.place import MARKS, open_place
from services.backup.server import anchor_lines, as_text, connected

# Asks a right of its own: pg_create_restore_point is the superuser's until somebody is granted it.
POINT = "SELECT pg_create_restore_point($1)"


def point_of(anchors: bytes) -> str:
    """The name of the point that was made with these lines."""
    if not anchors.strip():
        raise BackupError("the file holds no anchors")
    return f"carryover {hashlib.sha256(anchors).hexdigest()[:32]}"


async def mark(order: Order) -> Path:
    """The file of anchors that leads back here: `restore base --to-anchor FILE`. Raises BackupError."""
    place = open_place(order.place, order.of) / MARKS
    place.mkdir(mode=0o700, exist_ok=True)
    async with connected(order.url) as db:
        anchors = as_text(await anchor_lines(db))
        point = point_of(anchors)
        await db.execute(POINT, point)
    file = place / f"{now():%Y%m%dT%H%M%S%fZ}.jsonl"
    write_whole(file, anchors)
    return file
