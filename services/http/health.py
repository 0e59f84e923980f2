"""Whether the process lives, and whether it can serve: for load balancers and orchestrators, without a key."""

import asyncio
from contextlib import nullcontext
from typing import Any

from litestar import Request, Response, get
from redis.exceptions import RedisError

from eventstore.schema import Schema
from services.context import Context
from services.measured.standing import OK, PATIENCE_SECONDS, UNREACHABLE, standing


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
    ready = database == OK
    body = {"status": "ok" if ready else "unready", "database": database, "valkey": wake}
    return Response(body, status_code=200 if ready else 503, headers={} if ready else {"retry-after": "1"})


async def _database(context: Context, schema: Schema | None) -> str:
    state = await standing(nullcontext(context.app), schema)
    return "refusing" if state == OK and context.store.ailing else state


async def _valkey(context: Context) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await context.valkey.ping()
    except (RedisError, OSError, TimeoutError):
        return UNREACHABLE
    return OK
