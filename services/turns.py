"""Turns at a stream that many want to move at once: whose turn has come acts for all who wait there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

Stream = tuple[UUID, UUID]  # organisation and stream
Wish = TypeVar("Wish")
Fate = TypeVar("Fate")


class _Visit(Generic[Wish, Fate]):
    def __init__(self, wishes: Sequence[Wish]) -> None:
        self.wishes = wishes
        self.served = False
        self.fates: Sequence[Fate] = ()
        self.fault: Exception | None = None


class Turns(Generic[Wish, Fate]):
    """Within this process. Only streams at which somebody waits are remembered."""

    def __init__(self) -> None:
        self._queues: dict[Stream, tuple[asyncio.Lock, list[_Visit[Wish, Fate]]]] = {}

    def __len__(self) -> int:
        return len(self._queues)

    def __contains__(self, stream: Stream) -> bool:
        """Whether somebody waits there."""
        return stream in self._queues

    async def take(
        self, stream: Stream, wishes: Sequence[Wish], act: Callable[[Sequence[Wish]], Awaitable[Sequence[Fate]]]
    ) -> Sequence[Fate]:
        """The fate of each wish. First come, first served; all who wait are served in one go. Raises what `act` raises.

        Who stops waiting before a turn has come is left out.
        """
        lock, queue = self._queues.setdefault(stream, (asyncio.Lock(), []))
        own: _Visit[Wish, Fate] = _Visit(wishes)
        queue.append(own)
        try:
            async with lock:
                if not own.served:
                    await _serve([visit for visit in queue if not visit.served], act)
        finally:
            queue.remove(own)
            if not queue:
                del self._queues[stream]
        if own.fault is not None:
            raise own.fault
        return own.fates


async def _serve(
    visits: Sequence[_Visit[Wish, Fate]], act: Callable[[Sequence[Wish]], Awaitable[Sequence[Fate]]]
) -> None:
    try:
        fates = iter(await act([wish for visit in visits for wish in visit.wishes]))
        for visit in visits:
            visit.fates = [next(fates) for _ in visit.wishes]
            visit.served = True
    except Exception as fault:  # noqa: BLE001  all who waited get it
        for visit in visits:
            visit.fault = fault
            visit.served = True
