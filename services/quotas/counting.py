"""Counting what all processes have taken: in Valkey, by the library's atomic script; alone while Valkey is away."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

import structlog
from limits.aio.storage import RedisStorage
from redis.asyncio import BlockingConnectionPool
from redis.exceptions import RedisError

log = structlog.get_logger()

KEPT_SECONDS = 120  # a minute's count; longer than the minute, for clocks that are apart
PATIENCE = 0.25  # seconds for an answer; a request waits for it
AWAY_SECONDS = 5.0  # without another try, so that a Valkey that is away costs nobody else anything

LOST = (RedisError, OSError, RuntimeError, TimeoutError)  # the third is uvloop's, for a connection that is closed


class Claim(NamedTuple):
    granted: int  # of the permits asked for, those that were there
    room: int  # how many are left for anybody afterwards


class Count:
    """What was taken of each name in each minute."""

    def __init__(self, storage: RedisStorage, processes: int, clock: Callable[[], float] = monotonic) -> None:
        self._storage = storage
        self._processes = processes
        self._clock = clock
        self._away_until = float("-inf")

    async def claim(self, name: str, minute: int, amount: int, limit: int, held: int) -> Claim:
        """As many of `amount` permits as there are left. `held`: what this process was granted in this minute.

        The count goes on beyond the limit, so that of what is taken by many at once nothing is granted twice and
        nothing that is left is refused. While Valkey is away each process has its share of the limit, at least one.
        """
        if self._clock() >= self._away_until:
            try:
                taken = await self._storage.incr(f"{name}:{minute}", KEPT_SECONDS, amount)
            except LOST as error:
                log.warning("quotas_counted_alone", error=f"{type(error).__name__}: {error}")
                self._away_until = self._clock() + AWAY_SECONDS
            else:
                return Claim(max(0, min(amount, limit - (taken - amount))), max(0, limit - taken))
        share = max(1, limit // self._processes)
        granted = max(0, min(amount, share - held))
        return Claim(granted, share - held - granted)

    async def give_back(self, name: str, minute: int, amount: int) -> None:
        """Of a claim that was of no use. Whoever asks in between may be refused what was there; nobody gets twice."""
        if self._clock() < self._away_until:
            return
        with suppress(*LOST):
            await self._storage.incr(f"{name}:{minute}", KEPT_SECONDS, -amount)


def open_storage(valkey_url: str) -> tuple[RedisStorage, BlockingConnectionPool]:
    """The library's storage over a pool of its own that gives up soon; the pool is to be disconnected at the end."""
    pool = BlockingConnectionPool.from_url(
        valkey_url, max_connections=4, timeout=PATIENCE, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    prefix = "carryover:quota"
    given: Any = pool  # the library passes it on as it is
    return RedisStorage("redis://", implementation="redispy", key_prefix=prefix, connection_pool=given), pool
