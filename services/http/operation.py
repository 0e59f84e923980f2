"""What one address of the API is: how it is reached, what it takes and gives, and the function behind it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, ValidationError, convert

from services.actor import NOBODY, Actor
from services.context import Context
from services.http.access import ACCESS
from services.http.allowed import GUARDS, Guards
from services.http.audit.noting import audited
from services.http.audit.seen import Seen
from services.http.csv import JSON, MEDIA_TYPE
from services.http.etags import etag_of, is_known, kept_headers
from services.http.gate import ACTOR, address_of
from services.http.idempotency import answered_once
from services.http.listed import FORMAT, asks_for_csv, in_lines
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem
from services.http.request_told import REQUEST_ID
from services.http.who import nobody
from services.measured.requests import DOOR, Door

Headers = Mapping[str, str]

OK, NOT_MODIFIED = 200, 304


class Asked(NamedTuple):
    """One request, as the function behind an address sees it."""

    context: Context
    actor: Actor
    request_id: UUID  # events that it leads to carry it
    path: Mapping[str, str]  # the variable parts of the address
    query: Any  # the operation's query form, filled
    body: bytes
    headers: Headers
    seen: Seen  # whose data the answer gives: noted before it leaves
    guards: Guards = GUARDS


class Reply(NamedTuple):
    body: bytes
    headers: Headers = MappingProxyType({})
    media_type: str = "application/json"
    status: int = 200
    cookies: Sequence[Cookie] = ()


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

    method: Literal["GET", "POST", "PUT", "DELETE"]
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
    answer_status: int = 200  # where all is well
    rows: str | None = None  # the field of the answer that makes it a list, which is given as CSV too
    run: Callable[[Asked], Awaitable[Reply]] | None  # None: the gate has a plain route for it


def routes_of(operations: Iterable[Operation], guards: Guards = GUARDS) -> list[HTTPRouteHandler]:
    """The Litestar routes of all operations that have no plain one."""
    return [_route(operation, operation.run, guards) for operation in operations if operation.run is not None]


def _route(operation: Operation, run: Callable[[Asked], Awaitable[Reply]], guards: Guards) -> HTTPRouteHandler:
    """The gate has let the request in; who may ask for this is asked here, once, before anything is done."""
    access = ACCESS[operation.name]
    door = Door(operation.tag, operation.name)

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        request.scope["state"][DOOR] = door
        actor = request.scope["state"].get(ACTOR)
        if actor is None or (actor is NOBODY and not (access.open or access.nobody_too)):
            raise nobody()
        given = request.query_params.dict()
        in_csv = operation.rows is not None and asks_for_csv(given, request.headers.get("accept"))
        asked = Asked(
            context=request.app.state.context,
            actor=actor,
            request_id=request.scope["state"][REQUEST_ID],
            path=request.path_params,
            query=read_query(without_format(operation, given), operation.query),
            body=await request.body(),
            headers=request.headers,
            seen=Seen(operation.name, reads=operation.method == "GET", address=address_of(request.scope)),
            guards=guards,
        )
        async with nullcontext() if actor is NOBODY else audited(asked):
            if guards.access:
                access.check(actor)
            reply = await run(asked) if actor is NOBODY else await _once(asked, operation, run)
        reply = shaped(operation, reply, request.headers, in_csv=in_csv)
        return Response(
            reply.body,
            media_type=reply.media_type,
            headers=dict(reply.headers),
            cookies=reply.cookies,
            status_code=reply.status,
        )

    paths = [path.replace("}", ":str}") for path in (operation.path, *operation.also)]
    return HTTPRouteHandler(paths, http_method=[operation.method], name=operation.name, status_code=200)(handle)


async def _once(asked: Asked, operation: Operation, run: Callable[[Asked], Awaitable[Reply]]) -> Reply:
    """What `run` answers, or what was answered under the request's Idempotency-Key."""
    found = await answered_once(asked, operation, run)
    return found if isinstance(found, Reply) else Reply(found.body, found.headers)


def without_format(operation: Operation, given: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """The parameters that the operation's own form has to know."""
    return given if operation.rows is None else {name: values for name, values in given.items() if name != FORMAT}


def shaped(operation: Operation, reply: Reply, headers: Headers, *, in_csv: bool) -> Reply:
    """The reply as it was asked for: a list in CSV; of a single thing nothing more where the asker has it already."""
    if operation.rows is not None and in_csv:
        body, more = in_lines(operation.answers[0], operation.rows, reply.body)
        return Reply(body, {**reply.headers, **more, "vary": varying(reply.headers)}, MEDIA_TYPE)
    if operation.rows is not None and "etag" not in reply.headers:
        return reply._replace(headers={**reply.headers, "vary": varying(reply.headers)})
    if operation.method != "GET" or reply.status != OK or reply.media_type != JSON:
        return reply
    etag = reply.headers.get("etag") or etag_of(reply.body)
    told = {**reply.headers, "etag": etag}
    if is_known(etag, headers.get("if-none-match")):
        return Reply(b"", kept_headers(told), JSON, NOT_MODIFIED)
    return reply._replace(headers=told)


def varying(headers: Headers) -> str:
    """What a list's answer depends on: whether it was asked for as CSV, and what it says itself."""
    return ", ".join(["accept", headers["vary"]] if "vary" in headers else ["accept"])


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
