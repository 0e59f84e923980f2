"""What a worker process keeps open while it lives: the log and the pools, on Dramatiq's event loop."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from dramatiq import Broker, Worker
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import Middleware, MiddlewareError

from services.clock import Clock
from services.context import open_context, open_live_pool
from services.measured.beats import Beats
from services.measured.parts import tell_of
from services.settings import Settings
from services.tracing.opening import opened_tracing
from services.wake import ended
from workers.delivery import Delivery
from workers.import_take import MakeTakeEvents
from workers.kinds import kinds_of


class NotOpened(MiddlewareError):
    """The worker could not open what it needs; it must not take work."""


class House(Middleware):
    """Opens before the first message is taken, closes after the last. Stands behind `OnUvloop` in the list."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        events: MakeTakeEvents | None = None,
        beats: Beats | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._beats = beats or Beats()
        self._opened = AsyncExitStack()
        self._delivery: Delivery | None = None

    @property
    def delivery(self) -> Delivery:
        if self._delivery is None:
            raise NotOpened("the worker is not open")
        return self._delivery

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Dramatiq swallows every other kind of error here, and would go on without."""
        try:
            _on_the_loop(self._open())
        except Exception as error:
            raise NotOpened(f"{type(error).__name__}: {error}") from error

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        _on_the_loop(self._opened.aclose())

    async def _open(self) -> None:
        tracing = self._opened.enter_context(opened_tracing(self._settings, "worker"))
        context = await self._opened.enter_async_context(
            open_context(self._settings, clock=self._clock, tracing=tracing)
        )
        pool = await self._opened.enter_async_context(open_live_pool(self._settings))
        self._delivery = Delivery(context, pool, kinds=kinds_of(pool, self._events))
        self._opened.callback(self._delivery.close)
        beating = asyncio.create_task(self._beats.keep(), name="beat")
        telling = asyncio.create_task(tell_of("worker", self._beats, context.valkey), name="word")
        self._opened.push_async_callback(ended, [beating, telling])


def _on_the_loop(coroutine: Coroutine[Any, Any, None]) -> None:
    thread = get_event_loop_thread()
    if thread is None:
        coroutine.close()
        raise NotOpened("OnUvloop does not stand before House")
    thread.run_coroutine(coroutine)
