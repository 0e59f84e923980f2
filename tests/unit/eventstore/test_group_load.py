"""Group load before a store that waits when told to: who is read with whom, and what each caller is given."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from eventstore.group_load import GroupLoad
from eventstore.memory import MemoryStore
from eventstore.records import Recorded
from tests.support.appends import ONE, TWO, append, event, opening

Stream = tuple[UUID, UUID]


class Watched(MemoryStore):
    """Notes each read, waits at the gate, and raises `fault` once where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()
        self.reads: list[list[Stream]] = []
        self.fault: Exception | None = None

    async def load_many(self, streams: Sequence[Stream]) -> list[Recorded]:
        self.reads.append(list(streams))
        self.begun.set()
        await self.gate.wait()
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        return await super().load_many(streams)


def stream(number: int, org: UUID = ONE) -> Stream:
    return org, UUID(int=50 + number)


async def filled() -> Watched:
    """Two organisations, each with streams 1, 2 and 3 of two events."""
    store = Watched()
    for org in (ONE, TWO):
        await store.append([opening(org)])
        for number in (1, 2, 3):
            first, second = event(org.int * 100 + number * 10), event(org.int * 100 + number * 10 + 1)
            await store.append([append(first, second, org=org, stream=stream(number)[1])])
    return store


async def asked_behind_the_first(load: GroupLoad, store: Watched, *wanted: list[Stream]) -> list[list[Recorded]]:
    """The first of these is under way when the others are asked for."""
    first = asyncio.create_task(load.load_many(wanted[0]))
    await store.begun.wait()
    others = [asyncio.create_task(load.load_many(streams)) for streams in wanted[1:]]
    await asyncio.sleep(0)
    store.gate.set()
    return await asyncio.gather(first, *others)


async def test_those_who_come_while_a_read_is_under_way_are_read_together() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=1)
    await asked_behind_the_first(load, store, [stream(1)], [stream(2)], [stream(3, TWO)], [stream(2)])
    assert store.reads == [[stream(1)], [stream(2), stream(3, TWO)]]


async def test_each_is_given_its_own_streams_in_the_order_of_the_store() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=1)
    wanted = [[stream(1)], [stream(3, TWO), stream(2)], [stream(2), stream(9)], [stream(9)]]
    found = await asked_behind_the_first(load, store, *wanted)
    assert found == [await MemoryStore.load_many(store, streams) for streams in wanted]
    assert [len(events) for events in found] == [2, 4, 2, 0]


async def test_a_read_that_is_under_way_is_not_joined() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=1)
    early = asyncio.create_task(load.load_many([stream(1)]))
    await store.begun.wait()
    await store.append([append(event(7_777), stream=stream(1)[1], expected=2)])
    late = asyncio.create_task(load.load_many([stream(1)]))
    await asyncio.sleep(0)
    store.gate.set()
    await early
    assert [found.version for found in await late] == [1, 2, 3]
    assert len(store.reads) == 2


async def test_so_many_reads_go_at_a_time_and_no_more() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=2, at_once=1)
    asked = [asyncio.create_task(load.load_many([stream(number)])) for number in (1, 2, 3)]
    await store.begun.wait()
    await asyncio.sleep(0)
    assert store.reads == [[stream(1)], [stream(2)]]
    store.gate.set()
    await asyncio.gather(*asked)
    assert store.reads == [[stream(1)], [stream(2)], [stream(3)]]


async def test_a_fault_meets_those_who_were_read_together_and_nobody_after_them() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=1)
    store.gate.set()
    store.fault = OSError("the server is gone")
    together = await asyncio.gather(load.load_many([stream(1)]), load.load_many([stream(2)]), return_exceptions=True)
    assert [str(fault) for fault in together] == ["the server is gone"] * 2
    assert len(await load.load_many([stream(1)])) == 2


async def test_who_has_gone_is_not_read_for() -> None:
    store = await filled()
    load = GroupLoad(store, in_flight=1)
    first = asyncio.create_task(load.load_many([stream(1)]))
    await store.begun.wait()
    gone = asyncio.create_task(load.load_many([stream(2)]))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    store.gate.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert len(await load.load_many([stream(3)])) == 2
    assert store.reads == [[stream(1)], [stream(3)]]


async def test_nothing_asked_is_nothing_read() -> None:
    store = await filled()
    assert await GroupLoad(store).load_many([]) == []
    assert store.reads == []
