"""Wake-ups through Valkey: a word after each commit, so that readers need not poll. Losing one costs a moment."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from uuid import UUID

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

FEED = "carryover:feed"  # organisations whose log has grown, ids with commas between
MOVED = "carryover:moved"  # organisations whose read models have moved

RETRY_SECONDS = 1.0
LISTEN_SECONDS = 5.0
CANCEL_AGAIN = 0.1  # seconds

LOST = (RedisError, OSError, RuntimeError)  # the last is uvloop's, for a connection that is closed already

log = structlog.get_logger()


def open_valkey(url: str) -> "Redis":
    """A client with a bounded pool that waits for a free connection instead of failing."""
    # from_pool: so that closing the client closes its connections, which it leaves open in a pool passed to Redis().
    return Redis.from_pool(BlockingConnectionPool.from_url(url, max_connections=20, timeout=5, socket_timeout=5))


class Wake:
    """Tells others which organisations have news."""

    def __init__(self, valkey: "Redis", channel: str = FEED) -> None:
        self._valkey = valkey
        self._channel = channel
        self._quiet = False
        self._line: AbstractConnection | None = None
        self._in_use = asyncio.Lock()

    async def __call__(self, org_ids: Collection[UUID]) -> None:
        """Never raises: who is not woken polls."""
        try:
            async with self._in_use:
                await self._publish(",".join(map(str, org_ids)))
            self._quiet = False
        except LOST as error:
            if not self._quiet:
                log.warning("wake_ups_lost", error=str(error))
            self._quiet = True

    async def _publish(self, said: str) -> None:
        """On a connection that is kept: the client's way through its pool, for each word, costs three times as much."""
        if self._line is not None:
            with suppress(*LOST):  # it may have been cut since
                return await self._say(self._line, said)
        pool = self._valkey.connection_pool
        return await self._say(await pool.get_connection(), said)  # type: ignore[no-untyped-call]

    async def _say(self, line: AbstractConnection, said: str) -> None:
        self._line = None
        try:
            await line.send_command("PUBLISH", self._channel, said)
            await line.read_response()
            self._line = line
        finally:
            if self._line is None:  # an answer may be on its way that nobody would read
                await line.disconnect()
                await self._valkey.connection_pool.release(line)


async def listen(valkey: "Redis", channel: str, tell: Callable[[Collection[UUID] | None], None]) -> None:
    """Until cancelled, tell of whom there is news, None: perhaps of anybody; also when Valkey was away for a time."""
    away = False
    while True:
        try:
            async with valkey.pubsub(ignore_subscribe_messages=True) as subscription:
                await subscription.subscribe(channel)
                away = False
                tell(None)  # something may have been said before we listened
                while True:
                    _end_if_cancelled()
                    if (message := await subscription.get_message(timeout=LISTEN_SECONDS)) is not None:
                        tell(named_in(message["data"]))
        except (RedisError, OSError) as error:
            if not away:
                log.warning("wake_ups_away", error=str(error))
            away = True
            _end_if_cancelled()
            await asyncio.sleep(RETRY_SECONDS)


def _end_if_cancelled() -> None:
    """redis-py may swallow being cancelled; who waits for this task, or for all of them, would wait for ever."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def named_in(message: bytes) -> list[UUID] | None:
    """The ids that a wake-up names; None where it names nobody that could be understood."""
    try:
        return [UUID(name) for name in message.decode().split(",")]
    except ValueError:
        return None


async def ended(tasks: Collection["asyncio.Task[None]"]) -> None:
    """Cancel tasks that listen, again where that was lost: redis-py may swallow the first one while it subscribes."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN)
