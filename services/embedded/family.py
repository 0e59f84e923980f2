"""Several children kept running together: the crashed ones started again with growing pauses, all stopped at once."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from services.embedded.child import Child, Running


@dataclass(frozen=True)
class Pauses:
    """Seconds to wait before a crashed child starts again: `first`, then twice as long each time up to `longest`.

    A child that lived for `settled` seconds counts as well again.
    """

    first: float = 0.2
    longest: float = 10.0
    settled: float = 30.0

    def after(self, crashes: int) -> float:
        """The pause after so many crashes in a row, from 1."""
        return float(min(self.longest, self.first * 2.0 ** min(crashes - 1, 30)))


def describe_end(code: int) -> str:
    """An exit code in words."""
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def _silent(news: str) -> None:
    """The default for callers who tell nobody."""


class Family:
    """Named children of one event loop in the main thread."""

    def __init__(self, *, tell: Callable[[str], None] = _silent, pauses: Pauses | None = None) -> None:
        """`tell` gets a sentence for each child that ended by itself, and for each that starts again."""
        self._tell = tell
        self._pauses = pauses or Pauses()
        self._running: dict[str, Running] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._crashed: list[str] = []
        self._someone_crashed = asyncio.Event()

    def spawn(self, child: Child, *, restart: bool = True) -> None:
        """Start it now, and again whenever it ends by itself, unless `restart` is false.

        Raises ValueError for a name in use, and OSError when the first start is refused.
        """
        if child.name in self._keepers:
            raise ValueError(f"there is already a child called {child.name}")
        self._running[child.name] = Running(child)
        self._keepers[child.name] = asyncio.create_task(self._keep(child, restart), name=f"keep {child.name}")

    def pids(self) -> dict[str, int]:
        """The process ids of the children that run now, by name."""
        return {name: running.pid for name, running in self._running.items() if running.code is None}

    def crashed(self) -> list[str]:
        """The names of those that ended by themselves and are not started again, in that order."""
        return list(self._crashed)

    async def first_crash(self) -> str:
        """Wait until a child has ended for good, and return its name."""
        await self._someone_crashed.wait()
        return self._crashed[0]

    async def stop(self) -> None:
        """Ask all of them to stop, kill those that do not in their grace, and return when all are gone."""
        for keeper in self._keepers.values():
            keeper.cancel()
        kept = await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        running, self._running, self._keepers = list(self._running.values()), {}, {}
        await asyncio.gather(*(child.stop() for child in running))
        for fault in kept:
            if isinstance(fault, Exception):
                raise fault

    async def _keep(self, child: Child, restart: bool) -> None:
        crashes = 0
        while True:
            running, began = self._running[child.name], time.monotonic()
            how = describe_end(await running.ended())
            if not restart:
                self._tell(f"{child.name} {how}")
                self._crashed.append(child.name)
                self._someone_crashed.set()
                return
            crashes = 1 if time.monotonic() - began >= self._pauses.settled else crashes + 1
            pause = self._pauses.after(crashes)
            self._tell(f"{child.name} {how}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            try:
                self._running[child.name] = Running(child)
            except OSError as refused:
                # Such as a full disk under its log: the next pass finds the old end again and waits longer.
                self._tell(f"{child.name} could not be started: {refused}")
