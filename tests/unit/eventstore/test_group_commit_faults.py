"""Group commit when something fails, hangs, goes away or stops: nobody is left waiting, and nobody else is harmed."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from eventstore.passing import passes
from eventstore.records import Append, Outcome, Status
from eventstore.store import StoreBusy
from tests.support.appends import ONE, TWO
from tests.support.watched_store import THREE, Watched, number, one_in_flight, opened, places, queued, wish, wishes


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
        asyncpg.InvalidCatalogNameError("a restored one is about to take its name"),
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
