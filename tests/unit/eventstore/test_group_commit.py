"""Group commit before a store that does what the test says: who is appended with whom, and what each caller is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from eventstore.group_commit import GroupCommit, passes
from eventstore.memory import MemoryStore
from eventstore.records import Append, Outcome, Status
from eventstore.store import StoreBusy
from tests.support.appends import ONE, TWO, append, event, opening

THREE = UUID(int=3)


class Watched(MemoryStore):
    """A store that notes each append, waits at the gate, and fails as `faults` say: one for an append, None to pass."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.calls: list[list[int]] = []
        self.faults: list[Exception | None] = []
        self.in_flight: set[UUID] = set()

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        organisations = {append.org_id for append in appends}
        assert not organisations & self.in_flight, "an organisation is in two appends at a time"
        self.in_flight |= organisations
        self.calls.append([number(append) for append in appends])
        self.begun.set()
        try:
            await self.gate.wait()
            fault = self.faults.pop(0) if self.faults else None
            if fault is not None:
                raise fault
            return await super().append(appends)
        finally:
            self.in_flight -= organisations


def number(wish: Append) -> int:
    return wish.events[0].event_id.int


def wish(number: int, org: UUID = ONE) -> Append:
    return append(event(number), org=org, stream=UUID(int=1000 + number))


def wishes(numbers: range, org: UUID = ONE) -> list[Append]:
    return [wish(number, org) for number in numbers]


def places(outcomes: Sequence[Outcome]) -> list[tuple[Status, int, int]]:
    return [(outcome.status, outcome.pos, outcome.version) for outcome in outcomes]


@asynccontextmanager
async def opened(store: Watched, **more: Any) -> AsyncIterator[GroupCommit]:
    """A started group commit; the organisations are there already."""
    await MemoryStore.append(store, [opening(org_id) for org_id in (ONE, TWO, THREE)])
    group = GroupCommit(store, **more)
    group.start()
    try:
        yield group
    finally:
        store.gate.set()
        await group.stop()


@asynccontextmanager
async def one_in_flight(store: Watched, group: GroupCommit, org: UUID = ONE) -> AsyncIterator[None]:
    """While this lasts, command 1 of the organisation is at the gate; it is stored at the end."""
    store.gate.clear()
    first = asyncio.create_task(group.append([wish(1, org)]))
    await store.begun.wait()
    yield
    store.gate.set()
    assert [outcome.status for outcome in await first] == [Status.STORED]


async def queued(*calls: Any) -> "list[asyncio.Task[list[Outcome]]]":
    """These appends, each waiting in the queue."""
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0)  # let each begin
    return tasks


async def test_what_arrives_during_an_append_is_in_the_next_one() -> None:
    store = Watched()
    async with opened(store) as group:
        async with one_in_flight(store, group):
            tasks = await queued(*(group.append([wish(number)]) for number in range(2, 7)))
        await asyncio.gather(*tasks)
    assert store.calls == [[1], [2, 3, 4, 5, 6]]


async def test_another_organisation_does_not_wait_for_the_one_in_flight() -> None:
    store = Watched()
    async with opened(store) as group, one_in_flight(store, group):
        store.begun.clear()
        await queued(group.append([wish(2)]), group.append([wish(3, TWO)]))
        await store.begun.wait()
        assert store.calls == [[1], [3]]


async def test_few_wait_for_the_one_in_flight_while_it_is_on_time_and_many_do_not() -> None:
    store = Watched()
    async with opened(store, worth=3, late=600) as group, one_in_flight(store, group):
        await queued(group.append([wish(2, TWO)]), group.append([wish(3, THREE)]))
        assert store.calls == [[1]]
        store.begun.clear()
        await queued(group.append([wish(4, TWO)]))
        await store.begun.wait()
        assert store.calls == [[1], [2, 4, 3]]


async def test_what_waited_is_appended_when_the_one_in_flight_has_landed() -> None:
    store = Watched()
    async with opened(store, worth=3, late=600) as group:
        async with one_in_flight(store, group):
            tasks = await queued(group.append([wish(2, TWO)]), group.append([wish(3)]))
        await asyncio.gather(*tasks)
    assert store.calls == [[1], [2, 3]]


async def test_an_organisations_commands_keep_their_order_over_many_appends() -> None:
    store = Watched()
    async with opened(store, at_once=3) as group:
        chained = [append(event(number), expected=number - 10) for number in range(10, 30)]
        outcomes = await group.append(chained)
    assert places(outcomes) == [(Status.STORED, 2 + place, 1 + place) for place in range(20)]
    assert max(len(call) for call in store.calls) == 3


