"""Looks for things that are due, and hands their ids to the workers; what nobody takes it does itself."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from msgspec import Struct

from eventstore.walls import Pool
from services.clock import Clock
from services.measured.beats import Waiting
from services.tracing.tracing import OFF, Tracing
from workers.delivery import Delivery
from workers.leasing import (
    Leased,
    drop_ended,
    due_organisations,
    handed_on,
    lease,
    urgent_organisations,
)
from workers.traced_effects import handed_on_in, handed_on_under

log = structlog.get_logger()

AT_ONCE = 1000
"""Of one organisation in one look."""

A_MESSAGE = 100
"""Ids in one message: claimed, done and closed together."""

URGENT_A_MESSAGE = 10
"""So that a slow receiver holds up few of them, and several workers share them."""

MOST_HANDED_ON = 2000
"""What workers have been handed and not begun: they should come to all of it before its lease is over."""

OWN_AT_ONCE = 8
HAND_OVER_SECONDS = 1.0
"""Whoever the broker keeps longer does it themselves; where the message arrives nevertheless, one of both gets it."""

ASK_AGAIN_EVERY = 5.0
"""For that long a broker that refused is not asked."""

LOOK_EVERY = 0.5
LOOK_AGAIN_EVERY = 0.05
"""While there was more to hand on than fitted."""

TRY_AGAIN_EVERY = 2.0
SWEEP_EVERY = 3600.0
DRAIN_SECONDS = 5.0


class Handful(Struct, frozen=True):
    """Effects of one organisation that are done together."""

    org_id: UUID
    effect_ids: tuple[UUID, ...]
    urgent: bool = False
    requests: tuple[UUID, ...] = ()  # that led to them
    traceparent: str | None = None  # what handing them on is told under


HandOver = Callable[[Sequence[Handful]], None]
"""Passes ids to the workers; may block, and raises when the broker refuses."""


class Dispatcher:
    """Any number may run, for one of them gets a lease. Its work outlives it: a lease that runs over is due again."""

    def __init__(
        self, pool: Pool, clock: Clock, delivery: Delivery, hand_over: HandOver, tracing: Tracing = OFF
    ) -> None:
        self._tracing = tracing
        self._pool = pool
        self._clock = clock
        self._delivery = delivery
        self._hand_over = hand_over
        self._own: set[asyncio.Task[None]] = set()
        self._room = {urgent: asyncio.Semaphore(OWN_AT_ONCE) for urgent in (False, True)}
        self._swept_at = 0.0
        self._refused = False
        self._ask_again_at = 0.0
        self._more = False

    async def run(self, listener: Waiting, stop: asyncio.Event) -> None:
        """Until `stop` is set; then what it is doing itself is given a few seconds."""
        while not stop.is_set():
            try:
                await self.look()
                await self._sweep()
                seconds = LOOK_AGAIN_EVERY if self._more else LOOK_EVERY
            except Exception:
                log.exception("effects_not_dispatched")
                seconds = TRY_AGAIN_EVERY
            await listener.wait(seconds)
        await self.drain(DRAIN_SECONDS)

    async def look(self) -> int:
        """Lease what is due now, hand it over or begin doing it; answers how much that was.

        What is urgent goes before all else of all organisations. Of the rest only so much is handed on as the workers
        come to in time, a share to each organisation.
        """
        found = 0
        for org_id, now in self._due(await urgent_organisations(self._pool)):
            leased, _ = await lease(self._pool, org_id, now, AT_ONCE, urgent=True)
            found += await self._pass_on(org_id, leased, True)
        due = self._due(await due_organisations(self._pool))
        room = MOST_HANDED_ON - await handed_on(self._pool) if due else 0
        share = min(max(room // max(len(due), 1), A_MESSAGE), AT_ONCE)
        self._more = bool(due)
        for org_id, now in due:
            if room <= 0:
                break
            leased, deadly = await lease(self._pool, org_id, now, share)
            await self._delivery.bury(deadly)
            room -= len(leased)
            found += await self._pass_on(org_id, leased, False)
        return found

    async def drain(self, seconds: float) -> None:
        """Wait for what it is doing itself, `seconds` at the longest."""
        if not self._own:
            return
        _, late = await asyncio.wait(self._own, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _due(self, organisations: dict[UUID, datetime]) -> list[tuple[UUID, datetime]]:
        """Those where something is due by their own clocks, with the present there; the longest due first."""
        clocks = {org_id: self._clock.now(org_id) for org_id in organisations}
        due = sorted((due_at, org_id) for org_id, due_at in organisations.items() if due_at <= clocks[org_id])
        return [(org_id, clocks[org_id]) for _, org_id in due]

    async def _pass_on(self, org_id: UUID, leased: Sequence[Leased], urgent: bool) -> int:
        fresh = list(_handfuls(org_id, [one for one in leased if not one.left], urgent))
        for handful in _handfuls(org_id, [one for one in leased if one.left], urgent):
            self._do(handful)
        if fresh:
            await self._hand_on(fresh, urgent)
        return len(leased)

    async def _hand_on(self, fresh: Sequence[Handful], urgent: bool) -> None:
        """To the workers; where they do not get it, it is done here."""
        told = [handed_on_in(self._tracing, handful) for handful in fresh]
        fresh = [handful for handful, _ in told]
        taken = await self._handed_over(fresh, urgent)
        for _, batch in told:
            if batch is not None:
                batch.end(lambda _, span: span.set_attribute("carryover.to_workers", taken))
        if not taken:
            for handful in fresh:
                self._do(handful)

    async def _handed_over(self, fresh: Sequence[Handful], urgent: bool) -> bool:
        """Whether the workers have it now. What is urgent asks no broker that refused last."""
        loop = asyncio.get_running_loop()
        if self._refused and (urgent or loop.time() < self._ask_again_at):
            return False
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                await asyncio.to_thread(self._hand_over, fresh)
        except Exception as error:  # noqa: BLE001 no broker may keep an alert from going out
            if not self._refused:
                log.warning("broker_refused", error=f"{type(error).__name__}: {error}")
            self._refused, self._ask_again_at = True, loop.time() + ASK_AGAIN_EVERY
            return False
        self._refused = False
        return True

    def _do(self, handful: Handful) -> None:
        task = asyncio.create_task(self._deliver(handful))
        self._own.add(task)
        task.add_done_callback(self._own.discard)

    async def _deliver(self, handful: Handful) -> None:
        async with self._room[handful.urgent]:
            try:
                with handed_on_under(handful.traceparent):
                    await self._delivery.deliver(handful.org_id, handful.effect_ids)
            except Exception:
                log.exception("effects_not_done", org_id=str(handful.org_id), effects=len(handful.effect_ids))

    async def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._swept_at + SWEEP_EVERY or not self._swept_at:
            await drop_ended(self._pool)
            self._swept_at = now


def _handfuls(org_id: UUID, leased: Sequence[Leased], urgent: bool) -> Iterator[Handful]:
    size = URGENT_A_MESSAGE if urgent else A_MESSAGE
    for first in range(0, len(leased), size):
        some = leased[first : first + size]
        yield Handful(
            org_id,
            tuple(one.effect_id for one in some),
            urgent,
            tuple(one.correlation_id for one in some if one.correlation_id),
        )
