"""Reading an organisation's log person by person, in groups of whole people: so that each bucket is made once."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.decider import Event
from eventstore.walls import Pool, walled
from projections.reading import names_of

FIRST = UUID(int=0)

# The next wanted events up to a position, of one person after the other, each person's in the order of the feed.
OF_PEOPLE = """
SELECT *, subject_id AS whose FROM log.events
WHERE org_id = $1 AND lane = 0 AND pos <= $2 AND type = ANY ($3::text[]) AND (subject_id, lane, pos) > ($4, 0, $5)
ORDER BY subject_id, lane, pos LIMIT $6
"""

# The same of events that are about nobody: stream by stream. They are few.
OF_STREAMS = """
SELECT *, stream_id AS whose FROM log.events
WHERE org_id = $1 AND lane = 0 AND pos <= $2 AND type = ANY ($3::text[]) AND subject_id IS NULL
  AND (stream_id, pos) > ($4, $5)
ORDER BY stream_id, pos LIMIT $6
"""

# The index gives people in order, so a page costs what is on it. Where Postgres misjudges how much there is, it would
# sort all that is left, for each page.
BY_THE_INDEX = "SELECT set_config('enable_sort', 'off', true)"


class Stretch(NamedTuple):
    """The wanted events of one organisation, up to a position."""

    org_id: UUID
    until: int
    wanted: frozenset[type[Event]]


async def groups(pool: Pool, stretch: Stretch, at_once: int) -> AsyncIterator[Sequence[asyncpg.Record]]:
    """Rows of log.events in groups of about `at_once`; all that a subject has is in one group, in the feed's order.

    A person with more events than that is a group by himself. Holds no transaction between two groups.
    """
    async for group in _groups(pool, OF_PEOPLE, stretch, at_once):
        yield group
    async for group in _groups(pool, OF_STREAMS, stretch, at_once):
        yield group


async def _groups(
    pool: Pool, statement: str, stretch: Stretch, at_once: int
) -> AsyncIterator[Sequence[asyncpg.Record]]:
    names, whose, pos = sorted(names_of(stretch.wanted)), FIRST, 0
    begun: list[asyncpg.Record] = []  # of whoever was read last: there may be more
    while True:
        async with pool.acquire() as db, db.transaction(readonly=True):
            await walled(db, [stretch.org_id])
            await db.execute(BY_THE_INDEX)
            page = await db.fetch(statement, stretch.org_id, stretch.until, names, whose, pos, at_once)
        begun += page
        if len(page) < at_once:
            break
        whose, pos = page[-1]["whose"], page[-1]["pos"]
        whole = next(n for n in range(len(begun), -1, -1) if n == 0 or begun[n - 1]["whose"] != whose)
        if whole:
            yield begun[:whole]
            begun = begun[whole:]
    if begun:
        yield begun
