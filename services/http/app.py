"""The HTTP application: the gate in front, the events door beside Litestar, and Litestar with everything else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response
from litestar.types import ASGIApp, HTTPScope, Send

from eventstore.directory import FoundLink, find_link
from services.actor import Actor
from services.context import Context, open_context
from services.http.auth import Keys
from services.http.docs import docs_routes
from services.http.events_door import EventsDoor
from services.http.gate import REQUEST_ID, Gate, noted
from services.http.health import livez, readyz
from services.http.operation import routes_of
from services.http.operations import OPERATIONS
from services.http.problems import MEDIA_TYPE, body_of
from services.settings import Settings


class Doors:
    """What exists while the service runs."""

    def __init__(self, context: Context) -> None:
        async def find(kind: str, hash_: bytes) -> FoundLink | None:
            return await find_link(context.app, kind, hash_)

        self.context = context
        self.keys = Keys(find)
        self.events = EventsDoor(context)


def create_app(settings: Settings | None = None, *, context: Context | None = None) -> ASGIApp:
    """The ASGI application. It opens its context from `settings` when it starts, or uses an open one."""
    opened: list[Doors] = [Doors(context)] if context is not None else []

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if settings is None:
            yield
            return
        async with open_context(settings) as fresh:
            opened.append(Doors(fresh))
            app.state.context = fresh
            try:
                yield
            finally:
                opened.clear()

    async def events_door(scope: HTTPScope, actor: Actor, body: bytes, send: Send) -> None:
        await opened[0].events(scope, actor, body, send)

    app = Litestar(
        [
            livez,
            readyz,
            *docs_routes(),
            *routes_of(OPERATIONS),
        ],
        lifespan=[lifespan],
        exception_handlers={Exception: answer_error},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the gate has its own
    )
    app.state.context = context
    return Gate(app, lambda: opened[0].keys, events_door)


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The same problems as everywhere."""
    request_id = request.scope["state"].get(REQUEST_ID, "")
    problem = noted(error, request_id)
    return Response(
        body_of(problem, request_id), status_code=problem.status, media_type=MEDIA_TYPE, headers=dict(problem.headers)
    )
