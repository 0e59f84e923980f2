"""The one way in: every request passes here, is given a number, a known sender and a bounded body, then finds its door.

The events door stands beside Litestar, not behind it (half of the speed is there). What must hold for both stands
here and nowhere else: who asks, limits, content types, errors, headers.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from eventstore.ids import random_id
from services.actor import NOBODY, Actor
from services.http.address import Addresses, place_of
from services.http.answered import Answered, TooSlowToRead
from services.http.binary_mode import in_one_piece
from services.http.body import (
    EVENTS_PATH,
    INBOUND_BELOW,
    SECONDS_FOR_A_BODY,
    STREAM_PATH,
    TOKEN_BELOW,
    UNSUBSCRIBE_BELOW,
    Heading,
    heading_of,
    media_type,
    read_body,
)
from services.http.media_room import MediaRoom
from services.http.opened import SANDBOXES_PATH, is_opened
from services.http.page_door import Pages
from services.http.patience import Patience
from services.http.problems import Problem, bare, problem_of
from services.http.red_flags import COMMAND_PATHS, may_hold_one, with_general_text
from services.http.request_told import begun, noted, tell_line, tell_span, traceparent_in
from services.http.who import Who
from services.measured.requests import DOOR, REQUESTS
from services.measured.requests import Door as Asked
from services.quotas.limiter import Limiter, Standing, TooMany
from services.tracing.current import step
from services.tracing.tracing import OFF, Tracing

log = structlog.get_logger()

ACTOR = "carryover_actor"  # where the request's scope keeps who asks

PROBES = frozenset({"/livez", "/readyz"})
"""Asked every few seconds, and never traced."""

OPEN = frozenset({"/livez", "/readyz", "/openapi.json", "/asyncapi.json", "/docs"})
OPEN_BELOW = ("/docs/", "/definition/", "/problems/")
"""What may be asked without a key. Everything else, known or not, wants one."""

SIGNED_BELOW = (INBOUND_BELOW, UNSUBSCRIBE_BELOW, TOKEN_BELOW)
"""What is signed in another way than by a key."""

EVENTS_DOOR = Asked("events", "takeEvents")
STREAM_DOOR = Asked("live", "liveStream", long=True)
"""The plain routes, by their names in the description of the API."""

INTERNAL = 500  # from here on the fault is on our side

Door = Callable[[Actor, UUID, str, bytes, bytes | None, str | None], Awaitable[tuple[bytes, list[tuple[bytes, bytes]]]]]
"""A plain route: from who asks, the request's number, the type of the body, the body whole, the languages asked for and
the address it came from to the answer's body and its headers; or it raises what is answered as a problem."""


LongDoor = Callable[[Actor, Heading, HTTPScope, Receive, Send], Awaitable[None]]
"""A plain route that answers bit by bit, by itself; what it raises before that is answered as a problem."""


