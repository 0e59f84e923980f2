"""Whether the log is whole: each feed walked from its first event to its head, and the first bad place named.

Whole means: positions without a gap; every hash follows from the event's columns and the hash before it; the versions
of each stream count up in the order of the feed; time never goes back; and the head tells of exactly these events.
Writes may go on: a feed is walked up to the head that is seen first, in short transactions.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from struct import error as StructError  # noqa: N812  (as errors are named)
from uuid import UUID

import asyncpg
from msgspec import Struct

from eventstore.anchors import Anchor, first_lost
from eventstore.chain import genesis, link_recorded
from eventstore.postgres import in_utc, recorded
from eventstore.walls import Pool, reading

EVENTS_AT_ONCE = 2000
BEGINNING = datetime.min.replace(tzinfo=UTC)  # the last instant of a feed in which nothing stands yet

# All organisations of which the log holds a trace: one whose head was removed has events or readers' places still.
FEEDS = """
WITH of_events AS MATERIALIZED (SELECT org_id FROM log.organisations() AS of_events(org_id))
SELECT org_id, max(pos) AS pos FROM (
  SELECT org_id, pos FROM log.feed_head WHERE lane = 0
  UNION ALL SELECT org_id, 0 FROM of_events
  UNION ALL SELECT org_id, 0 FROM log.checkpoint
  UNION ALL SELECT org_id, 0 FROM unnest($1::uuid[]) AS named(org_id)) AS traces
WHERE $1::uuid[] IS NULL OR org_id = ANY ($1) GROUP BY org_id ORDER BY org_id
"""

# In one look: the head, the first and last event of its lane, and the lanes in which events stand. There is one.
HEAD = """
SELECT h.pos, h.last_at, h.chain,
  (SELECT min(pos) FROM log.events WHERE org_id = $1 AND lane = 0) AS first,
  (SELECT max(pos) FROM log.events WHERE org_id = $1 AND lane = 0) AS last,
  (SELECT min(lane) FROM log.events WHERE org_id = $1) AS lowest_lane,
  (SELECT max(lane) FROM log.events WHERE org_id = $1) AS highest_lane
FROM (SELECT $1::uuid AS org_id) AS asked LEFT JOIN log.feed_head h ON h.org_id = asked.org_id AND h.lane = 0
"""

# A page of a feed; of an event that goes on a stream, also where the one before it in that stream stands.
PAGE = """
SELECT e.*, CASE WHEN e.version > 1 THEN (
    SELECT b.pos FROM log.events b WHERE b.org_id = $1 AND b.stream_id = e.stream_id AND b.version = e.version - 1
  ) ELSE 0 END AS pos_before
