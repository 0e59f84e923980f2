"""Whether the audit is whole: each organisation's chain walked from its first entry to its head, as the log is.

Whole means: numbers without a gap; every hash follows from the entry's columns and the hash before it; time never goes
back; an entry is found by the patients whom it names; and the head tells of exactly these entries.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from struct import error as StructError  # noqa: N812  (as errors are named)
from uuid import UUID

import asyncpg
from msgspec import Struct

from eventstore.anchors import Anchor
from eventstore.chain import genesis
from eventstore.verify import Broken, Fault, Verified
from eventstore.walls import Connection, Pool, reading
from services.audit.chain import link

ENTRIES_AT_ONCE = 2000

# All organisations that were ever noted or could have been: one whose head was removed has entries still.
CHAINS = """
SELECT org_id FROM access.audit_head UNION SELECT org_id FROM log.feed_head UNION SELECT unnest($1::uuid[]) ORDER BY 1
"""
HEAD = """
SELECT h.seq, h.last_at, h.chain, (SELECT min(seq) FROM access.audit WHERE org_id = $1) AS first,
  (SELECT max(seq) FROM access.audit WHERE org_id = $1) AS last
FROM (SELECT $1::uuid AS org_id) AS asked LEFT JOIN access.audit_head h ON h.org_id = asked.org_id
"""
# A page of a chain; with each entry, whether it is found by all patients whom it names.
PAGE = """
SELECT a.*, NOT EXISTS (SELECT FROM unnest(a.patients) AS u(id) WHERE NOT EXISTS (SELECT FROM access.audit_patient p
    WHERE p.org_id = $1 AND p.patient_id = u.id AND p.seq = a.seq)) AS found
FROM access.audit a WHERE a.org_id = $1 AND a.seq > $2 ORDER BY a.seq LIMIT $3
"""
NEWEST = "SELECT org_id, seq, chain, last_at FROM access.audit_head WHERE seq > 0 ORDER BY org_id"
HASH = "SELECT hash FROM access.audit WHERE org_id = $1 AND seq = $2"


class _Standing(Struct):
    """Up to where a chain was found whole."""

    seq: int
    chain: bytes
    last_at: datetime | None

    def follow(self, row: asyncpg.Record) -> None:
        """Step onto the next entry. Raises Broken."""
        seq = self.seq + 1
        if row["seq"] != seq:
            raise Broken(seq, f"the entry is missing; the next one is number {row['seq']}")
        try:
            right = link(self.chain, row) == row["hash"]
        except (TypeError, OverflowError, AttributeError, StructError):  # an instant that no entry has
            right = False
        if not right:
            raise Broken(seq, "the entry or its hash was changed, or another one was here")
        if self.last_at is not None and row["at"] < self.last_at:
            raise Broken(seq, "it was noted before the entry before it")
        if not row["found"]:
            raise Broken(seq, "it is not found by the patients whom it names")
        self.seq, self.chain, self.last_at = seq, row["hash"], row["at"]


async def newest_audit_anchors(pool: Pool | Connection, org_ids: Sequence[UUID] | None = None) -> list[Anchor]:
    """The newest entry of each organisation, as the log's anchors are. `pool` is the engine's, or sees all heads."""
    return [
        Anchor(
            organisation=row["org_id"],
            position=row["seq"],
            hash=row["chain"].hex(),
            recorded_at=row["last_at"],
            of="audit",
        )
        for row in await pool.fetch(NEWEST)
        if org_ids is None or row["org_id"] in org_ids
    ]


async def verify_audit(
    pool: Pool,
    org_ids: Sequence[UUID] | None = None,
    *,
    anchors: Sequence[Anchor] = (),
    after_anchors: bool = False,
) -> Verified:
    """Walk the chains of some organisations, or of all, and hold the audit's own anchors against them.

    `after_anchors`: what stands up to an organisation's newest anchor is passed over where that is still there.
    """
    kept = sorted((anchor for anchor in anchors if anchor.of == "audit"), key=lambda anchor: anchor.position)
    named = [anchor.organisation for anchor in kept] if org_ids is None else org_ids
    chains = [row["org_id"] for row in await pool.fetch(CHAINS, list(named))]
    entries, faults = 0, list[Fault]()
    for org_id in chains if org_ids is None else org_ids:
        own = [anchor for anchor in kept if anchor.organisation == org_id]
        lost = await _first_lost(pool, org_id, own)
        start = own[-1] if after_anchors and own and not lost else None
        try:
            async for walked in _walk(pool, org_id, start):
                entries += walked
        except Broken as broken:
            faults.append(Fault(org_id, broken.pos, broken.what))
        if lost:
            what = f"the audit no longer has the entry that the anchor of {lost.recorded_at.isoformat()} names"
            faults.append(Fault(org_id, lost.position, what))
    return Verified(len(chains), entries, tuple(faults))


async def _first_lost(pool: Pool, org_id: UUID, anchors: Sequence[Anchor]) -> Anchor | None:
    async with reading(pool, org_id) as db:
        for anchor in anchors:
            if await db.fetchval(HASH, org_id, anchor.position) != bytes.fromhex(anchor.hash):
                return anchor
    return None


async def _walk(pool: Pool, org_id: UUID, begin: Anchor | None) -> AsyncIterator[int]:
    """From the first entry, or from behind an anchor, to the head; yields how many entries each step took it on.

    Raises Broken.
    """
    at = _Standing(0, genesis(org_id), None)
    if begin:
        at = _Standing(begin.position, bytes.fromhex(begin.hash), begin.recorded_at)
    async with reading(pool, org_id) as db:
        [head] = await db.fetch(HEAD, org_id)
    end: int = (head["last"] or 0) if head["seq"] is None else head["seq"]
    while at.seq < end:
        before = at.seq
        async with reading(pool, org_id) as db:
            page = await db.fetch(PAGE, org_id, before, min(ENTRIES_AT_ONCE, end - before))
        for row in page:
            at.follow(row)
        if at.seq == before:
            raise Broken(before + 1, "the entry is missing")
        yield at.seq - before
    _check_head(head, at)


def _check_head(head: asyncpg.Record, at: _Standing) -> None:
    """Whether the head tells of the entries that were walked. Raises Broken."""
    if head["seq"] is None:
        if at.seq:
            raise Broken(at.seq, "the organisation's audit has no head")
        return
    if (head["last"] or 0) > head["seq"]:
        raise Broken(head["seq"] + 1, f"entries stand behind the head, up to {head['last']}")
    if head["chain"] != at.chain or (at.last_at is not None and head["last_at"] != at.last_at):
        raise Broken(at.seq, "the head is not that of the last entry")
    if head["first"] is not None and head["first"] < 1:
        raise Broken(head["first"], "an entry stands before the first number")
