"""A store that does what the test says and notes what it was asked, and group commit opened before it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from eventstore.group_commit import GroupCommit
from eventstore.memory import MemoryStore
from eventstore.records import Append, Outcome, Status
from tests.support.appends import ONE, TWO, append, event, opening

THREE = UUID(int=3)


class Watched(MemoryStore):
    """A store that notes each append, waits at the gate, and fails as `faults` say: one for an append, None to pass."""

    def __init__(self, *, apart: bool = False) -> None:
        super().__init__()
        self.apart = apart  # as a store on Citus
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