async def test_a_long_queue_of_one_does_not_hold_up_another() -> None:
    store = Watched()
    async with opened(store, in_flight=1, at_once=10) as group:
        async with one_in_flight(store, group, THREE):
            tasks = await queued(group.append(wishes(range(100, 200))), group.append([wish(2, TWO)]))
        await asyncio.gather(*tasks)
    assert store.calls[1] == [100, 101, 102, 103, 104, 2]


async def test_organisations_take_turns() -> None:
    store = Watched()
    async with opened(store, in_flight=1, at_once=2) as group:
        async with one_in_flight(store, group, THREE):
            of_each = [wishes(range(10, 14)), wishes(range(20, 24), TWO), wishes(range(30, 34), THREE)]
            tasks = await queued(*(group.append(own) for own in of_each))
        await asyncio.gather(*tasks)
    assert store.calls[1:] == [[10, 20], [30, 11], [21, 31], [12, 22], [32, 13], [23, 33]]


async def test_the_one_to_blame_gets_the_error_and_its_neighbours_are_stored() -> None:
    class Poisoned(Watched):
        async def append(self, appends: Sequence[Append]) -> list[Outcome]:
            if 13 in map(number, appends):
                self.faults.insert(0, ValueError("thirteen"))
            return await super().append(appends)

    store = Poisoned()
    async with opened(store) as group:
        async with one_in_flight(store, group):
            tasks = await queued(*(group.append([wish(number)]) for number in range(10, 18)))
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answer if isinstance(answer, ValueError) else None for answer in answers].index(None) == 0
    assert [type(answer) for answer in answers] == [list, list, list, ValueError, list, list, list, list]
    assert sorted(stored.event_id.int for stored in (await store.read(ONE))[2:]) == [10, 11, 12, 14, 15, 16, 17]


async def test_a_wrong_value_is_not_taken_for_a_lost_connection() -> None:
    wrong = asyncpg.exceptions._base.DataError("invalid input for query argument $3")  # the client's own
    assert isinstance(wrong, asyncpg.InterfaceError)
    store = Watched()
    store.faults = [wrong]
    async with opened(store) as group:
        with pytest.raises(ValueError, match="invalid input"):
            await group.append([wish(1)])
    assert store.calls == [[1]]


