"""Group commit: while one append is in flight the next commands gather, of all organisations together.

No timer: the commit in flight is the timer. Organisations take turns, so that one with a long queue does not hold up
the others. The queue is bounded; beyond it StoreBusy.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg

from eventstore.records import Append, Head, Outcome, Recorded
from eventstore.store import EventStore, StoreBusy

Waiting = tuple[Append, "asyncio.Future[Outcome]"]
Wake = Callable[[set[UUID]], Awaitable[None]]
"""Called after a commit with the organisations that moved; must not raise."""

CONNECTION_LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)
TRY_AGAIN = (*CONNECTION_LOST, asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.CannotConnectNowError)


async def _nobody(_: set[UUID]) -> None:
    return None


class GroupCommit:
    """An EventStore before another one. Opened with `start`, ended with `stop`."""

    def __init__(
        self, store: EventStore, wake: Wake = _nobody, *, in_flight: int = 2, at_once: int = 500, queue: int = 20_000
    ) -> None:
        self._store = store
        self._wake = wake
        self._in_flight = in_flight
        self._at_once = at_once
        self._room = queue
        self._queues: dict[UUID, deque[Waiting]] = {}
        self._arrived = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.load = store.load
        self.load_many = store.load_many
        self.read = store.read
        self.by_subject = store.by_subject

    async def head(self, org_id: UUID) -> Head | None:
        return await self._store.head(org_id)

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._work(), name=f"append {n}") for n in range(self._in_flight)]

    async def stop(self) -> None:
        """Appends what has gathered, then ends."""
        while self._queues:
            await asyncio.wait([future for queue in self._queues.values() for _, future in queue])
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def append(self, appends: Sequence[Append]) -> list[Outcome]:
        """Waits for the commit. Raises StoreBusy when the queue is full, or the database cannot be reached."""
        if len(appends) > self._room:
            raise StoreBusy("too many commands are waiting")
        loop = asyncio.get_running_loop()
        waiting: list[Waiting] = [(append, loop.create_future()) for append in appends]
        for item in waiting:
            self._queues.setdefault(item[0].org_id, deque()).append(item)
        self._room -= len(waiting)
        self._arrived.set()
        try:
            if len(waiting) == 1:
                return [await waiting[0][1]]
            return await asyncio.gather(*(future for _, future in waiting))
        finally:
            self._room += len(waiting)

    def _gather(self) -> list[Waiting]:
        """The next commands, organisation by organisation in turn, each organisation's own in order."""
        taken: list[Waiting] = []
        while self._queues and len(taken) < self._at_once:
            share = max(1, (self._at_once - len(taken)) // len(self._queues))
            for org_id in list(self._queues):
                queue = self._queues.pop(org_id)
                while queue and share and len(taken) < self._at_once:
                    taken.append(queue.popleft())
                    share -= 1
                share = max(1, (self._at_once - len(taken)) // max(1, len(self._queues)))
                if queue:
                    self._queues[org_id] = queue  # to the end of the line
                if len(taken) >= self._at_once:
                    break
        return taken

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            batch = self._gather()
            if not self._queues:
                self._arrived.clear()
            if batch:
                await self._commit(batch)

    async def _commit(self, batch: list[Waiting]) -> None:
        """Append a batch; where it fails as a whole, its halves, down to the one that is to blame."""
        try:
            outcomes = await self._persist([append for append, _ in batch])
        except Exception as error:  # noqa: BLE001  every caller gets it, none is left waiting
            if len(batch) == 1 or isinstance(error, StoreBusy):
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                return
            middle = len(batch) // 2
            await self._commit(batch[:middle])
            await self._commit(batch[middle:])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)
        await self._wake({append.org_id for append, _ in batch})

    async def _persist(self, appends: list[Append]) -> list[Outcome]:
        """Tries again when the connection was lost: the ids make a repeat harmless, it is answered as a duplicate."""
        for pause in (0.05, 0.2, 0.8, 2.0):
            try:
                return await self._store.append(appends)
            except TRY_AGAIN:
                await asyncio.sleep(pause)
        try:
            return await self._store.append(appends)
        except TRY_AGAIN as error:
            raise StoreBusy("the database cannot be reached") from error


__all__ = ["GroupCommit", "Recorded", "Wake"]
