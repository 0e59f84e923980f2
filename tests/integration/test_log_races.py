"""Writers and readers at the same time: nothing lost, nothing twice, and a reader that never misses an event."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg

from domain.clinic.decider import OpenClinic
from domain.decider import Command
from domain.organisation.decider import RegisterOrganisation
from domain.patient.commands import EnrolPatient
from domain.session.decider import CorrectSession, LogSession
from eventstore.group_commit import GroupCommit
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.records import Outcome, Status
from eventstore.store import EventStore, StoreBusy
from eventstore.walls import Pool
from services.actor import system
from services.call import Call, Verdict
from services.context import Context, open_context
from services.execute import execute, execute_all
from tests.support.appends import ONE, TWO, append, event, opening, whole_log
from tests.support.database import Database
from tests.support.times import NOON

ORG, CLINIC, PATIENT, SESSION = (UUID(int=number) for number in (1, 2, 3, 4))
WRITERS = 16
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'carryover_app' AND datname = current_database()
"""


def do(command: Command) -> Call:
    return Call(actor=system(ORG, "test"), command=command)


async def with_a_session(context: Context) -> None:
    """An organisation with one patient, who logged one session."""
    commands: list[Command] = [
        RegisterOrganisation(command_id=UUID(int=11), at=NOON, organisation_id=ORG, name="One"),
        OpenClinic(command_id=UUID(int=12), at=NOON, clinic_id=CLINIC, name="A", country="NO", zone="Europe/Oslo"),
        EnrolPatient(command_id=UUID(int=13), at=NOON, patient_id=PATIENT, clinic_id=CLINIC, zone="Europe/Oslo"),
        LogSession(command_id=SESSION, at=NOON, patient_id=PATIENT, occurred_at=NOON),
    ]
    answers = await execute_all(context, [do(command) for command in commands])
    assert {answer.verdict for answer in answers} == {Verdict.STORED}


def correction(number: int) -> CorrectSession:
    made = NOON + timedelta(seconds=number)
    return CorrectSession(
        command_id=UUID(int=number),
        at=NOON,
        patient_id=PATIENT,
        session_id=SESSION,
        occurred_at=made,
        effort=number % 10 * 10,
    )


async def test_two_writers_on_one_stream_both_apply_everything(context: Context, database: Database) -> None:
    await with_a_session(context)

    async def write(through: Context, numbers: range) -> None:
        for number in numbers:
            while (await execute(through, do(correction(number)))).verdict is Verdict.CONFLICT:
                pass  # the stream never stood still: the same wish again

    async with open_context(database.settings) as another:
        await asyncio.gather(write(context, range(1000, 1030)), write(another, range(2000, 2030)))
    log = await whole_log(context.store, ORG)
    corrections = [stored.event_id.int for stored in log if stored.stream_id == SESSION][1:]
    assert [number for number in corrections if number < 2000] == list(range(1000, 1030))
    assert [number for number in corrections if number >= 2000] == list(range(2000, 2030))


async def test_the_same_wishes_from_two_writers_are_stored_once(context: Context, database: Database) -> None:
    await with_a_session(context)
    calls = [do(correction(number)) for number in range(1000, 1020)]
    async with open_context(database.settings) as another:
        one, two = await asyncio.gather(execute_all(context, calls), execute_all(another, calls))
    for first, second in zip(one, two, strict=True):
        assert {first.verdict, second.verdict} == {Verdict.STORED, Verdict.DUPLICATE}
        assert (first.pos, first.version) == (second.pos, second.version)
    assert len(await whole_log(context.store, ORG)) == 4 + 20


