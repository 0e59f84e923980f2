"""The engine's look at database and queue, for whoever watches it: every fifteen seconds, where somebody does."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog
from redis.asyncio import Redis

from eventstore.pools import opened_pool
from services.clock import Clock
from services.measured.backups import ages_of
from services.measured.found import FOUND, Found
from services.measured.look import STATEMENT_SECONDS, look
from services.measured.sighting import QueueStanding
from services.settings import Settings
from services.wake import LOST, open_valkey
from workers.actors import QUEUE, URGENT_QUEUE
from workers.broker import NAMESPACE

LOOK_EVERY = 15.0
LOOK_SECONDS = 30.0
"""For a whole look; one that takes longer has found nothing."""

log = structlog.get_logger()


async def keep_measuring(
    settings: Settings, clock: Clock, versions: Mapping[str, int], stop: asyncio.Event, found: Found = FOUND
) -> None:
    """Until `stop` is set, on a connection of its own, which takes none from the work."""
    found.looks = True
    valkey = open_valkey(settings.broker_url)
    try:
        while not stop.is_set():
            await measure(settings, clock, versions, valkey, found)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await stop.wait()
    finally:
        found.looks = False
        await valkey.aclose()


async def measure(settings: Settings, clock: Clock, versions: Mapping[str, int], valkey: "Redis", found: Found) -> None:
    """One look. What cannot be looked at is told as such, and never as it was before."""
    found.queue = await queue_standing(valkey)
    try:
        async with (
            asyncio.timeout(LOOK_SECONDS),
            opened_pool(settings.engine_url, most=1, statement_seconds=STATEMENT_SECONDS) as pool,
        ):
            found.sighting = await look(pool, clock, versions, ages_of(settings.backups, settings.key_backups))
    except Exception:
        found.sighting = None
        log.warning("not_measured", exc_info=True)


async def queue_standing(valkey: "Redis") -> QueueStanding:
    """How many messages wait for a worker, by queue."""
    try:
        waiting = {queue: int(await valkey.llen(f"{NAMESPACE}:{queue}")) for queue in (QUEUE, URGENT_QUEUE)}
    except LOST:
        return QueueStanding(waiting=None)
    return QueueStanding(waiting=waiting)
