"""The worker process: takes ids from the queue and does what they stand for, until it is told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
from dramatiq import Worker
from dramatiq.asyncio import EventLoopThread
from redis.exceptions import RedisError

from services.clock import Clock
from services.measured.beats import Beats
from services.settings import Settings
from workers.actors import declare_deliver
from workers.broker import close_broker, make_broker
from workers.house import House
from workers.import_take import MakeTakeEvents

log = structlog.get_logger()

IDLE_MS = 100
"""How long an idle worker may take to see a new message."""

HEARD_WITHIN = 1.0
"""Seconds: a signal that reaches another thread is acted upon when the main thread next looks up from waiting."""

DRAIN_MS = 12_000
"""What is in hand when the process is told to stop may end; longer than a channel takes to answer."""


def run_worker(
    settings: Settings, threads: int = 4, *, events: MakeTakeEvents | None = None, beats: Beats | None = None
) -> None:
    """Work until SIGTERM or SIGINT, then finish what is in hand. Call from the main thread; start any number of them.

    Being killed needs no clean-up: what was in hand is due again when its lease is over. Raises workers.house.NotOpened
    when a server cannot be reached. `events`: the doors' way to take them. The event loop turns in `beats`.
    """
    with _told_to_stop() as stop, working(settings, threads, events=events, beats=beats):
        while not stop.wait(HEARD_WITHIN):
            pass


@contextmanager
def working(
    settings: Settings,
    threads: int,
    *,
    clock: Clock | None = None,
    events: MakeTakeEvents | None = None,
    beats: Beats | None = None,
) -> Iterator[None]:
    """A worker on threads of its own for the time of a `with` block; one at a time in a process."""
    house = House(settings, clock, events, beats)
    broker = make_broker(settings, house)
    declare_deliver(broker, lambda: house.delivery)
    broker.emit_after("process_boot")  # starts the time limit's thread
    worker = Worker(broker, worker_threads=threads, worker_timeout=IDLE_MS)
    try:
        worker.start()
        log.info("worker_ready", threads=threads)
        yield
    finally:
        log.info("worker_stopping")
        try:
            worker.stop(timeout=DRAIN_MS)
        except RedisError as error:  # giving back what it had not begun; that is due again when its lease is over
            log.warning("worker_stopped_without_queue", error=str(error))
        finally:
            _end_loops()
            close_broker(broker)
        log.info("worker_stopped")


def _end_loops() -> None:
    """The process would wait for ever for a loop that Dramatiq left running when its own start or stop broke off."""
    for thread in threading.enumerate():
        if isinstance(thread, EventLoopThread):
            thread.stop()  # type: ignore[no-untyped-call]


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set by SIGTERM or SIGINT; the earlier handlers come back afterwards."""
    stop = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        stop.set()

    earlier = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
