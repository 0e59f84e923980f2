"""All live streams of a process: who listens to which organisation, and whether their keys still open it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from time import monotonic
from uuid import UUID

import structlog

from eventstore.cursor import check_cursor
from eventstore.directory import FoundLink
from services.context import Context
from services.http.auth import REMEMBERED_SECONDS, actor_of, nobody
from services.http.live.listener import Listener
from services.http.live.tail import Tail
from services.http.live.words import Reason
from services.http.problems import Problem
from services.wake import MOVED, listen

log = structlog.get_logger()

STREAMS_OF_A_KEY = 10
STREAMS_AT_MOST = 1000  # of a process
CHECK_EVERY = 3.0
"""Seconds; a key that was taken away, or means something else now, ends its streams no later."""

CANCEL_AGAIN = 0.1  # seconds

FindAll = Callable[[Collection[bytes]], Awaitable[Mapping[bytes, FoundLink]]]
"""What the directory knows of the hashes of keys."""


class Live:
    """Runs only what somebody listens to: a tail for each organisation, one subscription, one check of all keys."""

    def __init__(self, context: Context, find_all: FindAll) -> None:
        self._context = context
        self._find_all = find_all
        self._tails: dict[UUID, tuple[Tail, asyncio.Task[None]]] = {}
        self._listeners: set[Listener] = set()
        self._of_key: Counter[bytes] = Counter()
        self._of_org: Counter[UUID] = Counter()
        self._watching: list[asyncio.Task[None]] = []
        self._ends = False

    @asynccontextmanager
    async def listener(self, key_hash: bytes, after: str | None) -> AsyncIterator[Listener]:
        """One who listens behind a place, or from now on, with the rights that the key has at this moment.

        Raises Problem, and CursorRefused for a place that this log does not have.
        """
        if self._ends or self._of_key.total() >= STREAMS_AT_MOST:
            raise Problem("busy")
        if self._of_key[key_hash] >= STREAMS_OF_A_KEY:
            raise Problem("too_many_streams")
        self._of_key[key_hash] += 1
        try:
            link = (await self._find_all({key_hash})).get(key_hash)
            if link is None:
                raise nobody()
            async with self._tailed(link.org_id) as tail:
                if not tail.stands:
                    raise Problem("busy")
                pos, place = (tail.pos, tail.place) if after is None else (await self._pos(link.org_id, after), after)
                listener = Listener(actor_of(link), key_hash, tail, place, pos)
                self._listeners.add(listener)
                if self._ends:
                    listener.close(Reason.SHUTDOWN)
                try:
                    yield listener
                finally:
                    self._listeners.discard(listener)
        finally:
            self._of_key[key_hash] -= 1
            self._of_key += Counter()  # without those who have none

    def end(self) -> None:
        """The process stops: every stream ends, and none begins."""
        self._ends = True
        for listener in self._listeners:
            listener.close(Reason.SHUTDOWN)

    async def _pos(self, org_id: UUID, place: str) -> int:
        async with self._context.reading(org_id) as db:
            return await check_cursor(db, org_id, place)

    @asynccontextmanager
    async def _tailed(self, org_id: UUID) -> AsyncIterator[Tail]:
        """The organisation's tail, which runs as long as somebody is in here; and with the first one all else."""
        self._of_org[org_id] += 1
        try:
            if org_id not in self._tails:
                tail = Tail(self._context, org_id)
                await tail.open()
                if org_id not in self._tails:  # nobody else was quicker
                    self._tails[org_id] = tail, asyncio.create_task(tail.run())
            if not self._watching:
                heard = listen(self._context.valkey, MOVED, self._wake)
                self._watching = [asyncio.create_task(heard), asyncio.create_task(self._check_keys())]
            yield self._tails[org_id][0]
        finally:
            self._of_org[org_id] -= 1
            self._of_org += Counter()
            left = [self._tails.pop(org_id)[1]] if org_id not in self._of_org and org_id in self._tails else []
            if not self._of_org:
                left += self._watching
                self._watching = []
            await _ended(left)

    def _wake(self, org_ids: Collection[UUID] | None) -> None:
        for org_id in self._tails.keys() if org_ids is None else org_ids:
            if org_id in self._tails:
                self._tails[org_id][0].wake()

    async def _check_keys(self) -> None:
        """Until cancelled: close the streams of keys that no longer are what they were.

        While the directory cannot be asked the keys count as they do at the other doors, for so long and no longer.
        """
        good_until = monotonic() + REMEMBERED_SECONDS
        while True:
            await asyncio.sleep(CHECK_EVERY)
            try:
                found = await self._find_all({listener.key_hash for listener in self._listeners})
            except Exception as error:  # noqa: BLE001 whatever it is, the streams end if it stays
                log.warning("keys_not_checked", error=f"{type(error).__name__}: {error}")
                if monotonic() >= good_until:
                    for listener in self._listeners:
                        listener.close(Reason.KEY_ENDED)
                continue
            good_until = monotonic() + REMEMBERED_SECONDS
            for listener in self._listeners:
                link = found.get(listener.key_hash)
                if link is None:
                    listener.close(Reason.KEY_ENDED)
                elif actor_of(link) != listener.actor:
                    listener.close(Reason.RIGHTS_CHANGED)


async def _ended(tasks: Collection["asyncio.Task[None]"]) -> None:
    """Cancel them, again where that was lost: redis-py may swallow the first one while it subscribes."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN)
