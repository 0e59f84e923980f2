"""Whether the process lives, and whether it can serve: for load balancers and orchestrators, without a key."""

import asyncio
from typing import Any

import asyncpg
import structlog
from litestar import Request, Response, get
from redis.exceptions import RedisError

from eventstore.schema import Schema, SchemaFound
from services.context import Context

PATIENCE_SECONDS = 2.0

# Whether the server may write; of a table, so that a database without ours is not taken for it.
WRITABLE = (
    "SELECT current_setting('transaction_read_only') = 'off' AND NOT EXISTS (SELECT FROM log.feed_head WHERE false)"
)

log = structlog.get_logger()


@get("/livez", name="livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", name="readyz")
async def readyz(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """200 while Postgres answers, has the schema that this program needs, and takes what is written; without Valkey the
    service is slower, not unready.
    """
    context: Context = request.app.state.context
    database, wake = await asyncio.gather(_database(context, request.app.state.schema), _valkey(context))
    ready = database == "ok"
    body = {"status": "ok" if ready else "unready", "database": database, "valkey": wake}
    return Response(body, status_code=200 if ready else 503, headers={} if ready else {"retry-after": "1"})


async def _database(context: Context, schema: Schema | None) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            found = await schema.found(context.app) if schema else SchemaFound()
            if not found.fits:
                log.warning("schema_does_not_fit", waiting=found.waiting, alone=found.alone)
                return "not_migrated" if found.waiting else "newer"
            writable = await context.app.fetchval(WRITABLE)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        log.warning("database_unreachable", error=str(error))
        return "unreachable"
    if not writable:
        return "read_only"
    return "refusing" if context.store.ailing else "ok"


async def _valkey(context: Context) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await context.valkey.ping()
    except (RedisError, OSError, TimeoutError):
        return "unreachable"
    return "ok"
