"""What a worker process keeps open while it lives: the log and the pools, on Dramatiq's event loop."""

from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from dramatiq import Broker, Worker
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import Middleware, MiddlewareError

from services.clock import Clock
from services.context import open_context, open_live_pool
from services.settings import Settings
from workers.delivery import Delivery


class NotOpened(MiddlewareError):
    """The worker could not open what it needs; it must not take work."""


class House(Middleware):
    """Opens before the first message is taken, closes after the last. Stands behind `OnUvloop` in the list."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock
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
        context = await self._opened.enter_async_context(open_context(self._settings, clock=self._clock))
        pool = await self._opened.enter_async_context(open_live_pool(self._settings))
        self._delivery = Delivery(context, pool)
        self._opened.callback(self._delivery.close)


def _on_the_loop(coroutine: Coroutine[Any, Any, None]) -> None:
    thread = get_event_loop_thread()
    if thread is None:
        coroutine.close()
        raise NotOpened("OnUvloop does not stand before House")
    thread.run_coroutine(coroutine)
