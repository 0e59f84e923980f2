"""Whether the process lives, and whether it can serve: for load balancers and orchestrators, without a key."""

import asyncio
from typing import Any

import asyncpg
import structlog
from litestar import Request, Response, get
from redis.exceptions import RedisError

from services.context import Context

PATIENCE_SECONDS = 2.0

log = structlog.get_logger()


@get("/livez", name="livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", name="readyz")
async def readyz(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """200 while Postgres answers; without Valkey the service is slower to notice, not unready."""
    context: Context = request.app.state.context
    database, wake = await asyncio.gather(_database(context), _valkey(context))
    ready = database == "ok"
    body = {"status": "ok" if ready else "unready", "database": database, "valkey": wake}
    return Response(body, status_code=200 if ready else 503, headers={} if ready else {"retry-after": "1"})


async def _database(context: Context) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await context.app.fetchval("SELECT count(*) FROM log.feed_head")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        log.warning("database_unreachable", error=str(error))
        return "unreachable"
    return "ok"


async def _valkey(context: Context) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await context.valkey.ping()
    except (RedisError, OSError, TimeoutError):
        return "unreachable"
    return "ok"