FROM log.events e WHERE e.org_id = $1 AND e.lane = 0 AND e.pos > $2 AND e.pos <= $3 ORDER BY e.pos
"""

Progress = Callable[[int, int], None]
"""Told how many events are behind the walk, of how many."""


class Fault(Struct, frozen=True):
    """The first bad position of a feed, and what is wrong there, in a sentence without its full stop."""

    org_id: UUID
    pos: int
    what: str


class Verified(Struct, frozen=True):
    """What was looked at, and what was found."""

    organisations: int
    events: int
    faults: tuple[Fault, ...]


class Broken(Exception):
    """Where the walk through a feed ends early, and why."""

    def __init__(self, pos: int, what: str) -> None:
        super().__init__(pos, what)
        self.pos = pos
        self.what = what


async def verify(
    pool: Pool,
    org_ids: Sequence[UUID] | None = None,
    progress: Progress = lambda done, total: None,
    *,
    anchors: Sequence[Anchor] = (),
    after_anchors: bool = False,
) -> Verified:
    """Walk the feeds of some organisations, or of all, and hold the anchors against them. `pool` is the engine's.

    `after_anchors`: where an organisation has an anchor and the log still has its event, what stands up to there was
    found whole when the anchor was taken, and the walk begins behind it.
    """
    by_org = defaultdict[UUID, list[Anchor]](list)
    for anchor in sorted(anchors, key=lambda anchor: anchor.position):
        by_org[anchor.organisation].append(anchor)
    feeds = {row["org_id"]: row["pos"] for row in await pool.fetch(FEEDS, org_ids)}
    if org_ids is None:
        feeds |= dict.fromkeys(by_org.keys() - feeds.keys(), 0)
    total, events, passed_over = sum(feeds.values()), 0, 0
    faults: list[Fault] = []
    progress(0, total)
    for org_id in feeds:
        lost = await first_lost(pool, org_id, by_org[org_id])
        start = by_org[org_id][-1] if after_anchors and by_org[org_id] and not lost else None
        passed_over += start.position if start else 0
        try:
            async for walked in _walk(pool, org_id, start):
                events += walked
                progress(passed_over + events, total)
        except Broken as broken:
            faults.append(Fault(org_id, broken.pos, broken.what))
        if lost:
            what = f"the log no longer has the event that the anchor of {lost.recorded_at.isoformat()} names"
            faults.append(Fault(org_id, lost.position, what))
    return Verified(len(feeds), events, tuple(faults))


class _Standing(Struct):
    """Up to where a feed was found whole, and what the next event follows on."""

    pos: int
    chain: bytes
    last_at: datetime | None

    def follow(self, row: asyncpg.Record) -> None:
        """Step onto the next event. Raises Broken."""
        pos = self.pos + 1
        if row["pos"] != pos:
            raise Broken(pos, f"the event is missing; the next one stands at {row['pos']}")
        try:
            event = recorded(row)
            right = link_recorded(self.chain, event) == event.hash
        except (TypeError, OverflowError, AttributeError, StructError):  # an instant that no event has, or a null
            right = False
        if not right:
            raise Broken(pos, "the event or its hash was changed, or another one was here")
        if event.version < 1 or row["pos_before"] is None or row["pos_before"] >= pos:
            raise Broken(pos, f"version {event.version} of stream {event.stream_id} does not follow on the one before")
        if self.last_at is not None and event.recorded_at < self.last_at:
            raise Broken(pos, "it is recorded before the event before it")
        self.pos, self.chain, self.last_at = pos, event.hash, event.recorded_at


async def _walk(pool: Pool, org_id: UUID, begin: Anchor | None) -> AsyncIterator[int]:
    """From the first event, or from behind an anchor, to the head; yields how many events each step took it on.

    Raises Broken.
    """
    at = _Standing(0, genesis(org_id), None)
    if begin:
        at = _Standing(begin.position, bytes.fromhex(begin.hash), begin.recorded_at)
    head = await _head(pool, org_id)
    end: int = (head["last"] or 0) if head["pos"] is None else head["pos"]
    while at.pos < end:
        before = at.pos
        for row in await _page(pool, org_id, before, end):
            at.follow(row)
        if at.pos == before:
            raise Broken(at.pos + 1, "the event is missing")
        yield at.pos - before
    _check_head(head, at)


async def _head(pool: Pool, org_id: UUID) -> asyncpg.Record:
    async with reading(pool, org_id) as db:
        try:
            [head] = await db.fetch(HEAD, org_id)
        except OverflowError as error:
            raise Broken(0, f"the head cannot be read: {error}") from error
    return head


async def _page(pool: Pool, org_id: UUID, after: int, end: int) -> list[asyncpg.Record]:
    """The next events of a feed. Raises Broken for one that cannot even be read."""
    size = EVENTS_AT_ONCE
    while True:
        try:
            async with reading(pool, org_id) as db:
                return await db.fetch(PAGE, org_id, after, min(after + size, end))
        except OverflowError as error:  # an instant before the year 1 or after 9999, somewhere in the page
            if size == 1:
                raise Broken(after + 1, f"the event cannot be read: {error}") from error
            size //= 2


def _check_head(head: asyncpg.Record, at: _Standing) -> None:
    """Whether the head tells of the events that were walked. Raises Broken."""
    if head["pos"] is None:
        raise Broken(at.pos, "the organisation has no head")
    if (head["last"] or 0) > head["pos"]:
        raise Broken(head["pos"] + 1, f"events stand behind the head, up to {head['last']}")
    if head["chain"] != at.chain:
        raise Broken(at.pos, "the head's hash is not that of the last event")
    if head["last_at"] is None or in_utc(head["last_at"]) != (at.last_at or BEGINNING):
        raise Broken(at.pos, "the head's last instant is not that of the last event")
    if head["first"] is not None and head["first"] < 1:
        raise Broken(head["first"], "an event stands before the first position, where no reader looks")
    for lane in (head["lowest_lane"], head["highest_lane"]):
        if lane:
            raise Broken(at.pos, f"events stand in lane {lane}, which nobody reads")
