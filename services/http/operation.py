"""What one address of the API is: how it is reached, what it takes and gives, and the function behind it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, ValidationError, convert

from services.actor import Actor
from services.context import Context
from services.http.auth import nobody
from services.http.gate import ACTOR, REQUEST_ID
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem

Headers = Mapping[str, str]


class Asked(NamedTuple):
    """One request, as the function behind an address sees it."""

    context: Context
    actor: Actor
    request_id: UUID  # events that it leads to carry it
    path: Mapping[str, str]  # the variable parts of the address
    query: Any  # the operation's query form, filled
    body: bytes
    headers: Headers


class Reply(NamedTuple):
    body: bytes
    headers: Headers = MappingProxyType({})


class NoQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


class Body(NamedTuple):
    """What an address takes: a component of the description by name, with examples by name."""

    media_type: str
    component: str
    examples: Mapping[str, Any]
    optional: bool = False


READ: Mapping[str, Any] = MappingProxyType({"headers": (AT_LEAST_HEADER,)})
"""What every reading of a read model shares."""

AT_LEAST_REFUSED = ("bad_cursor", "cursor_from_lost_log")
"""How a position that is handed back may be refused."""


class Operation(Struct, frozen=True, kw_only=True):
    """One address."""

    method: Literal["GET", "POST"]
    path: str  # with {names} for variable parts
    also: tuple[str, ...] = ()  # other addresses of the same
    name: str  # unique; clients are generated from it
    tag: str
    summary: str
    description: str = ""
    query: type[Struct] = NoQuery
    headers: tuple[str, ...] = ()  # that a request may carry
    bodies: tuple[Body, ...] = ()
    answers: tuple[type[Struct], ...]
    answer_type: str = "application/json"
    answer_example: str | None = None
    answer_headers: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()  # codes beside those that every address may answer
    run: Callable[[Asked], Awaitable[Reply]] | None  # None: the gate has a plain route for it


def routes_of(operations: Iterable[Operation]) -> list[HTTPRouteHandler]:
    """The Litestar routes of all operations that have no plain one."""
    return [_route(operation, operation.run) for operation in operations if operation.run is not None]


def _route(operation: Operation, run: Callable[[Asked], Awaitable[Reply]]) -> HTTPRouteHandler:
    """The gate has let the request in."""

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        actor = request.scope["state"].get(ACTOR)
        if actor is None:
            raise nobody()
        asked = Asked(
            context=request.app.state.context,
            actor=actor,
            request_id=request.scope["state"][REQUEST_ID],
            path=request.path_params,
            query=read_query(request.query_params.dict(), operation.query),
            body=await request.body(),
            headers=request.headers,
        )
        reply = await run(asked)
        return Response(reply.body, media_type="application/json", headers=dict(reply.headers), status_code=200)

    paths = [path.replace("}", ":str}") for path in (operation.path, *operation.also)]
    return HTTPRouteHandler(paths, http_method=[operation.method], name=operation.name, status_code=200)(handle)


def read_query(given: Mapping[str, list[str]], form: type[Struct]) -> Struct:
    """The filled query form. Raises Problem `invalid_parameter`, also for a parameter that nobody knows."""
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise Problem("invalid_parameter", f"{twice[0]} is given more than once.")
    if "null" in (value.lower() for values in given.values() for value in values):  # the lax reading takes it for none
        raise Problem("invalid_parameter", "A parameter that is not meant is left out.")
    try:
        return convert({name: values[0] for name, values in given.items()}, form, strict=False)
    except ValidationError as error:
        raise Problem("invalid_parameter", str(error).replace("Object", "The address")) from error
