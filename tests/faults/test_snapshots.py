"""Transactions that others leave open, here or in a neighbouring database, hold up nothing and hide nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from eventstore.postgres import PostgresStore
from eventstore.records import Status
from eventstore.verify import verify
from eventstore.walls import Connection, Pool
from services.context import Context
from tests.support.appends import ONE, TWO, append, event, opening
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.doors import event as report
from tests.support.readings import PAIN, alerted, read
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.tampering import superuser


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
        both = (report("symptom.reported", patient_id, PAIN), report("session.logged", patient_id, {}))
        sent = await doors.send(*both)
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


async def test_heads_are_locked_and_moved_without_multixacts(app_pool: Pool, database: Database) -> None:
    """A dead version that names a multixact is looked up by all who pass it, and under a long snapshot all do."""
    store = PostgresStore(app_pool)
    await store.append([opening(ONE), opening(TWO)])
    async with superuser(database) as db:
        before = await multixacts(db)
        for number in range(20):
            await store.append([append(event(number), org=org, expected=number) for org in (ONE, TWO)])
        again = append(event(3), event(1000), expected=3)
        assert [outcome.status for outcome in await store.append([again])] == [Status.ID_REUSED]
        assert await multixacts(db) == before


async def multixacts(db: Connection) -> int:
    """How many the server has ever made."""
    await db.execute("CHECKPOINT")
    made: int = await db.fetchval("SELECT next_multixact_id::text::bigint FROM pg_control_checkpoint()")
    return made
