"""The clock of a simulation: moved from one instant at which something happens to the next, when all is at rest."""

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from services.cli.progress import progress_bar
from services.cli.saying import tell
from services.cli.simulate_player import Player
from services.cli.simulate_rest import Rest, Standing
from services.cli.simulate_sinks import Sinks
from services.clock import move_file_clock
from services.embedded.errors import EmbeddedError
from services.simulate import Size
from services.wake import Wake

PATIENCE = 120.0
"""Real seconds for the platform to come to rest at one instant: longer than a lease and some attempts."""

LOOK_FIRST, LOOK_EVERY_AT_MOST = 0.01, 0.2  # real seconds between two looks
LONGEST_STEP = timedelta(hours=1)


class Pace:
    """Everything happens at its own instant, however busy the machine is: the clock stands until it has."""

    def __init__(self, clock: Path, sinks: Sinks, rest: Rest, valkey: "Redis", size: Size, speed: int) -> None:
        self._clock = clock
        self._sinks = sinks
        self._rest = rest
        self._wake = Wake(valkey)
        self._size = size
        self._speed = speed
        self._now = size.begins
        self._began = time.monotonic()
        self._waited = 0.0
        self._longest = (0.0, size.begins)

    async def play(self, lines: Sequence[dict[str, Any]], player: Player) -> None:
        """Every line at its instant, and all that time brings between them, until the simulation's end."""
        with progress_bar("business minutes") as progress:
            for at, together in _by_instant(lines):
                await self._until(at, progress)
                await player.say(together)
                await self._come_to_rest()
            await self._until(self._size.ends, progress)

    def told(self) -> str:
        """How fast it went, and what held the clock."""
        real = time.monotonic() - self._began
        business = (self._now - self._size.begins).total_seconds()
        longest, at = self._longest
        return (
            f"The clock ran {business / real:,.0f} times as fast as the real one (at most {self._speed:,}); for "
            f"{self._waited / real:.0%} of {real:,.0f} seconds it stood and waited for the platform, at most "
            f"{longest:.1f} s, at {at:%Y-%m-%d %H:%M} UTC."
        )

    async def _until(self, end: datetime, progress: Any) -> None:
        """Move to an instant; stop on the way wherever something is due."""
        standing = await self._come_to_rest()
        while self._now < end:
            due = standing.next_at
            await self._move(min(due, end) if due is not None and due > self._now else end)
            progress(self._minutes(self._now), self._minutes(self._size.ends))
            standing = await self._come_to_rest()

    async def _move(self, to: datetime) -> None:
        """Not sooner than the highest speed allows; in steps, so that a long quiet time is no leap."""
        while self._now < to:
            before, self._now = self._now, min(to, self._now + LONGEST_STEP)
            due = self._began + (self._now - self._size.begins).total_seconds() / self._speed
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if self._now.date() != before.date() and not sys.stderr.isatty():  # elsewhere the bar says it
                tell(f"{self._now:%A %Y-%m-%d}")
            self._sinks.now = self._now
            move_file_clock(self._clock, self._now)
        await self._wake({self._size.organisation_id})

    async def _come_to_rest(self) -> Standing:
        """Wait until nothing is unread and nothing is due. Raises EmbeddedError with what keeps it busy."""
        began, pause = time.monotonic(), LOOK_FIRST
        while (standing := await self._rest.standing(self._now)).busy:
            if time.monotonic() - began > PATIENCE:
                raise EmbeddedError(
                    f"At {self._now.isoformat()} the platform did not come to rest within {PATIENCE:.0f} seconds: "
                    f"{', '.join(standing.busy)}."
                )
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_EVERY_AT_MOST)
        waited = time.monotonic() - began
        self._waited += waited
        self._longest = max(self._longest, (waited, self._now))
        return standing

    def _minutes(self, at: datetime) -> int:
        return (at - self._size.begins) // timedelta(minutes=1)


def _by_instant(lines: Sequence[dict[str, Any]]) -> Iterator[tuple[datetime, list[dict[str, Any]]]]:
    """What is said together: staff find in their inboxes what was told at the same instant."""
    for (at, _), together in groupby(lines, key=lambda line: (str(line["at"]), "inbox" in line)):
        yield datetime.fromisoformat(at), list(together)
