"""Fills the feeds and vaults of some organisations by COPY, as the superuser: a process of its own, for it is much.

Run as `python -m bench.filling`: an order as JSON on standard input.
"""

import asyncio
import sys
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from bench.chained import COLUMNS, Feed, actors_of
from bench.histories import Happened, Year, happened, therapist_of
from bench.names import named, organisation_key
from eventstore.records import Head
from eventstore.walls import Connection

HEAD = "SELECT pos, last_at, chain FROM log.feed_head WHERE org_id = $1 AND lane = 0"
MOVE = "UPDATE log.feed_head SET pos = $2, last_at = $3, chain = $4 WHERE org_id = $1 AND lane = 0"


class House(Struct, frozen=True):
    """An organisation whose feed is open, and the partner that sends for it."""

    org_id: UUID
    partner_id: UUID


class Order(Struct, frozen=True):
    url: str  # of the superuser
    keys_url: str  # of the same, for the database of keys
    master_key: bytes
    year: Year
    houses: tuple[House, ...]


async def fill(order: Order) -> None:
    """The same year in each of the houses; one transaction a house."""
    year = happened(order.year)
    log, keys = await asyncpg.connect(order.url), await asyncpg.connect(order.keys_url)
    try:
        for house in order.houses:
            key = await organisation_key(keys, order.master_key, house.org_id)
            names = named(house.org_id, key, year)
            async with log.transaction(), keys.transaction():
                await _fill_feed(log, house, year)
                await log.copy_records_to_table("item", schema_name="vault", records=names.items)
                await keys.copy_records_to_table("subject", schema_name="keys", records=names.keys)
    finally:
        await log.close()
        await keys.close()


async def _fill_feed(db: Connection, house: House, year: Sequence[Happened]) -> None:
    row = await db.fetchrow(HEAD, house.org_id)
    assert row is not None  # its feed is open
    head = Head(row["pos"], row["last_at"], row["chain"])
    feed = Feed(house.org_id, head, actors_of(house.partner_id, therapist_of(0)))
    await db.copy_records_to_table("events", schema_name="log", columns=COLUMNS, records=feed.rows(year))
    await db.execute(MOVE, house.org_id, feed.head.pos, feed.head.last_at, feed.head.chain)


if __name__ == "__main__":
    asyncio.run(fill(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))
