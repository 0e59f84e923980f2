"""A limit of time for many at once, watched by one timer: a timer for each costs more than reading a small body."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")
LATE = 0.0  # in the place of the instant up to which somebody may take


class Patience:
    """Waits for so many seconds for each, in one event loop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[asyncio.Task[Any], float] = {}  # who is waited for, in order
        self._watched = False

    async def wait(self, awaited: Awaitable[T]) -> T:
        """What is awaited. Raises TimeoutError when it takes too long."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be told to stop waiting")
        self._until[task] = loop.time() + self._seconds
        if not self._watched:
            self._watched = True
            loop.call_later(self._seconds, self._look, loop)
        try:
            return await awaited
        except asyncio.CancelledError:
            if self._until[task] == LATE and task.uncancel() == 0:
                raise TimeoutError from None
            raise  # somebody else wants it to end
        finally:
            del self._until[task]

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now, following = loop.time(), None
        for task, until in self._until.items():
            if until > now:
                following = until
                break
            if until != LATE:
                self._until[task] = LATE
                task.cancel()
        self._watched = following is not None
        if following is not None:
            loop.call_at(following, self._look, loop)
