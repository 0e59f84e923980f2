"""All live streams of a process: who listens to which organisation, and whether what they came with still opens it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from time import monotonic
from uuid import UUID

import structlog

from eventstore.cursor import check_cursor
from services.actor import Actor
from services.context import Context
from services.http.body import STREAM_PATH, Heading
from services.http.live.listener import Listener
from services.http.live.tail import Tail
from services.http.live.words import Reason
from services.http.problems import Problem
from services.http.who import Who
from services.rights import REMEMBERED_SECONDS
from services.wake import MOVED, ended, listen

log = structlog.get_logger()

UNAUTHENTICATED = 401
STREAMS_OF_A_KEY = 10
STREAMS_AT_MOST = 1000  # of a process
CHECK_EVERY = 3.0
"""Seconds; where a key or a sign-in was taken away, or means something else now, its streams end no later."""


class Live:
    """Runs only what somebody listens to: a tail for each organisation, one subscription, one look at all rights."""

    def __init__(self, context: Context, who: Who) -> None:
        self._context = context
        self.audit = context.audit
        self._who = who
        self._tails: dict[UUID, tuple[Tail, asyncio.Task[None]]] = {}
        self._listeners: set[Listener] = set()
        self._of_key: Counter[str] = Counter()
        self._of_org: Counter[UUID] = Counter()
        self._watching: list[asyncio.Task[None]] = []
        self._ends = False

    @asynccontextmanager
    async def listener(self, actor: Actor, heading: Heading, after: str | None) -> AsyncIterator[Listener]:
        """One who listens behind a place, or from now on, as long as the request's credential gives the same rights.

        Raises Problem, and CursorRefused for a place that this log does not have.
        """
        if self._ends or self._of_key.total() >= STREAMS_AT_MOST:
            raise Problem("busy")
        if self._of_key[actor.via] >= STREAMS_OF_A_KEY:
            raise Problem("too_many_streams")
        self._of_key[actor.via] += 1
        try:
            told = None if after is None else await self._pos(actor.org_id, after)
            async with self._tailed(actor.org_id) as tail:
                if not tail.stands:
                    raise Problem("busy")
                pos, place = (tail.pos, tail.place) if told is None or after is None else (told, after)
                listener = Listener(actor, heading, tail, place, pos)
                self._listeners.add(listener)
                if self._ends:
                    listener.close(Reason.SHUTDOWN)
                try:
                    yield listener
                finally:
                    self._listeners.discard(listener)
        finally:
            self._of_key[actor.via] -= 1
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
                self._watching = [asyncio.create_task(heard), asyncio.create_task(self._check_rights())]
            yield self._tails[org_id][0]
        finally:
            self._of_org[org_id] -= 1
            self._of_org += Counter()
            left = [self._tails.pop(org_id)[1]] if org_id not in self._of_org and org_id in self._tails else []
            if not self._of_org:
                left += self._watching
                self._watching = []
            await ended(left)

    def _wake(self, org_ids: Collection[UUID] | None) -> None:
        for org_id in self._tails.keys() if org_ids is None else org_ids:
            if org_id in self._tails:
                self._tails[org_id][0].wake()

    async def _check_rights(self) -> None:
        """Until cancelled: close the streams of those whose rights no longer are what they were.

        While they cannot be asked for they count as they do at the other doors, for so long and no longer.
        """
        good_until = monotonic() + REMEMBERED_SECONDS
        while True:
            await asyncio.sleep(CHECK_EVERY)
            try:
                for listener in list(self._listeners):
                    await self._check(listener)
            except Exception as error:  # noqa: BLE001 whatever it is, the streams end if it stays
                log.warning("rights_not_checked", error=f"{type(error).__name__}: {error}")
                if monotonic() >= good_until:
                    for listener in self._listeners:
                        listener.close(Reason.KEY_ENDED)
                continue
            good_until = monotonic() + REMEMBERED_SECONDS

    async def _check(self, listener: Listener) -> None:
        try:
            actor = await self._who.actor("GET", STREAM_PATH, listener.heading)
        except Problem as problem:
            if problem.status != UNAUTHENTICATED:
                raise
            listener.close(Reason.KEY_ENDED)
            return
        if actor != listener.actor:
            listener.close(Reason.RIGHTS_CHANGED)
