"""R13: what Postgres refuses for a reason that passes is tried again or put off, and the ready probe says so."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from random import Random
from uuid import UUID

import asyncpg
import pytest

from eventstore.group_commit import GroupCommit
from eventstore.postgres import PostgresStore
from eventstore.records import Append, Outcome, Status
from eventstore.walls import Connection, Pool
from services.clock import SetClock
from services.context import Limits, open_context
from tests.support.appends import ONE, TWO, append, event, opening, whole_log
from tests.support.database import Database
from tests.support.doors import Doors, open_doors
from tests.support.doors import event as told
from tests.support.servers import ServerAddresses
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.times import NOON
from tests.support.waiting import until

EXERCISE = "289fd55b-5744-59d6-beb7-a09c1f5dd883"
HASTY = Limits(connection_seconds=1.0, statement_seconds=1, append_seconds=0.3)
ROLE = "ALTER ROLE carryover_app IN DATABASE"
CUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE usename = 'carryover_app' AND datname = current_database()
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
HEAD = "SELECT FROM log.feed_head WHERE org_id = $1 FOR UPDATE"


class Noting(PostgresStore):
    """Keeps count of what Postgres refused."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.refused = Counter[str]()

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        try:
            return await super().append(appends)
        except asyncpg.PostgresError as error:
            self.refused[str(error.sqlstate)] += 1
            raise


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(database.url("postgres"))
    yield db
    await db.close()


@pytest.fixture
async def doors(database: Database, clock: SetClock) -> AsyncIterator[Doors]:
    """Of a process that gives Postgres a second, and an append a third of one more."""
    async with open_context(database.settings, clock=clock, limits=HASTY) as context, open_doors(context) as opened:
        yield opened


def pain(patient_id: UUID, **data: object) -> dict[str, object]:
    return told("symptom.reported", patient_id, {"region": "knee", "level": 4, **data})


async def put_off(doors: Doors, sent: dict[str, object]) -> None:
    """It is asked to come again, and nothing of it is there."""
    answer = await doors.send_one(sent)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "1", "busy")


async def ready(doors: Doors) -> tuple[int, str]:
    answer = await doors.nobody.get("/readyz")
    return answer.status_code, answer.json()["database"]


async def becomes(doors: Doors, status: int, database: str) -> None:
    """What the probe says in the end: a process that gives Postgres a second may first find it slow."""

    async def said() -> bool:
        return await ready(doors) == (status, database)

    await until(said)


async def test_r13_serialization_failures_are_tried_again(
    database: Database, admin: Connection, app_pool: Pool
) -> None:
    await PostgresStore(app_pool).append([opening(ONE)])
    await admin.execute(f'{ROLE} "{database.name}" SET default_transaction_isolation = "repeatable read"')
    await admin.execute(CUT)
    stores = [Noting(app_pool) for _ in range(4)]
    groups = [GroupCommit(store) for store in stores]
    for group in groups:
        group.start()
    outcomes = await asyncio.gather(
        *(
            group.append([append(event(1000 * number + each), stream=UUID(int=1000 * number + each))])
            for number, group in enumerate(groups, start=1)
            for each in range(50)
        )
    )
    await asyncio.gather(*(group.stop() for group in groups))
    assert {outcome.status for [outcome] in outcomes} == {Status.STORED}
    assert sum(store.refused["40001"] for store in stores) > 0, "nothing stood in anything's way"
    assert len(await whole_log(stores[0], ONE)) == 1 + 200


async def test_r13_a_deadlock_is_tried_again(admin: Connection, app_pool: Pool) -> None:
    store = Noting(app_pool)
    group = GroupCommit(store)
    group.start()
    await group.append([opening(ONE), opening(TWO)])
    await admin.execute("SET deadlock_timeout = '1min'")  # so that the append is the one that notices

    async def waits() -> bool:
        return bool(await admin.fetchval(WAITING))

    async with admin.transaction():
        await admin.execute(HEAD, TWO)
        both = asyncio.create_task(group.append([append(event(1)), append(event(2), org=TWO)]))
        await until(waits)
        await admin.execute(HEAD, ONE)
    assert [outcome.status for outcome in await both] == [Status.STORED, Status.STORED]
    assert store.refused == {"40P01": 1}
    await group.stop()


async def test_r13_a_held_feed_and_a_held_table_are_put_off(doors: Doors, admin: Connection) -> None:
    patient_id = await doors.enrol()
    sent = pain(patient_id)
    async with admin.transaction():
        await admin.execute(HEAD, doors.org.organisation_id)
        await put_off(doors, sent)  # after the append's own lock time-out
    async with admin.transaction():
        await admin.execute("LOCK TABLE log.checkpoint IN ACCESS EXCLUSIVE MODE")
        answer = await doors.owner.get("/v1/caseload")  # after the statement's time-out
        assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "1", "busy")
    assert (await doors.send_one(sent)).json()["status"] == "stored"
    assert (await doors.owner.get("/v1/caseload")).status_code == 200


async def test_r13_a_server_that_may_only_read_is_unready_and_answers_reads(
    doors: Doors, admin: Connection, database: Database
) -> None:
    sent = pain(await doors.enrol())
    await admin.execute(f'ALTER DATABASE "{database.name}" SET default_transaction_read_only = on')
    await admin.execute(CUT)
    await put_off(doors, sent)
    await becomes(doors, 503, "read_only")
    assert (await doors.owner.get("/v1/caseload")).status_code == 200
    await admin.execute("SET default_transaction_read_only = off")
    await admin.execute(f'ALTER DATABASE "{database.name}" RESET default_transaction_read_only')
    await admin.execute(CUT)
    await becomes(doors, 200, "ok")
    assert (await doors.send_one(sent)).json()["status"] == "stored"
    await whole_log(doors.context.store, doors.org.organisation_id)


@pytest.fixture
async def disk(servers: ServerAddresses) -> AsyncIterator[SmallDisk]:
    async with small_disk(servers, "512k") as disk:
        yield disk


async def test_r13_a_full_disk_puts_writers_off_until_there_is_room(
    disk: SmallDisk, database: Database, admin: Connection
) -> None:
    """The disk of the events; that of the write-ahead log stops Postgres, which R2 has."""
    clock = SetClock(NOON)
    async with open_context(database.settings, clock=clock, limits=HASTY) as context, open_doors(context) as doors:
        patient_id = await doors.enrol()
        await disk.take_events(admin)
        last = await until_full(doors, patient_id)
        await put_off(doors, last)
        assert await ready(doors) == (503, "refusing")
        assert (await doors.owner.get("/v1/caseload")).status_code == 200
        disk.grow("64m")
        assert (await doors.send_one(last)).json()["status"] == "stored"
        assert await ready(doors) == (200, "ok")
        await whole_log(context.store, doors.org.organisation_id)


async def until_full(doors: Doors, patient_id: UUID) -> dict[str, object]:
    """Reports of this patient, until one is refused; answers that one."""
    random = Random(13)
    for _ in range(1000):
        entries = [{"exercise_id": EXERCISE, "sets": 3, "reps": random.randrange(1, 100)} for _ in range(100)]
        sent = told("session.logged", patient_id, {"entries": entries})
        answer = await doors.send_one(sent)
        if answer.status_code == 503:
            return sent
        assert answer.status_code == 200, answer.text
    pytest.fail("the disk never filled up")
