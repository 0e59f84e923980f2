"""The engine: keeps the read models up, raises alerts, and sees to it that what is due gets done."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import structlog

from projections import runner
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from services.clock import Clock
from services.context import open_context, open_live_pool
from services.settings import Settings
from services.wake import MOVED, Wake
from workers.actors import hand_over
from workers.alert_clocks import start_clocks
from workers.broker import close_broker, make_broker
from workers.channels import make_channels
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher
from workers.message_notices import MessageNotices
from workers.reactor import Alerting
from workers.rounds import Rounds
from workers.rounds_reader import RoundsReader
from workers.wakeups import WakeUps

log = structlog.get_logger()

LOCK_SECONDS = 2
"""What one organisation's rows wait for, all others wait for, too: then it is left alone for a while."""

KEPT_UP: Sequence[Reader] = (*PROJECTIONS, RoundsReader())
"""The read models, and what the rounds remember: each event is decoded once for all of them."""

DRAIN_SECONDS = 8.0
"""For the transaction that each part is in when the engine is told to stop; less than `carryover up` has patience."""


class EngineDied(Exception):
    """A part of the engine ended by itself. The process must end too, so that whoever watches it starts a new one."""


async def run_engine(settings: Settings, stop: asyncio.Event, *, clock: Clock | None = None) -> None:
    """Run until `stop` is set. Any number may run at once. Raises EngineDied, and what opening the servers raises."""
    async with (
        open_context(settings, clock=clock) as context,
        open_live_pool(settings, lock_seconds=LOCK_SECONDS) as pool,
    ):
        await start_clocks(pool, context.clock)
        wakeups = WakeUps(context.valkey)
        broker = make_broker(settings)
        delivery = Delivery(context, pool)
        dispatcher = Dispatcher(pool, context.clock, delivery, hand_over(broker))
        parts = {
            "read models": runner.run(pool, wakeups.listener(Wake(context.valkey, MOVED)), stop, KEPT_UP),
            "alerting": runner.run(pool, wakeups.listener(), stop, [Alerting(context), MessageNotices(context)]),
            "dispatcher": dispatcher.run(wakeups.listener(), stop),
            "rounds": Rounds(context, pool, make_channels(settings)).run(stop),
        }
        log.info("engine_ready")
        try:
            await run_parts(parts, wakeups, stop)
        finally:
            delivery.close()
            close_broker(broker)
        log.info("engine_stopped")


async def run_parts(parts: Mapping[str, Coroutine[Any, Any, None]], wakeups: WakeUps, stop: asyncio.Event) -> None:
    """Run them together until `stop` is set. Raises EngineDied as soon as one ends by itself."""
    tasks: set[asyncio.Task[Any]] = {asyncio.create_task(part, name=name) for name, part in parts.items()}
    listening: asyncio.Task[Any] = asyncio.create_task(wakeups.run(), name="wake-ups")
    stopped: asyncio.Task[Any] = asyncio.create_task(stop.wait(), name="stop")
    try:
        ended, _ = await asyncio.wait({*tasks, listening, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stopped not in ended:
            raise _died(ended.pop())
        wakeups.wake_all()  # so that nobody sleeps through the stop
        ended, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        for task in late:  # what it had not committed is rolled back below, and done again by the next engine
            log.warning("engine_part_cut_off", part=task.get_name())
        for task in ended:
            await task
    finally:
        for task in (*tasks, listening, stopped):
            task.cancel()
        await asyncio.gather(*tasks, listening, stopped, return_exceptions=True)


def _died(task: "asyncio.Task[Any]") -> EngineDied:
    died = EngineDied(f"{task.get_name()} ended by itself")
    died.__cause__ = None if task.cancelled() else task.exception()
    log.error("engine_part_died", part=task.get_name(), error=repr(died.__cause__))
    return died
