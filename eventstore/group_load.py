"""Group load: while one read of streams is under way the next ones gather, of all callers together.

A report by a patient who was not seen lately needs one small read. Each by itself costs a round trip and a
transaction; together they cost little more than one.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from uuid import UUID

from eventstore.records import Recorded
from eventstore.store import EventStore

Stream = tuple[UUID, UUID]  # organisation and stream


class GroupLoad:
    """`load_many` of a store, for many callers. `in_flight` reads at a time, of about `at_once` streams each."""

    def __init__(self, store: EventStore, *, in_flight: int = 2, at_once: int = 500) -> None:
        self._store = store
        self._room = in_flight
        self._at_once = at_once
        self._waiting: deque[tuple[Sequence[Stream], asyncio.Future[list[Recorded]]]] = deque()
        self._readers: set[asyncio.Task[None]] = set()

    async def load_many(self, streams: Sequence[Stream]) -> list[Recorded]:
        """All that was committed when this was called. Raises what the store raises."""
        if not streams:
            return []
        future: asyncio.Future[list[Recorded]] = asyncio.get_running_loop().create_future()
        self._waiting.append((streams, future))
        if self._room:
            self._room -= 1
            reader = asyncio.create_task(self._read(), name="load streams")
            self._readers.add(reader)  # or nobody holds it
            reader.add_done_callback(self._readers.discard)
        return await future

    async def _read(self) -> None:
        try:
            while self._waiting:
                await self._read_some()
        finally:
            self._room += 1

    async def _read_some(self) -> None:
        taken: list[tuple[Sequence[Stream], asyncio.Future[list[Recorded]]]] = []
        wanted: dict[Stream, list[Recorded]] = {}
        while self._waiting and len(wanted) < self._at_once:
            streams, future = self._waiting.popleft()
            if not future.done():  # else its caller has gone
                taken.append((streams, future))
                wanted.update((stream, []) for stream in streams)
        if not taken:
            return
        try:
            for event in await self._store.load_many(list(wanted)):
                wanted[event.org_id, event.stream_id].append(event)
        except Exception as error:  # noqa: BLE001  every caller gets it, none is left waiting
            for _, future in taken:
                if not future.done():
                    future.set_exception(error)
        for streams, future in taken:
            if not future.done():
                future.set_result([event for stream in sorted(set(streams)) for event in wanted[stream]])
