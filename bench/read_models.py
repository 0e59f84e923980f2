"""The read models of organisations that have all lived through the same: built for the first, copied for the others."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from bench.rounds import BenchFailed
from eventstore.walls import Connection, Pool
from projections.builds import drop_beside
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild

NAMES = tuple(model.name for model in PROJECTIONS)
OF_THE_HOUSE = ("alert_inbox", "house")
"""Those that also tell who works where: that is each organisation's own."""

AT_ONCE = 2  # organisations whose rows are copied together

# The tables that hold what readers of the log made of it, and how far they came; with all their columns but the first.
TABLES = """
SELECT c.oid::regclass::text AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname <> 'org_id'
  AND (c.relnamespace = 'rm'::regnamespace OR c.oid = 'log.checkpoint'::regclass)
GROUP BY c.oid ORDER BY name
"""
# The rows of one organisation, for another one.
COPY = "INSERT INTO {name} (org_id, {columns}) SELECT $2, {columns} FROM {name} WHERE org_id = $1"

# The read models that do not stand at the head of an organisation, and whom they set aside.
BEHIND = """
SELECT h.org_id, c.reader, c.pos, h.pos AS head FROM log.feed_head h CROSS JOIN unnest($1::text[]) AS r(name)
LEFT JOIN log.checkpoint c ON c.org_id = h.org_id AND c.reader = r.name AND c.lane = h.lane AND c.live
WHERE c.pos IS DISTINCT FROM h.pos LIMIT 3
"""
SET_ASIDE = "SELECT org_id, reader, subject_id, pos, error FROM log.parked LIMIT 3"
# The order of the rows does not matter, the number of the build neither.
FINGERPRINT = """
SELECT count(*) AS rows, coalesce(sum(hashtextextended((to_jsonb(t) - 'build')::text, 0)), 0) AS number
FROM {} t JOIN log.checkpoint c ON c.org_id = t.org_id AND c.reader = $1 AND c.build = t.build AND c.live
"""


async def build(engine: Pool, org_ids: Sequence[UUID], names: Sequence[str] = NAMES) -> None:
    """These read models of these organisations, from nothing; one build of each stands."""
    await rebuild(engine, names, org_ids)
    await drop_others(engine, org_ids)


async def drop_others(engine: Pool, org_ids: Sequence[UUID]) -> None:
    """The builds that nobody reads."""
    for org_id in org_ids:
        for model in PROJECTIONS:
            await drop_beside(engine, model, org_id)


async def copy(admin: Pool, built: UUID, others: Sequence[UUID]) -> None:
    """The rows of the organisation that was built, for each of the others."""
    turn = asyncio.Semaphore(AT_ONCE)
    tables = await admin.fetch(TABLES)

    async def for_one(org_id: UUID) -> None:
        async with turn, admin.acquire() as db, db.transaction():
            for table in tables:
                await db.execute(COPY.format(**table), built, org_id)

    await asyncio.gather(*map(for_one, others))


async def check_read_models(admin: Connection | Pool) -> None:
    """Raises BenchFailed unless every read model stands at every head, and nobody was set aside."""
    for statement, given in ((BEHIND, [NAMES]), (SET_ASIDE, [])):
        if found := await admin.fetch(statement, *given):
            raise BenchFailed(f"the read models are not what the log says: {[dict(row) for row in found]}")


async def fingerprints(admin: Connection | Pool) -> dict[str, tuple[int, int]]:
    """How many rows each table has in the builds that are read, and a number that follows from all that they say."""
    found = {}
    for model in PROJECTIONS:
        for table in model.tables:
            row = await admin.fetchrow(FINGERPRINT.format(table.name), model.name)
            assert row is not None
            found[table.name] = (row["rows"], row["number"])
    return found