@pytest.mark.parametrize(
    "fault",
    [
        asyncpg.AdminShutdownError("terminating connection"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.TooManyConnectionsError("sorry"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.ReadOnlySQLTransactionError("another one has taken over"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_what_passes_is_tried_again(fault: Exception) -> None:
    assert passes(fault)
    store = Watched()
    store.faults = [fault]
    async with opened(store) as group:
        assert places(await group.append([wish(1)])) == [(Status.STORED, 2, 1)]
    assert store.calls == [[1], [1]]


async def test_a_database_that_stays_away_makes_all_who_wait_busy() -> None:
    store = Watched()
    store.faults = [ConnectionRefusedError() for _ in range(100)]
    async with opened(store, patience=0.0) as group:
        answers = await asyncio.gather(
            *(group.append([wish(number)]) for number in range(10, 15)), return_exceptions=True
        )
    assert [str(answer) for answer in answers] == ["the database cannot be reached"] * 5
    assert {type(answer) for answer in answers} == {StoreBusy}
    assert len(set(map(id, answers))) == 5, "each raises an error of its own"


async def test_a_held_feed_makes_its_own_organisation_busy_and_no_other() -> None:
    class Held(Watched):
        async def append(self, appends: Sequence[Append]) -> list[Outcome]:
            if any(append.org_id == TWO for append in appends):
                self.faults.insert(0, asyncpg.LockNotAvailableError("canceling statement due to lock timeout"))
            return await super().append(appends)

    store = Held()
    async with opened(store) as group:
        async with one_in_flight(store, group):
            of_three = [wish(10), wish(20, TWO), wish(21, TWO), wish(30, THREE)]
            store.begun.clear()
            tasks = await queued(*(group.append([one]) for one in of_three))
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [list, StoreBusy, StoreBusy, list]


async def test_the_queue_is_bounded_and_what_was_answered_makes_room() -> None:
    store = Watched()
    async with opened(store, queue=3) as group:
        async with one_in_flight(store, group):
            tasks = await queued(group.append([wish(2)]), group.append([wish(3)]))
            with pytest.raises(StoreBusy):
                await group.append([wish(4)])
        await asyncio.gather(*tasks)
        with pytest.raises(StoreBusy):
            await group.append(wishes(range(10, 14)))
        assert len(await group.append(wishes(range(10, 13)))) == 3


async def test_a_caller_that_goes_away_is_not_appended_and_holds_its_place_no_longer_than_the_queue() -> None:
    store = Watched()
    async with opened(store, queue=4) as group:
        async with one_in_flight(store, group):
            gone = await queued(group.append([wish(2)]), group.append([wish(3)]))
            stays = await queued(group.append([wish(4)]))
            for task in gone:
                task.cancel()
            await asyncio.gather(*gone, return_exceptions=True)
            with pytest.raises(StoreBusy):  # what was cancelled still stands in the queue: it is bounded all the same
                await group.append([wish(5)])
        await asyncio.gather(*stays)
        assert len(await group.append(wishes(range(10, 14)))) == 4
    assert store.calls == [[1], [4], [10, 11, 12, 13]]


async def test_a_caller_that_goes_away_while_its_command_is_in_flight_harms_nobody() -> None:
    store = Watched()
    async with opened(store) as group:
        store.gate.clear()
        [gone] = await queued(group.append([wish(1)]))
        await store.begun.wait()
        gone.cancel()
        store.gate.set()
        assert places(await group.append([wish(2)])) == [(Status.STORED, 3, 1)]
        assert places(await group.append([wish(1)])) == [(Status.DUPLICATE, 2, 1)]


async def test_stopping_appends_what_waits_and_what_is_in_flight() -> None:
    store = Watched()
    async with opened(store, at_once=2) as group:
        store.gate.clear()
        tasks = await queued(*(group.append([wish(number)]) for number in range(1, 8)))
        await store.begun.wait()
        [stopping] = await queued(group.stop())
        with pytest.raises(StoreBusy, match="closed"):
            await group.append([wish(9)])
        store.gate.set()
        await stopping
    assert [outcome.status for task in tasks for outcome in task.result()] == [Status.STORED] * 7


async def test_a_stop_that_is_cut_short_leaves_no_caller_waiting() -> None:
    store = Watched()
    async with opened(store) as group:
        store.gate.clear()
        tasks = await queued(group.append([wish(1)]))
        await store.begun.wait()
        tasks += await queued(group.append([wish(2)]))
        [stopping] = await queued(group.stop())
        stopping.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreBusy, StoreBusy]


async def test_a_store_that_answers_too_little_is_an_error_for_the_callers_and_not_the_end() -> None:
    class Forgetful(Watched):
        async def append(self, appends: Sequence[Append]) -> list[Outcome]:
            outcomes = await super().append(appends)
            return outcomes[:-1] if number(appends[-1]) == 1 else outcomes

    async with opened(Forgetful()) as group:
        with pytest.raises(ValueError, match="shorter"):
            await group.append([wish(1)])
        assert places(await group.append([wish(2)])) == [(Status.STORED, 3, 1)]


async def test_readers_are_woken_for_organisations_that_moved() -> None:
    told: asyncio.Queue[set[UUID]] = asyncio.Queue()
    store = Watched()
    async with opened(store, wake=told.put) as group:
        await group.append([wish(1)])
        assert await told.get() == {ONE}
        await group.append([wish(1)])  # a duplicate moves nothing
        await group.append([wish(2, TWO), append(event(3), org=THREE, expected=7)])
        assert await told.get() == {TWO}


async def test_nobody_waits_for_a_wake_up_and_news_gather_meanwhile() -> None:
    told: list[set[UUID]] = []
    hanging, go_on = asyncio.Event(), asyncio.Event()

    async def wake(organisations: set[UUID]) -> None:
        told.append(organisations)
        hanging.set()
        await go_on.wait()

    async with opened(Watched(), wake=wake) as group:
        await group.append([wish(1)])
        await hanging.wait()
        for number_, org in ((2, ONE), (3, TWO), (4, THREE)):
            assert (await group.append([wish(number_, org)]))[0].status is Status.STORED
        go_on.set()
    assert told == [{ONE}, {ONE, TWO, THREE}]


async def test_a_wake_up_that_fails_is_reported_and_the_next_one_is_made() -> None:
    reported: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    told: asyncio.Queue[set[UUID]] = asyncio.Queue()

    async def wake(organisations: set[UUID]) -> None:
        if TWO in organisations:
            raise ConnectionRefusedError("nobody there")
        await told.put(organisations)

    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, report: reported.put_nowait(report))
    try:
        async with opened(Watched(), wake=wake) as group:
            await group.append([wish(1, TWO)])
            assert isinstance((await reported.get())["exception"], ConnectionRefusedError)
            await group.append([wish(2)])
            assert await told.get() == {ONE}
    finally:
        loop.set_exception_handler(before)
    assert reported.empty()
