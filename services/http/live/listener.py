"""One who listens: what is to be told next, and when and why the stream ends."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from uuid import UUID

from services.actor import Actor
from services.http.body import Heading
from services.http.live.tail import Page, Tail, Told
from services.http.live.words import Closed, Heartbeat, Reason, frame
from services.patients_known import reads_restricted

HEARTBEAT_SECONDS = 15.0
KEPT_AT_MOST = 2000
"""Events, of some 250 bytes, that wait for somebody who reads slowly; beyond them the stream ends, to be resumed. More
than are read at once.
"""


class Listener:
    """`place` is up to where everything was told that may be known; it begins where the caller left off."""

    def __init__(self, actor: Actor, heading: Heading, tail: Tail, place: str, pos: int) -> None:
        self.actor = actor
        self.heading = heading
        self.place = place
        self._pos = pos  # up to which it was offered everything
        self._tail = tail
        self._waiting: deque[Told] = deque()
        self.telling: UUID | None = None  # of which patient the last frame is; None: of none
        self._news = asyncio.Event()
        self._over = False
        self._reason: Reason | None = None

    def offer(self, page: Page) -> None:
        """What is new, to be told when the one before has been taken."""
        self._waiting.extend(told for told in page.told if told.pos > self._pos and self._may_see(told))
        self._pos = max(self._pos, page.last)
        if len(self._waiting) > KEPT_AT_MOST:
            self.close(Reason.TOO_SLOW)
        if self._waiting:
            self._news.set()

    def lost(self) -> None:
        self.close(Reason.LOST_LOG)

    def close(self, reason: Reason | None) -> None:
        """End the stream: saying why, or in silence where nobody listens any more. The first word stands."""
        if not self._over:
            self._over, self._reason = True, reason
            self._news.set()

    async def frames(self, clock: Callable[[], float]) -> AsyncGenerator[bytes]:
        """What goes over the wire: what was missed, then what comes. Ends with the stream.

        Whoever asks for the next one has taken the one before.
        """
        yield self._heartbeat()
        async for told in self._missed():
            yield told
        self._tail.listeners.add(self)  # nothing was awaited since the last of the missed was read
        try:
            beat_at = clock() + HEARTBEAT_SECONDS
            while not self._over:
                while self._waiting and not self._over:
                    yield self._next()
                if clock() >= beat_at:
                    beat_at = clock() + HEARTBEAT_SECONDS
                    if not self._over:
                        yield self._heartbeat()
                    continue
                await self._wait(beat_at - clock())
        finally:
            self._tail.listeners.discard(self)
        self.telling = None
        if self._reason is not None:
            yield frame(Closed(reason=self._reason), self.place)

    async def _missed(self) -> AsyncGenerator[bytes]:
        while self._pos < self._tail.pos and not self._over:
            page = await self._tail.page(self._pos)
            if page is None:
                return
            self.offer(page)
            while self._waiting and not self._over:
                yield self._next()

    def patients(self) -> list[UUID]:
        """Of whom the last frame is, and those that wait behind it."""
        waiting = [told.patient_id for told in self._waiting]
        return waiting if self.telling is None else [self.telling, *waiting]

    def _next(self) -> bytes:
        told = self._waiting.popleft()
        self.place = told.place
        self.telling = told.patient_id
        return told.frame

    def _heartbeat(self) -> bytes:
        """Nothing waits: all is told up to where the tail stands. Before the first look, up to where we came from."""
        if not self._waiting and self in self._tail.listeners:
            self.place = max(self.place, self._tail.place)  # of two places of a log the later is the greater text
        self.telling = None
        return frame(Heartbeat(position=self.place), self.place)

    def _may_see(self, told: Told) -> bool:
        if told.restricted and not reads_restricted(self.actor):
            return False
        return not self.actor.clinics or (told.clinic_id is not None and self.actor.reaches(told.clinic_id))

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()
