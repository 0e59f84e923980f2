"""One subscription to the log's wake-ups for a whole process, and any number of loops that wait on it."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

from redis.asyncio import Redis

from services.wake import FEED, Wake, listen


class Listener:
    """What one loop waits on (projections.runner.Wake). A word that came while it was busy is not lost on it."""

    def __init__(self, tell: Wake | None = None) -> None:
        self._news = asyncio.Event()
        self._named: set[UUID] | None = set()
        self._tell = tell

    def wake(self, org_ids: Collection[UUID] | None = None) -> None:
        """There is news of these organisations; None: perhaps of any."""
        self._named = None if org_ids is None or self._named is None else self._named.union(org_ids)
        self._news.set()

    async def wait(self, timeout: float) -> Collection[UUID] | None:  # noqa: ASYNC109 the runner has it so
        """Until there is news, and `timeout` seconds at the longest. Answers of whom; None: perhaps of any."""
        try:
            async with asyncio.timeout(timeout):
                await self._news.wait()
        except TimeoutError:
            return None
        self._news.clear()
        named, self._named = self._named, set()
        return named

    async def moved(self, org_ids: Sequence[UUID]) -> None:
        """Tell those who wait for the read models of these organisations."""
        if self._tell is not None:
            await self._tell(set(org_ids))


class WakeUps:
    """Listens to Valkey and wakes all its listeners. While Valkey is away they poll, which is the truth anyway."""

    def __init__(self, valkey: "Redis") -> None:
        self._valkey = valkey
        self._listeners: list[Listener] = []

    def listener(self, tell: Wake | None = None) -> Listener:
        """For one more loop; `tell` passes on what that loop moves."""
        listener = Listener(tell)
        self._listeners.append(listener)
        return listener

    async def run(self) -> None:
        """Listen until cancelled; subscribes again whenever Valkey comes back."""
        await listen(self._valkey, FEED, self.wake_all)

    def wake_all(self, org_ids: Collection[UUID] | None = None) -> None:
        """Let every loop look at these organisations; None: at all of them."""
        for listener in self._listeners:
            listener.wake(org_ids)
