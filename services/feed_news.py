"""Waiting for an organisation's log to grow: one subscription for all who wait in a process, none while nobody does."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from redis.asyncio import Redis

from services.wake import FEED, listen

LOOK_EVERY = 1.0
"""Seconds after which somebody who waits looks, word or no word: words may be lost."""

WAITING_AT_MOST = 200
"""For one organisation's log; whoever comes then does not wait."""


class FeedNews:
    """Who waits for whose log."""

    def __init__(self, valkey: "Redis") -> None:
        self._valkey = valkey
        self._waiting: dict[UUID, set[asyncio.Event]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._ends = False

    async def wait(self, org_id: UUID, seconds: float) -> bool:
        """Until the log may have grown, LOOK_EVERY at the longest. False: there is no use in waiting here."""
        there = self._waiting.setdefault(org_id, set())
        if self._ends or len(there) >= WAITING_AT_MOST:
            return False
        news = asyncio.Event()
        there.add(news)
        if self._listening is None:
            self._listening = asyncio.create_task(listen(self._valkey, FEED, self._tell), name="feed news")
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, LOOK_EVERY)):
                    await news.wait()
        finally:
            there.discard(news)
            if not there:
                self._waiting.pop(org_id, None)
            if not self._waiting and self._listening is not None:
                self._listening.cancel()
                self._listening = None
        return not self._ends

    @property
    def waited_for(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def end(self) -> None:
        """The process stops: nobody waits any longer."""
        self._ends = True
        self._tell(None)

    def _tell(self, org_ids: Collection[UUID] | None) -> None:
        for org_id in list(self._waiting) if org_ids is None else org_ids:
            for news in self._waiting.get(org_id, ()):
                news.set()
