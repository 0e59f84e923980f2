"""The one way in: every request passes here, is given a number, a known sender and a bounded body, then finds its door.

The events door stands beside Litestar, not behind it (half of the speed is there). What must hold for both stands
here and nowhere else: keys, limits, content types, errors, headers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from eventstore.ids import random_id
from services.actor import Actor
from services.http.auth import Keys
from services.http.body import (
    EVENTS_PATH,
    INBOUND_BELOW,
    SECONDS_FOR_A_BODY,
    STREAM_PATH,
    UNSUBSCRIBE_BELOW,
    Heading,
    heading_of,
    media_type,
    read_body,
)
from services.http.patience import Patience
from services.http.problems import MEDIA_TYPE, Problem, body_of, problem_of
from services.http.red_flags import COMMAND_PATH, may_hold_one, with_general_text

log = structlog.get_logger()

ACTOR = "carryover_actor"  # where the request's scope keeps who asks
REQUEST_ID = "carryover_request"  # and its number, a UUID: every event that it leads to carries it in the log

ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""Headers of every answer that does not say otherwise itself."""
OWN = frozenset(name for name, _ in ALWAYS)

OPEN = frozenset({"/livez", "/readyz", "/openapi.json", "/docs"})
OPEN_BELOW = ("/docs/", "/definition/", "/problems/")
"""What may be asked without a key. Everything else, known or not, wants one."""

SIGNED_BELOW = (INBOUND_BELOW, UNSUBSCRIBE_BELOW)
"""What is signed in another way than by a key."""

INTERNAL = 500  # from here on the fault is on our side
PIECE = 1 << 16  # bytes of an answer that are handed to the server at once
SECONDS_AT_MOST = 60.0  # for the reader of an answer of several pieces

Door = Callable[[Actor, UUID, str, bytes, bytes | None], Awaitable[tuple[bytes, list[tuple[bytes, bytes]]]]]
"""A plain route: from who asks, the request's number, the type of the body, the body whole and the languages asked for
to the answer's body and its headers; or it raises what is answered as a problem."""


LongDoor = Callable[[Actor, Heading, HTTPScope, Receive, Send], Awaitable[None]]
"""A plain route that answers bit by bit, by itself; what it raises before that is answered as a problem."""


class Gate:
    """The ASGI application. `end` is called when the process is told to stop, for what would not end by itself."""

    def __init__(
        self, rest: ASGIApp, keys: Keys, events_door: Door, stream_door: LongDoor, end: Callable[[], None]
    ) -> None:
        self._rest = rest
        self._keys = keys
        self._events_door = events_door
        self._stream_door = stream_door
        self.end = end
        self._patience = Patience(SECONDS_FOR_A_BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:  # the lifespan
            await self._rest(scope, receive, send)
            return
        request_id = random_id()
        answered = Answered(send, request_id)
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
            problem = noted(error, request_id)
            if scope["path"] == COMMAND_PATH:
                problem = with_general_text(problem, dict(scope["headers"]).get(b"accept-language"))
            await answered.problem(problem)

    async def _let_in(self, scope: HTTPScope, receive: Receive, send: "Answered", request_id: UUID) -> None:
        path, heading = scope["path"], heading_of(scope)
        state = {**scope.get("state", {}), REQUEST_ID: request_id}
        scope["state"] = state
        if path in OPEN or path.startswith(OPEN_BELOW):
            await self._rest(scope, receive, send)
            return
        if path.startswith(SIGNED_BELOW):
            await self._rest(scope, replayed(await read_body(path, heading, receive, self._patience)), send)
            return
        try:
            actor = await self._keys.actor(heading.get(b"authorization"))
        except Exception as error:
            problem = problem_of(error)
            if path != EVENTS_PATH or problem.status < INTERNAL:  # nobody who may send anything
                raise
            if not may_hold_one(await read_body(path, heading, receive, self._patience)):
                raise
            raise with_general_text(problem, heading.get(b"accept-language")) from error
        if path == EVENTS_PATH and scope["method"] != "POST":
            raise Problem("method_not_allowed", headers={"allow": "POST"})
        if path == STREAM_PATH and scope["method"] != "GET":
            raise Problem("method_not_allowed", headers={"allow": "GET"})
        body = await read_body(path, heading, receive, self._patience)
        if path == EVENTS_PATH:
            languages = heading.get(b"accept-language")
            await send.whole(200, *await self._events_door(actor, request_id, media_type(heading), body, languages))
            return
        if path == STREAM_PATH:
            await self._stream_door(actor, heading, scope, receive, send)
            return
        state[ACTOR] = actor
        await self._rest(scope, replayed(body), send)


class TooSlowToRead(Exception):
    """Nobody reads the answer."""


class Answered:
    """Sends on, with the headers that every answer carries; what is large in pieces, so that one who asks and does not
    read holds one piece of our memory, and not for long."""

    def __init__(self, send: Send, request_id: UUID) -> None:
        self._send = send
        self._request_id = request_id
        self._own = (*ALWAYS, (b"carryover-request", str(request_id).encode()))
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            given = [*message["headers"]]
            there = {name.lower() for name, _ in given}
            own = self._own if OWN.isdisjoint(there) else [own for own in self._own if own[0] not in there]
            message["headers"] = [*given, *own]
        elif message["type"] == "http.response.body" and len(message["body"]) > PIECE:
            await self._in_pieces(message["body"], more=message["more_body"])
            return
        await self._send(message)

    async def whole(
        self, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]], media_type: bytes = b"application/json"
    ) -> None:
        """An answer of ours; none of its headers is among those that every answer carries."""
        self.begun = True
        told = [(b"content-type", media_type), (b"content-length", b"%d" % len(body)), *headers, *self._own]
        await self._send({"type": "http.response.start", "status": status, "headers": told})
        if len(body) > PIECE:
            await self._in_pieces(body, more=False)
        else:
            await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def problem(self, problem: Problem) -> None:
        headers = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
        await self.whole(problem.status, body_of(problem, self._request_id), headers, MEDIA_TYPE.encode())

    async def _in_pieces(self, body: bytes, *, more: bool) -> None:
        try:
            async with asyncio.timeout(SECONDS_AT_MOST):
                for start in range(0, len(body), PIECE):
                    last = start + PIECE >= len(body)
                    piece = body[start : start + PIECE]
                    await self._send({"type": "http.response.body", "body": piece, "more_body": more or not last})
        except TimeoutError as error:
            raise TooSlowToRead from error


def replayed(body: bytes) -> Receive:
    """A body that was read, to be read again."""
    pending: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return pending.pop() if pending else {"type": "http.disconnect"}

    return receive


def noted(error: Exception, request_id: UUID) -> Problem:
    """The problem to answer; what nobody foresaw goes to the log, with the number that the answer carries."""
    problem = problem_of(error)
    if problem.code == "internal":
        log.error("request_failed", request=str(request_id), exc_info=error)
    return problem
