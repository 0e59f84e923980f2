"""Looks for things that are due, and hands their ids to the workers; what nobody takes it does itself."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog

from eventstore.walls import Pool
from services.clock import Clock
from workers.delivery import Delivery
from workers.effects import drop_ended, due_organisations, lease
from workers.wakeups import Listener

log = structlog.get_logger()

AT_ONCE = 500
OWN_AT_ONCE = 8
LOOK_EVERY = 0.5
TRY_AGAIN_EVERY = 2.0
SWEEP_EVERY = 3600.0
DRAIN_SECONDS = 5.0

EffectKey = tuple[UUID, UUID]
"""Organisation and effect."""

HandOver = Callable[[Sequence[EffectKey]], None]
"""Passes ids to the workers; may block for a moment, and raises when the broker refuses."""


class Dispatcher:
    """Any number may run, for one of them gets a lease. Its work outlives it: a lease that runs over is due again."""

    def __init__(self, pool: Pool, clock: Clock, delivery: Delivery, hand_over: HandOver) -> None:
        self._pool = pool
        self._clock = clock
        self._delivery = delivery
        self._hand_over = hand_over
        self._own: dict[EffectKey, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(OWN_AT_ONCE)
        self._swept_at = 0.0
        self._refused = False

    async def run(self, listener: Listener, stop: asyncio.Event) -> None:
        """Until `stop` is set; then what it is doing itself is given a few seconds."""
        while not stop.is_set():
            seconds = LOOK_EVERY
            try:
                await self.look()
                await self._sweep()
            except Exception:
                log.exception("effects_not_dispatched")
                seconds = TRY_AGAIN_EVERY
            await listener.wait(seconds)
        await self.drain(DRAIN_SECONDS)

    async def look(self) -> int:
        """Lease what is due now, hand it over or begin doing it; answers how much that was."""
        found = 0
        for org_id, due_at in sorted((await due_organisations(self._pool)).items()):
            now = self._clock.now(org_id)
            if due_at > now:
                continue
            leased, dead = await lease(self._pool, org_id, now, AT_ONCE)
            for effect_id in dead:
                log.error("effect_dead", org_id=str(org_id), effect_id=str(effect_id), error="nobody survived doing it")
            await self._pass_on([(org_id, effect.effect_id) for effect in leased if not effect.left])
            for effect in leased:
                if effect.left:
                    self._do((org_id, effect.effect_id))
            found += len(leased)
        return found

    async def drain(self, seconds: float) -> None:
        """Wait for what it is doing itself, `seconds` at the longest."""
        if not self._own:
            return
        _, late = await asyncio.wait(set(self._own.values()), timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _pass_on(self, keys: Sequence[EffectKey]) -> None:
        if not keys:
            return
        try:
            await asyncio.to_thread(self._hand_over, keys)
        except Exception as error:  # noqa: BLE001 no broker may keep an alert from going out
            if not self._refused:
                log.warning("broker_refused", error=f"{type(error).__name__}: {error}")
            self._refused = True
            for key in keys:
                self._do(key)
        else:
            self._refused = False

    def _do(self, key: EffectKey) -> None:
        if key not in self._own:
            task = self._own[key] = asyncio.create_task(self._deliver(key))
            task.add_done_callback(lambda _: self._own.pop(key, None))

    async def _deliver(self, key: EffectKey) -> None:
        async with self._room:
            try:
                await self._delivery.deliver(*key)
            except Exception:
                log.exception("effect_not_done", org_id=str(key[0]), effect_id=str(key[1]))

    async def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._swept_at + SWEEP_EVERY or not self._swept_at:
            await drop_ended(self._pool)
            self._swept_at = now
