"""Transactions that others leave open, here or in a neighbouring database, hold up nothing and hide nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from eventstore.verify import verify
from eventstore.walls import Connection, Pool
from services.context import Context
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import PAIN, alerted, read
from tests.support.rebuilt import assert_rebuilt_is_live


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


@asynccontextmanager
async def left_open(database: Database) -> AsyncIterator[Connection]:
    """A transaction that has written a row and seen the log, and then does nothing more."""
    db = await asyncpg.connect(database.url("postgres"))
    try:
        await db.execute("CREATE TABLE public.note (words text)")
        transaction = db.transaction(isolation="repeatable_read")
        await transaction.start()
        await db.execute("INSERT INTO public.note VALUES ('back in a minute')")
        await db.fetch("SELECT * FROM log.feed_head")
        await db.fetch("SELECT * FROM log.events")
        yield db
        await transaction.commit()  # it was open all the while
    finally:
        await db.close()


async def everything_goes_on(doors: Doors, engine: Pool) -> None:
    """Reports are taken, seen at once by who asks for them, raise alerts, and the log is whole."""
    patient_id = await doors.enrol()
    for _ in range(5):
        sent = await doors.send(event("symptom.reported", patient_id, PAIN), event("session.logged", patient_id, {}))
        assert [one["status"] for one in sent] == ["stored", "stored"]
        await alerted(engine, doors.context)
        answer = await read(doors.owner, f"/v1/patients/{patient_id}/symptoms", at_least=sent[-1]["position"])
        assert answer["as_of"]["stale"] is False
    assert len((await read(doors.owner, f"/v1/patients/{patient_id}/symptoms"))["symptoms"]) == 5
    assert len((await read(doors.therapist, "/v1/alerts", patient=patient_id))["alerts"]) == 1
    head = await doors.context.store.head(doors.org.organisation_id)
    assert head is not None
    found = await verify(engine)
    assert (found.events, found.faults) == (head.pos, ())
    await assert_rebuilt_is_live(engine, [doors.org.organisation_id])


async def test_a_transaction_left_open_in_another_database_changes_nothing(
    doors: Doors, engine_pool: Pool, template: Database
) -> None:
    async with copied(template) as another, left_open(another):
        await everything_goes_on(doors, engine_pool)


async def test_a_transaction_left_open_in_ours_changes_nothing(
    doors: Doors, engine_pool: Pool, database: Database
) -> None:
    await doors.enrol()
    async with left_open(database) as db:
        seen = await db.fetchval("SELECT count(*) FROM log.events")
        await everything_goes_on(doors, engine_pool)
        assert await db.fetchval("SELECT count(*) FROM log.events") == seen, "its snapshot is the old one"
