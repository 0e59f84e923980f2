"""The newest hash of each feed, to be kept where nobody who can change the log can change it too.

A hash covers every event before it. Whoever cuts the end off a log, puts an older copy in its place or writes all its
hashes anew leaves a log that is whole in itself; only a hash that was kept elsewhere tells that another log was there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from eventstore.walls import Connection, Pool, reading

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Anchor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The event that was the newest of its organisation: its position, its hash and when it was recorded.

    Of another chain beside the log's, the audit's, the newest entry and its number.
    """

    organisation: UUID
    position: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    hash: Hash
    recorded_at: Annotated[datetime, Meta(tz=True)]
    of: Literal["log", "audit"] = "log"


class BadAnchor(Exception):
    """A line that is no anchor; says which and why."""


# The heads of some organisations' feeds, or of all, that hold anything.
NEWEST = """
SELECT org_id, pos, chain, last_at FROM log.feed_head
WHERE lane = 0 AND pos > 0 AND ($1::uuid[] IS NULL OR org_id = ANY ($1)) ORDER BY org_id
"""

# Which of these places and hashes is the first that the log no longer has, counted from 1.
LOST = """
SELECT min(w.place) FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS w(pos, hash, place)
LEFT JOIN log.events e ON e.org_id = $1 AND e.lane = 0 AND e.pos = w.pos WHERE e.hash IS DISTINCT FROM w.hash
"""


async def newest_anchors(pool: Pool | Connection, org_ids: Sequence[UUID] | None = None) -> list[Anchor]:
    """One for each feed. `pool` is the engine's, or of another role that sees all heads."""
    return [
        Anchor(organisation=row["org_id"], position=row["pos"], hash=row["chain"].hex(), recorded_at=row["last_at"])
        for row in await pool.fetch(NEWEST, org_ids)
    ]


async def first_lost(pool: Pool, org_id: UUID, anchors: Sequence[Anchor]) -> Anchor | None:
    """The earliest of one organisation's anchors where the log no longer has that very event; None: it has all."""
    if not anchors:
        return None
    in_order = sorted(anchors, key=lambda anchor: anchor.position)
    async with reading(pool, org_id) as db:
        place = await db.fetchval(
            LOST,
            org_id,
            [anchor.position for anchor in in_order],
            [bytes.fromhex(anchor.hash) for anchor in in_order],
        )
    return None if place is None else in_order[place - 1]


def as_line(anchor: Anchor) -> str:
    """One line of JSON."""
    return msgspec.json.encode(anchor).decode()


_DECODER = msgspec.json.Decoder(Anchor)


def from_lines(text: str) -> list[Anchor]:
    """What `as_line` wrote, however many times: lines of many days may stand in one file. Raises BadAnchor."""
    anchors = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                anchors.append(_DECODER.decode(line))
            except msgspec.DecodeError as error:
                raise BadAnchor(f"line {number} is no anchor: {error}") from error
    if not anchors:
        raise BadAnchor("it holds no anchors")
    return anchors
