"""The engine: keeps the read models up, raises alerts, and sees to it that what is due gets done."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from projections import runner
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from services.clock import Clock
from services.context import open_context, open_live_pool
from services.measured.beats import Beating, Beats
from services.measured.parts import tell_of
from services.settings import Settings
from services.tracing.opening import opened_tracing
from services.tracing.tracing import Tracing
from services.wake import MOVED, Wake, ended
from workers.actors import hand_over
from workers.alert_clocks import start_clocks
from workers.broker import close_broker, make_broker
from workers.channels import make_channels
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher
from workers.import_take import MakeTakeEvents
from workers.kinds import kinds_of
from workers.measuring import keep_measuring
from workers.message_notices import MessageNotices
from workers.reactor import Alerting
from workers.retention import Retention
from workers.rounds import Rounds
from workers.rounds_reader import RoundsReader
from workers.traced_readers import traced
from workers.wakeups import WakeUps
from workers.webhook_reader import WebhookNews

log = structlog.get_logger()

LOCK_SECONDS = 2
"""What one organisation's rows wait for, all others wait for, too: then it is left alone for a while."""

KEPT_UP: Sequence[Reader] = (*PROJECTIONS, RoundsReader())
"""The read models, and what the rounds remember: each event is decoded once for all of them."""

DRAIN_SECONDS = 8.0
"""For the transaction that each part is in when the engine is told to stop; less than `carryover up` has patience."""


class EngineDied(Exception):
    """A part of the engine ended by itself. The process must end too, so that whoever watches it starts a new one."""


async def run_engine(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    events: MakeTakeEvents | None = None,
    beats: Beats | None = None,
) -> None:
    """Run until `stop` is set. Any number may run at once. `events`: the doors' way to take them.

    Its parts say in `beats` that they turn. Raises EngineDied, and what opening the servers raises.
    """
    with opened_tracing(settings, "engine") as tracing:
        await _run(settings, stop, clock, events, tracing, beats or Beats())


async def _run(
    settings: Settings,
    stop: asyncio.Event,
    clock: Clock | None,
    events: MakeTakeEvents | None,
    tracing: Tracing,
    beats: Beats,
) -> None:
    async with (
        open_context(settings, clock=clock, tracing=tracing) as context,
        open_live_pool(settings, lock_seconds=LOCK_SECONDS) as pool,
    ):
        await start_clocks(pool, context.clock)
        wakeups = WakeUps(context.valkey)

        def woken(part: str, tell: Wake | None = None) -> Beating:
            return Beating(beats, part, wakeups.listener(tell))

        broker = make_broker(settings)
        delivery = Delivery(context, pool, kinds=kinds_of(pool, events))
        dispatcher = Dispatcher(pool, context.clock, delivery, hand_over(broker), tracing)
        read = partial(traced, tracing)
        parts = {
            "read models": runner.run(pool, woken("read models", Wake(context.valkey, MOVED)), stop, read(KEPT_UP)),
            "alerting": runner.run(pool, woken("alerting"), stop, read([Alerting(context), MessageNotices(context)])),
            "webhooks": runner.run(pool, woken("webhooks"), stop, read([WebhookNews(context)])),
            "dispatcher": dispatcher.run(woken("dispatcher"), stop),
            "rounds": Rounds(context, pool, make_channels(settings)).run(stop, partial(beats.turn, "rounds")),
            "retention": Retention(context, pool).run(stop),
        }
        if settings.metrics_port:
            versions = {model.name: model.version for model in KEPT_UP}
            parts["measuring"] = keep_measuring(settings, context.clock, versions, stop)
        telling = asyncio.create_task(tell_of("engine", beats, context.valkey), name="word")
        beating = asyncio.create_task(beats.keep(), name="beat")
        log.info("engine_ready")
        try:
            await run_parts(parts, wakeups, stop)
        finally:
            await ended([beating, telling])
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
