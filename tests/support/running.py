"""An engine in the test's own loop, for the time of a block."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from services.clock import Clock
from services.http.imports.taking import event_taker
from services.settings import Settings
from tests.support.waiting import PATIENCE
from workers.engine import run_engine
from workers.main import working


@asynccontextmanager
async def running_engine(settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """Fails the test when the engine dies, and when it does not stop when it is told to."""
    stop = asyncio.Event()
    engine = asyncio.create_task(run_engine(settings, stop, clock=clock, events=event_taker))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE):
            await engine


@asynccontextmanager
async def running_worker(settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """A worker on threads of its own."""
    worker = working(settings, 2, clock=clock, events=event_taker)
    await asyncio.to_thread(worker.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(worker.__exit__, None, None, None)


async def lose_valkey(settings: Settings) -> None:
    """Everything that Valkey holds for this platform is gone."""
    for url in (settings.valkey_url, settings.broker_url):
        valkey = Redis.from_url(url)
        await valkey.flushdb()
        await valkey.aclose()
