"""Wake-ups through Valkey: a word after each commit, so that readers need not poll. Losing one costs a moment."""

from uuid import UUID

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

FEED = "carryover:feed"  # organisations whose log has grown, ids with commas between
MOVED = "carryover:moved"  # organisations whose read models have moved

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

    async def __call__(self, org_ids: set[UUID]) -> None:
        """Never raises: who is not woken polls."""
        try:
            await self._valkey.publish(self._channel, ",".join(map(str, org_ids)))
            self._quiet = False
        except (RedisError, OSError) as error:
            if not self._quiet:
                log.warning("wake_ups_lost", error=str(error))
            self._quiet = True