class Gate:
    """The ASGI application. `end` is called when the process is told to stop, for what would not end by itself."""

    def __init__(
        self,
        rest: ASGIApp,
        who: Who,
        limiter: Limiter,
        addresses: Addresses,
        events_door: Door,
        stream_door: LongDoor,
        end: Callable[[], None],
        *,
        pages: Pages,
        open_sandboxes: bool = False,
        tracing: Tracing = OFF,
        log_requests: bool = False,
    ) -> None:
        self._rest = rest
        self._tracing = tracing
        self._log_requests = log_requests
        self._who = who
        self._limiter = limiter
        self._addresses = addresses
        self._events_door = events_door
        self._stream_door = stream_door
        self._pages = pages
        self._open_sandboxes = open_sandboxes
        self.end = end
        self._patience = Patience(SECONDS_FOR_A_BODY)
        self._media = MediaRoom()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:  # the lifespan
            await self._rest(scope, receive, send)
            return
        request_id = random_id()
        begun(scope, request_id)
        answered = Answered(send, request_id)
        began = REQUESTS.begun()
        try:
            await self._told(scope, receive, answered, request_id)
        finally:
            REQUESTS.ended(began, scope, answered.status)

    async def _told(self, scope: HTTPScope, receive: Receive, answered: Answered, request_id: UUID) -> None:
        try:
            if self._tracing.follows(request_id) and scope["path"] not in PROBES:
                with self._tracing.request(request_id, traceparent_in(scope)) as span:
                    try:
                        await self._answer(scope, receive, answered, request_id)
                    finally:
                        tell_span(span, scope, answered.status)
            else:
                await self._answer(scope, receive, answered, request_id)
        finally:
            if self._log_requests:
                tell_line(scope, answered.status)

    async def _answer(self, scope: HTTPScope, receive: Receive, answered: Answered, request_id: UUID) -> None:
        try:
            await self._let_in(scope, receive, answered, request_id)
        except TooSlowToRead:  # granian closes the connection
            log.info("answer_not_read", request=str(request_id))
        except asyncio.CancelledError:  # the process ends, and this request has outlived the time it had
            if not answered.begun:
                await answered.problem(Problem("busy"))
            raise
        except Exception as error:  # the last net: whatever happened is answered
            if answered.begun:
                raise
            problem = noted(error, scope)
            if self._pages.has(scope):
                await answered.page(self._pages.refused(problem, *asked_of(scope), request_id))
                return
            if scope["path"] in COMMAND_PATHS:
                problem = with_general_text(problem, dict(scope["headers"]).get(b"accept-language"))
            await answered.problem(bare(problem))

    async def _let_in(self, scope: HTTPScope, receive: Receive, send: "Answered", request_id: UUID) -> None:
        path, heading = scope["path"], heading_of(scope)
        state = scope["state"]
        if self._addresses.trusted:
            scope["client"] = (self._addresses(scope) or "", 0)  # from here on, whoever asks for it
        opened = is_opened(scope["method"], path) or self._makes_a_sandbox(scope["method"], path, heading)
        if opened or is_counted_by_address(scope["method"], path):
            send.standing = await self._limiter.address(place_of(address_of(scope)))
        if path in OPEN or path.startswith(OPEN_BELOW) or self._pages.is_open(path):
            await self._rest(scope, receive, send)
            return
        if path.startswith(SIGNED_BELOW):
            await self._rest(scope, replayed(await read_body(path, heading, receive, self._patience)), send)
            return
        if opened:
            state[ACTOR] = NOBODY
            await self._rest(scope, replayed(await read_body(path, heading, receive, self._patience)), send)
            return
        try:
            with step("authenticate"):
                actor = await self._who.actor(scope["method"], path, heading)
        except Exception as error:
            problem = problem_of(error)
            if path != EVENTS_PATH or problem.status < INTERNAL:  # nobody who may send anything
                raise
            sent = await read_body(path, heading, receive, self._patience)
            if not may_hold_one(in_one_piece(media_type(heading), heading, sent)[1]):
                raise
            raise with_general_text(problem, heading.get(b"accept-language")) from error
        send.standing, read = await self._admitted(actor, path, heading, receive)
        if path == EVENTS_PATH and scope["method"] not in ("GET", "POST"):
            raise Problem("method_not_allowed", headers={"allow": "GET, POST"})
        if path == STREAM_PATH and scope["method"] != "GET":
            raise Problem("method_not_allowed", headers={"allow": "GET"})
        if self._media.takes(scope["method"], path, actor):
            async with self._media.body(path, heading, receive) as sent:
                state[ACTOR] = actor
                await self._rest(scope, replayed(sent), send)
            return
        posts_events = path == EVENTS_PATH and scope["method"] == "POST"
        taken_at = path if posts_events or path != EVENTS_PATH else ""  # who reads the feed sends no events
        body = await read_body(taken_at, heading, receive, self._patience) if read is None else read
        if posts_events:
            state[DOOR] = EVENTS_DOOR
            languages = heading.get(b"accept-language")
            kind, body = in_one_piece(media_type(heading), heading, body)
            address = address_of(scope)
            await send.whole(200, *await self._events_door(actor, request_id, kind, body, languages, address))
            return
        if path == STREAM_PATH:
            state[DOOR] = STREAM_DOOR
            await self._stream_door(actor, heading, scope, receive, send)
            return
        state[ACTOR] = actor
        await self._rest(scope, replayed(body), send)

    def _makes_a_sandbox(self, method: str, path: str, heading: Heading) -> bool:
        """Whether somebody asks for one without a key, where they may."""
        known = b"authorization" in heading or b"cookie" in heading
        return self._open_sandboxes and (method, path) == ("POST", SANDBOXES_PATH) and not known

    async def _admitted(
        self, actor: Actor, path: str, heading: Heading, receive: Receive
    ) -> tuple[Standing, bytes | None]:
        """How the actor stands now, and the body where it had to be read. Raises TooMany.

        What may hold a red flag has a quota of its own for when the other one is used up, and beyond that an answer
        that says whom to call.
        """
        try:
            return await self._limiter.request(actor), None
        except TooMany:
            if path != EVENTS_PATH and path not in COMMAND_PATHS:
                raise
            body = await read_body(path, heading, receive, self._patience)
            if path == EVENTS_PATH and not may_hold_one(in_one_piece(media_type(heading), heading, body)[1]):
                raise
        try:
            return await self._limiter.red_flag(actor), body
        except TooMany as error:
            raise with_general_text(problem_of(error), heading.get(b"accept-language")) from error


def is_counted_by_address(method: str, path: str) -> bool:
    """Whether tries are counted there although nobody knows yet who asks."""
    return is_opened(method, path) or path.startswith(TOKEN_BELOW)


def wants_no_key(method: str, path: str) -> bool:
    """Whether an address is asked without a key: by everyone, or signed in another way."""
    return is_opened(method, path) or path in OPEN or path.startswith((*OPEN_BELOW, *SIGNED_BELOW))


def asked_of(scope: HTTPScope) -> tuple[str, bytes, Heading]:
    """The address that was asked, its parameters, and what the request said of itself."""
    return scope["path"], scope["query_string"], dict(scope["headers"])


def address_of(scope: Scope) -> str | None:
    """Where the request came from, as far as the server knows."""
    client = scope.get("client")
    return client[0] if client else None


def replayed(body: bytes) -> Receive:
    """A body that was read, to be read again."""
    pending: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return pending.pop() if pending else {"type": "http.disconnect"}

    return receive
