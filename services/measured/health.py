"""Whether a process lives and can do its work, as its private listener tells it to orchestrators."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from eventstore.schema import Schema
from eventstore.walls import Connection
from services.measured.beats import LOOP, Beats
from services.measured.listener import Answer
from services.measured.standing import OK, PATIENCE_SECONDS, UNREACHABLE, standing

KEPT_SECONDS = 1.0
"""For so long an answer is given again: whoever asks often costs the database nothing."""


def live(beats: Beats) -> Answer:
    """200 while every loop of the process turns; 503 names those that do not: then it is to be started again."""
    late = beats.late()
    status = {"status": "stuck" if late else OK, "late": late}
    return _told(status, ok=not late)


class Readiness:
    """Whether the databases answer, fit the code and take what is written.

    `databases`: by name, a URL and the migrations that must have run. `helpful`: Valkey URLs by name; without them the
    service is slower, not unready. Before the loop turns it is not asked.
    """

    def __init__(
        self,
        beats: Beats,
        databases: Mapping[str, tuple[str, Schema]],
        helpful: Mapping[str, str],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._beats = beats
        self._databases = databases
        self._helpful = helpful
        self._now = now
        self._asking = threading.Lock()
        self._kept = Answer(b"")
        self._until = float("-inf")

    def __call__(self) -> Answer:
        """Asks on connections of its own, so that it says the truth while all others are in use."""
        if LOOP not in self._beats.ages():
            return _told({"status": "starting"}, ok=False)
        with self._asking:
            if self._now() >= self._until:
                self._kept = self._asked()
                self._until = self._now() + KEPT_SECONDS
            return self._kept

    def _asked(self) -> Answer:
        databases = {
            name: asyncio.run(standing(_connected(url), schema)) for name, (url, schema) in self._databases.items()
        }
        helpful = {name: _valkey(url) for name, url in self._helpful.items()}
        ready = all(state == OK for state in databases.values())
        return _told({"status": OK if ready else "unready", **databases, **helpful}, ok=ready)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    db = await asyncpg.connect(url)
    try:
        yield db
    finally:
        await db.close()


def _valkey(url: str) -> str:
    asked = Redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        asked.ping()
    except (RedisError, OSError):
        return UNREACHABLE
    finally:
        asked.close()
    return OK


def _told(status: Mapping[str, object], *, ok: bool) -> Answer:
    return Answer(msgspec.json.encode(status) + b"\n", "application/json", 200 if ok else 503)
