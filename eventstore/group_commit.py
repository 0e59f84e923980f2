"""Group commit: while one append is in flight the next commands gather, of all organisations together.

The commit in flight is the timer. A second one goes beside it only where many wait or the first is late: two small
calls cost the server much more than one. Organisations take turns, so that one with a long queue does not hold up the
others. An organisation is in one append at a time: its commands stay in order, and no append waits for another's
lock. The queue is bounded; beyond it StoreBusy. What is urgent goes before whatever waits, and always has room.
On Citus a call is of one organisation, on the worker that has it, and more of them are in flight.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import repeat
from time import time_ns
from uuid import UUID

from eventstore.asked import Asked
from eventstore.group_load import GroupLoad
from eventstore.passing import HELD, passes
from eventstore.records import Append, Head, Outcome, Status
from eventstore.store import Committed, EventStore, StoreBusy

Waiting = tuple[Append, Asked, int]  # one append, whose it is, and its place among those
Wake = Callable[[set[UUID]], Awaitable[None]]
"""Told after commits which organisations moved. Appends do not wait for it; what it raises is reported, no more."""

IN_FLIGHT, WORTH = 2, 64
IN_FLIGHT_APART = 5  # each of one organisation: what a call waits for is the network and another machine
AILING_SECONDS = 5.0  # after a refused append; then it is tried again, or nobody would ever know


async def _nobody(_: set[UUID]) -> None:
    return None


class GroupCommit:
    """An EventStore before another one. Opened with `start`, ended with `stop`.

    `in_flight` appends at a time (IN_FLIGHT), each of at most `at_once` commands; one beside another is worth its cost
    from `worth` waiting commands on (WORTH), or when the other is in flight for `late` seconds; `queue` commands may
    wait or be in flight; `patience` is for how many seconds an append that found no server is tried again;
    each of `committed` is told of each call.
    """

    def __init__(
        self,
        store: EventStore,
        wake: Wake = _nobody,
        *,
        in_flight: int | None = None,
        at_once: int = 200,
        worth: int | None = None,
        late: float = 0.02,
        queue: int = 20_000,
        patience: float = 5.0,
        committed: Sequence[Committed] = (),
    ) -> None:
        self._store = store
        self._committed = committed
        self._wake = wake
        self._apart = bool(getattr(store, "apart", False))
        self._in_flight = in_flight or (IN_FLIGHT_APART if self._apart else IN_FLIGHT)
        self._at_once = at_once
        self._worth = worth or (1 if self._apart else WORTH)
        self._late = late
        self._waiting = 0
        self._on_time = 0  # appends in flight that are not late
        self._room = queue
        self._patience = patience
        self._ailing_until = 0.0
        self._closed = False
        self._queues: dict[UUID, deque[Waiting]] = {}  # of every organisation that waits or is in flight
        self._turns: deque[UUID] = deque()  # those that wait and are not in flight
        self._arrived = asyncio.Event()
        self._empty = asyncio.Event()
        self._moved: set[UUID] = set()
        self._news = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self._teller: asyncio.Task[None] | None = None
        self.load = store.load
        self.load_many = GroupLoad(store).load_many
        self.read = store.read
        self.by_subject = store.by_subject

    @property
    def waiting(self) -> int:
        """How many commands wait for their append."""
        return self._waiting

    @property
    def ailing(self) -> bool:
        """Whether the server took no append a moment ago, and none since."""
        return asyncio.get_running_loop().time() < self._ailing_until

    async def head(self, org_id: UUID) -> Head | None:
        return await self._store.head(org_id)

    def start(self) -> None:
        self._workers = [asyncio.create_task(self._work(), name=f"append {n}") for n in range(self._in_flight)]
        self._teller = asyncio.create_task(self._tell(), name="wake readers")

    async def stop(self) -> None:
        """Appends what has gathered and tells the readers, then ends. New commands are refused with StoreBusy."""
        self._closed = True
        try:
            while self._queues and self._workers:
                self._empty.clear()
                await self._empty.wait()
            self._news.set()
            if self._teller:
                await asyncio.wait([self._teller], timeout=1)
        finally:
            tasks = [*self._workers, *filter(None, [self._teller])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._workers, self._teller = [], None
            for queue in self._queues.values():
                _answer(queue, StoreBusy("the log is closed"))

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """Waits for the commit. Raises StoreBusy when the queue is full, or the database cannot take it now.

        What its caller no longer waits for is not appended, unless it is in flight.
        """
        urgent = any(append.urgent for append in appends)
        if self._closed or (len(appends) > self._room and not urgent):
            raise StoreBusy("the log is closed" if self._closed else "too many commands are waiting")
        if not appends:
            return []
        asked = Asked(len(appends))
        waiting = list(zip(appends, repeat(asked), range(len(appends)), strict=False))
        for item in reversed(waiting) if urgent else waiting:
            self._enqueue(item, first=urgent)
        self._room -= len(appends)
        self._waiting += len(appends)
        self._call(now=urgent)
        return await asked.future

    def _enqueue(self, item: Waiting, *, first: bool) -> None:
        org_id = item[0].org_id
        queue = self._queues.get(org_id)
        if queue is None:
            queue = self._queues[org_id] = deque()
            self._turns.append(org_id)
        if first:
            queue.appendleft(item)
            if org_id in self._turns:
                self._turns.remove(org_id)
                self._turns.appendleft(org_id)
        else:
            queue.append(item)

    def _call(self, *, now: bool = False) -> None:
        """Wakes a worker where there is something for it to take, and waiting longer would not gather enough more."""
        if self._turns and (now or self._on_time == 0 or self._waiting >= self._worth):
            self._arrived.set()

    def _gather(self) -> tuple[list[UUID], list[Waiting]]:
        """The next commands, each organisation's own in order, and those organisations; they are in flight now."""
        orgs: list[UUID] = []
        taken: list[Waiting] = []
        while self._turns and len(taken) < self._at_once and not (self._apart and taken):
            share = self._at_once if self._apart else max(1, (self._at_once - len(taken)) // len(self._turns))
            orgs.append(self._turns.popleft())
            queue = self._queues[orgs[-1]]
            while queue and (share > 0 or queue[0][0].urgent):
                item = queue.popleft()
                self._waiting -= 1
                if item[1].future.cancelled():
                    self._room += 1
                    continue
                taken.append(item)
                share -= 1
        return orgs, taken

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            orgs, batch = self._gather()
            self._arrived.clear()
            try:
                if batch:
                    await self._fly(batch)
            except BaseException:  # a worker is cancelled that leaves some without an answer
                _answer(batch, StoreBusy("the log is closed"))
                raise
            finally:
                self._room += len(batch)
                self._land(orgs)

    async def _fly(self, batch: list[Waiting]) -> None:
        """Append a batch; those who wait behind it are called when it has landed, or when it is late."""
        on_time = True

        def is_late() -> None:
            nonlocal on_time
            on_time = False
            self._on_time -= 1
            self._call()

        self._on_time += 1
        timer = asyncio.get_running_loop().call_later(self._late, is_late)
        try:
            self._call()
            await self._commit(batch)
        finally:
            timer.cancel()
            if on_time:
                self._on_time -= 1

    def _land(self, orgs: Sequence[UUID]) -> None:
        """These organisations are no longer in flight."""
        for org_id in orgs:
            if self._queues[org_id]:
                self._turns.append(org_id)
            else:
                del self._queues[org_id]
        self._call()
        if not self._queues:
            self._empty.set()

    async def _commit(self, batch: list[Waiting]) -> None:
        """Append a batch; where it fails as a whole, its halves, down to the one that is to blame."""
        began = time_ns()
        try:
            appends = [append for append, _, _ in batch]
            outcomes = await self._persist(appends)
            for tell in self._committed:
                tell(appends, outcomes, began)
            answered = list(zip(batch, outcomes, strict=True))
        except HELD as error:
            await self._commit_apart(batch, error)
        except Exception as error:  # noqa: BLE001  every caller gets it, none is left waiting
            if len(batch) == 1 or isinstance(error, StoreBusy):
                _answer(batch, error)
                return
            middle = len(batch) // 2
            await self._commit(batch[:middle])
            await self._commit(batch[middle:])
        else:
            for (append, asked, place), outcome in answered:
                asked.answer(place, outcome)
                if outcome.status is Status.STORED:
                    self._moved.add(append.org_id)
            self._news.set()

    async def _commit_apart(self, batch: list[Waiting], error: Exception) -> None:
        """Each organisation by itself: one whose feed is held must not hold up the others."""
        by_org: dict[UUID, list[Waiting]] = {}
        for item in batch:
            by_org.setdefault(item[0].org_id, []).append(item)
        if len(by_org) == 1:
            _answer(batch, StoreBusy(f"the organisation's feed is held: {error}"))
            return
        await asyncio.gather(*(self._commit(part) for part in by_org.values()))

    async def _persist(self, appends: list[Append]) -> list[Outcome]:
        """Tries again when the connection was lost: the ids make a repeat harmless, it is answered as a duplicate."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        pause = 0.02
        while True:
            try:
                outcomes = await self._store.append(appends)
                self._ailing_until = 0.0
                return outcomes
            except HELD:
                raise
            except Exception as error:
                if not passes(error):
                    raise
                if loop.time() + pause > until:
                    self._ailing_until = loop.time() + AILING_SECONDS
                    raise StoreBusy("the database cannot be reached") from error
            await asyncio.sleep(pause)
            pause *= 3

    async def _tell(self) -> None:
        """Wakes the readers of what moved, in a task of its own: news gather while a wake-up is under way."""
        while self._moved or not self._closed:
            await self._news.wait()
            self._news.clear()
            moved, self._moved = self._moved, set()
            try:
                if moved:
                    await self._wake(moved)
            except Exception as error:  # noqa: BLE001  who is not woken polls
                report = {"message": "readers could not be woken", "exception": error}
                asyncio.get_running_loop().call_exception_handler(report)


def _answer(batch: Iterable[Waiting], error: Exception) -> None:
    """The same error to all, in a copy for each where there are several: each is raised somewhere else."""
    for asked in {asked for _, asked, _ in batch}:
        asked.fail(StoreBusy(*error.args) if isinstance(error, StoreBusy) else error)
