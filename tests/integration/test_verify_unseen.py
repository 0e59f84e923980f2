"""What is put into the log where no reader of a feed looks, or is no value at all, is found too."""

from uuid import UUID

import pytest

from eventstore.postgres import PostgresStore
from eventstore.verify import verify
from eventstore.walls import Pool
from tests.support.appends import ONE, TWO, append, event, opening
from tests.support.database import Database
from tests.support.tampering import Change, change_event, superuser

END = 4  # of the feed ONE; the feed TWO has one event

COPY_INTO = """
INSERT INTO log.events
SELECT (jsonb_populate_record(e, jsonb_build_object('org_id', $2::uuid, 'pos', $3::bigint))).*
FROM log.events e WHERE org_id = $1 AND pos = 1
"""


@pytest.fixture
async def log(database: Database, app_pool: Pool) -> Database:
    await PostgresStore(app_pool).append([opening(ONE), opening(TWO), append(event(1), event(2), event(3), org=ONE)])
    return database


async def first_bad(pool: Pool) -> dict[UUID, int]:
    return {fault.org_id: fault.pos for fault in (await verify(pool)).faults}


@pytest.mark.parametrize("pos", [0, -5])
async def test_an_event_before_the_first_is_found(log: Database, engine_pool: Pool, pos: int) -> None:
    """No reader of the feed would see it, and whoever loads its stream would."""
    async with superuser(log) as db:
        await db.execute(COPY_INTO, TWO, ONE, pos)
    assert await first_bad(engine_pool) == {ONE: pos}


async def test_an_event_of_an_organisation_that_is_none_is_found(log: Database, engine_pool: Pool) -> None:
    async with superuser(log) as db:
        await db.execute(COPY_INTO, ONE, UUID(int=99), 1)
    assert await first_bad(engine_pool) == {UUID(int=99): 1}


async def test_an_organisation_of_which_only_events_are_left_is_found(log: Database, engine_pool: Pool) -> None:
    async with superuser(log) as db:
        await db.execute("DELETE FROM log.feed_head WHERE org_id = $1", ONE)
    assert await first_bad(engine_pool) == {ONE: END}


async def test_the_head_of_an_empty_feed_that_lies_in_the_future_is_found(log: Database, engine_pool: Pool) -> None:
    """Everything that is recorded from then on would be dated there."""
    new = "INSERT INTO log.feed_head SELECT $1, 0, 0, $2::text::timestamptz, sha256(uuid_send($1))"
    async with superuser(log) as db:
        await db.execute(new, UUID(int=8), "-infinity")
        await db.execute(new, UUID(int=9), "2199-01-01")
    assert await first_bad(engine_pool) == {UUID(int=9): 0}


@pytest.mark.parametrize("column", ["type", "occurred_at", "recorded_at", "schema_v", "actor", "data", "hash"])
async def test_a_null_where_none_is_allowed_is_found(log: Database, engine_pool: Pool, column: str) -> None:
    async with superuser(log) as db:
        await db.execute(f"ALTER TABLE log.events ALTER {column} DROP NOT NULL")
        await change_event(db, ONE, 3, Change(column, "NULL"))
    assert await first_bad(engine_pool) == {ONE: 3}
