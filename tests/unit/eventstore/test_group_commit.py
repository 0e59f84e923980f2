"""Group commit before a store that does what the test says: who is appended with whom, and in which order."""

import asyncio
from uuid import UUID

import pytest
from msgspec.structs import replace

from eventstore.records import Status
from eventstore.store import StoreBusy
from tests.support.appends import ONE, TWO, append, event
from tests.support.watched_store import THREE, Watched, one_in_flight, opened, places, queued, wish, wishes


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


async def test_on_citus_an_append_is_of_one_organisation_and_nobody_waits_for_anothers() -> None:
    store = Watched(apart=True)
    async with opened(store) as group, one_in_flight(store, group):
        wanted = [wish(2), wish(3, TWO), wish(4, TWO), wish(5, THREE), wish(6, TWO)]
        await queued(group.append(wanted))
        while len(store.calls) < 3:
            store.begun.clear()
            await store.begun.wait()
        assert store.calls == [[1], [3, 4, 6], [5]]
    assert store.calls == [[1], [3, 4, 6], [5], [2]]


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


async def test_readers_are_woken_for_organisations_that_moved() -> None:
    told: asyncio.Queue[set[UUID]] = asyncio.Queue()
    store = Watched()
    async with opened(store, wake=told.put) as group:
        await group.append([wish(1)])
        assert await told.get() == {ONE}
        await group.append([wish(1)])  # a duplicate moves nothing
        await group.append([wish(2, TWO), append(event(3), org=THREE, expected=7)])
        assert await told.get() == {TWO}


async def test_what_is_urgent_goes_before_whatever_waits_and_has_room_where_nobody_else_has() -> None:
    store = Watched()
    async with opened(store, queue=5, at_once=2) as group:
        async with one_in_flight(store, group):
            tasks = await queued(group.append([wish(2, TWO), wish(3, TWO), wish(4, THREE), wish(5, THREE)]))
            tasks += await queued(group.append([replace(wish(number, THREE), urgent=True) for number in (6, 7)]))
            with pytest.raises(StoreBusy):
                await group.append([wish(8)])
        await asyncio.gather(*tasks)
    assert store.calls[:2] == [[1], [6, 7]]
    assert sorted(number for call in store.calls for number in call) == [1, 2, 3, 4, 5, 6, 7]
