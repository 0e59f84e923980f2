"""Whether the loops of a process turn: each says when it took its last turn, and whoever asks sees which are late."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

LOOP = "loop"
"""The event loop itself, which must come round whatever the parts on it wait for."""

BEAT_SECONDS = 1.0
LOOP_PATIENCE = 30.0
"""Seconds. Longer than anything may hold the loop up, a collection of garbage and a paused machine included."""

PART_PATIENCE = 120.0
"""Seconds for one turn of a part: several statements, each of which is given up after ten."""


class Waiting(Protocol):
    """What a loop waits on between two turns (projections.runner.Wake)."""

    async def wait(self, seconds: float, /) -> Collection[UUID] | None: ...

    async def moved(self, org_ids: Sequence[UUID], /) -> None: ...


class Beats:
    """The last turn of each part. `now` is in seconds of a clock that nobody sets."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last: dict[str, float] = {}

    def turn(self, part: str) -> None:
        """The part turns."""
        self._last[part] = self._now()

    def ended(self, part: str) -> None:
        """The part was told to end, and nobody waits for its next turn."""
        self._last.pop(part, None)

    def ages(self) -> Mapping[str, float]:
        """Seconds since the last turn of each part."""
        now = self._now()
        return {part: now - at for part, at in self._last.copy().items()}  # copied: another thread asks

    def late(self) -> list[str]:
        """The parts that have taken no turn for too long."""
        ages = self.ages().items()
        return sorted(part for part, age in ages if age > (LOOP_PATIENCE if part == LOOP else PART_PATIENCE))

    async def keep(self, part: str = LOOP) -> None:
        """Turn once a second until cancelled: as long as the event loop comes round."""
        try:
            while True:
                self.turn(part)
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            self.ended(part)


class Beating:
    """Waits as another one does, and says at each wait that its loop turns."""

    def __init__(self, beats: Beats, part: str, waiting: Waiting) -> None:
        self._beats = beats
        self._part = part
        self._waiting = waiting

    async def wait(self, seconds: float, /) -> Collection[UUID] | None:
        self._beats.turn(self._part)
        return await self._waiting.wait(seconds)

    async def moved(self, org_ids: Sequence[UUID], /) -> None:
        await self._waiting.moved(org_ids)
