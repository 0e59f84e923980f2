"""Who is due is found without looking at who is not, however many there are."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from eventstore.walls import Pool, walled
from tests.support.citus_servers import of_one_server
from tests.support.database import Database
from tests.support.tampering import superuser
from workers.rounds_rows import FIRST_DUE, TAKE, first_due, take

NOW = datetime(2026, 6, 9, 22, tzinfo=UTC)
ORGANISATIONS, PATIENTS, DUE = 20, 1000, 7
ORGS = [UUID(int=n) for n in range(1, ORGANISATIONS + 1)]

one_transaction = of_one_server("the rounds of each organisation are a transaction of their own")

# Everybody is looked at again tomorrow but for a few of each organisation, who are due.
FILL = """
INSERT INTO rm.rounds_patient (org_id, patient_id, due_at)
SELECT org_id, gen_random_uuid(), CASE WHEN n <= $2 THEN $4::timestamptz ELSE $4 + interval '1 day' END
FROM unnest($1::uuid[]) AS o(org_id), generate_series(1, $3) n
"""
HEADS = """
INSERT INTO log.feed_head (org_id, last_at, chain) SELECT org_id, $2, '' FROM unnest($1::uuid[]) AS o(org_id)
"""


@pytest.fixture
async def filled(engine_pool: Pool, database: Database) -> Pool:
    async with superuser(database) as above:
        await above.execute(FILL, ORGS, DUE, PATIENTS, NOW)
        await above.execute(HEADS, ORGS, NOW)
        await above.execute("ANALYZE rm.rounds_patient")
    return engine_pool


def met(plan: dict[str, Any]) -> Iterator[int]:
    """How many rows of the table of turns each step of a plan has met."""
    if plan.get("Relation Name") == "rounds_patient":
        each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield round(each * plan["Actual Loops"])
    for below in plan.get("Plans", ()):
        yield from met(below)


async def rows_met(pool: Pool, statement: str, *args: object) -> int:
    async with pool.acquire() as db, db.transaction():
        await walled(db, ORGS)
        [(told,)] = await db.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *args)
    [plan] = msgspec.json.decode(told)
    return sum(met(plan["Plan"]))


@of_one_server("a plan names shards")
async def test_a_look_reads_one_row_of_each_organisation_and_then_those_who_are_due(filled: Pool) -> None:
    assert await rows_met(filled, FIRST_DUE) == ORGANISATIONS
    assert await rows_met(filled, TAKE, ORGS, [NOW] * ORGANISATIONS, 200) == ORGANISATIONS * DUE
    assert await rows_met(filled, TAKE, ORGS, [NOW - timedelta(seconds=1)] * ORGANISATIONS, 200) == 0


@one_transaction
async def test_those_who_are_due_are_taken_by_each_organisations_own_clock(filled: Pool) -> None:
    assert await first_due(filled) == dict.fromkeys(ORGS, NOW)
    async with filled.acquire() as db, db.transaction():
        await walled(db, ORGS)
        nows = {ORGS[0]: NOW, ORGS[1]: NOW - timedelta(hours=1)}
        taken = await take(db, nows, 200)
    assert [turn.org_id for turn in taken] == [ORGS[0]] * DUE


@one_transaction
async def test_an_organisation_with_many_who_are_due_leaves_room_for_the_others(filled: Pool) -> None:
    async with filled.acquire() as db, db.transaction():
        await walled(db, ORGS)
        tomorrow = NOW + timedelta(days=1)
        taken = await take(db, {ORGS[0]: tomorrow, ORGS[1]: NOW, ORGS[2]: tomorrow}, 30)
    assert Counter(turn.org_id for turn in taken) == {ORGS[0]: 10, ORGS[1]: DUE, ORGS[2]: 10}


async def test_what_one_has_taken_another_passes_over(filled: Pool) -> None:
    nows = {ORGS[0]: NOW}
    async with filled.acquire() as one, filled.acquire() as other, one.transaction(), other.transaction():
        await walled(one, nows)
        await walled(other, nows)
        first, second = await take(one, nows, 4), await take(other, nows, 200)
    assert len({turn.patient_id for turn in (*first, *second)}) == DUE