async def test_a_reader_that_races_writers_never_misses_one(app_pool: Pool) -> None:
    store, group = PostgresStore(app_pool), GroupCommit(PostgresStore(app_pool), at_once=5)
    await store.append([opening(ONE), opening(TWO)])
    each = 40
    seen: list[int] = []

    async def write(writer: int) -> None:
        for number in range(each):
            name = 10_000 * (writer + 1) + number
            through: EventStore = group if writer % 2 else store  # some behind a group commit, some not
            org = TWO if number % 5 == 0 else ONE
            [outcome] = await through.append([append(event(name), org=org, stream=UUID(int=name))])
            assert outcome.status is Status.STORED

    async def read() -> None:
        pos = 0
        while len(seen) < 1 + WRITERS * each * 4 // 5:
            for stored in await store.read(ONE, after=pos, limit=50):
                assert stored.pos == pos + 1
                pos = stored.pos
                seen.append(stored.event_id.int)

    group.start()
    await asyncio.gather(read(), *(write(writer) for writer in range(WRITERS)))
    await group.stop()
    assert seen == [stored.event_id.int for stored in await whole_log(store, ONE)]
    assert len(await whole_log(store, TWO)) == 1 + WRITERS * each // 5


async def test_connections_that_are_cut_lose_and_double_nothing(app_pool: Pool, database: Database) -> None:
    group = GroupCommit(PostgresStore(app_pool), at_once=20)
    group.start()
    await group.append([opening(ONE), opening(TWO)])
    numbers, stored = iter(range(10_000, 10_600)), list[int]()
    admin, one_at_a_time = (
        await asyncpg.connect(database.servers.postgres_url("postgres", database.name)),
        asyncio.Lock(),
    )

    async def write() -> None:
        for number in numbers:
            org = ONE if number % 2 else TWO
            [outcome] = await group.append([append(event(number), org=org, stream=UUID(int=number))])
            assert outcome.status in (Status.STORED, Status.DUPLICATE)  # a repeat after a lost answer
            stored.append(number)
            if len(stored) % 50 == 0:
                async with one_at_a_time:
                    await admin.fetch(CUT)

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    await group.stop()
    await admin.close()
    async with opened_pool(database.settings.app_url) as fresh:
        whole = [event for org_id in (ONE, TWO) for event in await whole_log(PostgresStore(fresh), org_id)]
    assert sorted(row.event_id.int for row in whole if row.event_id.int >= 10_000) == sorted(stored)
    assert len(stored) == 600


async def test_organisations_locked_in_any_order_do_not_block_each_other(app_pool: Pool) -> None:
    store = PostgresStore(app_pool)
    organisations = [UUID(int=number) for number in range(1, 9)]
    await store.append([opening(org_id) for org_id in organisations])

    async def write(writer: int) -> list[Outcome]:
        turned = organisations[writer:] + organisations[:writer]
        name = 10_000 * (writer + 1)
        batches = (range(name + number, name + number + 8) for number in range(0, 160, 8))
        return [
            outcome
            for batch in batches
            for outcome in await store.append(
                [append(event(n), org=org, stream=UUID(int=n)) for n, org in zip(batch, turned, strict=True)]
            )
        ]

    answers = await asyncio.gather(*(write(writer) for writer in range(8)))
    assert {outcome.status for outcomes in answers for outcome in outcomes} == {Status.STORED}
    assert [len(await whole_log(store, org_id)) for org_id in organisations] == [1 + 20 * 8] * 8


async def test_a_feed_that_is_held_is_busy_after_two_seconds_and_its_neighbours_are_not(
    app_pool: Pool, database: Database
) -> None:
    group = GroupCommit(PostgresStore(app_pool))
    group.start()
    await group.append([opening(ONE), opening(TWO)])
    admin = await asyncpg.connect(database.servers.postgres_url("postgres", database.name))
    async with admin.transaction():
        await admin.execute("SELECT 1 FROM log.feed_head WHERE org_id = $1 FOR UPDATE", ONE)
        held, free = await asyncio.gather(
            group.append([append(event(10_000), stream=UUID(int=1000))]),
            group.append([append(event(10_001), org=TWO, stream=UUID(int=1001))]),
            return_exceptions=True,
        )
    assert isinstance(held, StoreBusy)
    assert not isinstance(free, BaseException)
    assert [outcome.status for outcome in free] == [Status.STORED]
    assert [out.status for out in await group.append([append(event(10_000), stream=UUID(int=1000))])] == [Status.STORED]
    await group.stop()
    await admin.close()
