"""Whether a process lives and can do its work, as its private listener tells it to orchestrators."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import asyncpg
import msgspec
import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from eventstore.schema import found_at
from services.measured.beats import LOOP, Beats
from services.measured.listener import Answer

PATIENCE_SECONDS = 3.0
KEPT_SECONDS = 1.0
"""For so long an answer is given again: whoever asks often costs the database nothing."""

OK, AWAY, BEHIND = "ok", "unreachable", "not migrated"

log = structlog.get_logger()


def live(beats: Beats) -> Answer:
    """200 while every loop of the process turns; 503 names those that do not: then it is to be started again."""
    late = beats.late()
    status = {"status": "stuck" if late else OK, "late": late}
    return _told(status, ok=not late)


class Readiness:
    """Whether the servers answer that a part cannot do without, and the databases are as its code wants them.

    `databases`: by name, a URL and the folders of the migrations that must have run. `needed` and `helpful` are Valkey
    URLs by name; without the helpful ones the service is slower, not unready. Before the loop turns it is not asked.
    """

    def __init__(
        self,
        beats: Beats,
        databases: Mapping[str, tuple[str, Sequence[Path]]],
        needed: Mapping[str, str],
        helpful: Mapping[str, str],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._beats = beats
        self._databases = databases
        self._needed = needed
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
        databases = {name: asyncio.run(_database(url, folders)) for name, (url, folders) in self._databases.items()}
        needed = {name: _valkey(url) for name, url in self._needed.items()}
        helpful = {name: _valkey(url) for name, url in self._helpful.items()}
        ready = all(state == OK for state in (*databases.values(), *needed.values()))
        return _told({"status": OK if ready else "unready", **databases, **needed, **helpful}, ok=ready)


async def _database(url: str, folders: Sequence[Path]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            found = await found_at(url, folders)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        log.warning("database_unreachable", error=type(error).__name__)
        return AWAY
    return OK if found.fits else BEHIND


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
        return AWAY
    finally:
        asked.close()
    return OK


def _told(status: Mapping[str, object], *, ok: bool) -> Answer:
    return Answer(msgspec.json.encode(status) + b"\n", "application/json", 200 if ok else 503)
