"""What leaves by the gate: each answer with the headers that every one carries, and what is large in pieces."""

import asyncio
from collections.abc import Collection, Iterable
from uuid import UUID

from litestar.types import Message, Send

from services.http.page_door import ToldPage
from services.http.problems import MEDIA_TYPE, Problem, body_of
from services.http.rate_limit import headers_of
from services.measured.requests import NOT_ANSWERED
from services.quotas.limiter import Standing

ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""Headers of every answer that does not say otherwise itself."""
OWN = frozenset(name for name, _ in ALWAYS)

TOO_MANY = 429
PIECE = 1 << 16  # bytes of an answer that are handed to the server at once
SECONDS_AT_MOST = 60.0  # for the reader of an answer of several pieces


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
        self.status = NOT_ANSWERED
        self.standing: Standing | None = None  # to the quota that counts

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            given = [*message["headers"]]
            there = {name.lower() for name, _ in given}
            own = self._own if OWN.isdisjoint(there) else [own for own in self._own if own[0] not in there]
            message["headers"] = [*given, *own, *self._quota(there)]
        elif message["type"] == "http.response.body" and len(message["body"]) > PIECE:
            await self._in_pieces(message["body"], more=message["more_body"])
            return
        await self._send(message)

    async def whole(
        self, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]], media_type: bytes = b"application/json"
    ) -> None:
        """An answer of ours; none of its headers is among those that every answer carries."""
        self.begun, self.status = True, status
        told = [(b"content-type", media_type), (b"content-length", b"%d" % len(body)), *headers, *self._own]
        told += self._quota([name for name, _ in headers] if status == TOO_MANY else ())
        await self._send({"type": "http.response.start", "status": status, "headers": told})
        if len(body) > PIECE:
            await self._in_pieces(body, more=False)
        else:
            await self._send({"type": "http.response.body", "body": body, "more_body": False})

    def _quota(self, there: Collection[bytes]) -> Iterable[tuple[bytes, bytes]]:
        """How who asks stands; where the answer tells of another quota, that one counts."""
        return () if self.standing is None or b"ratelimit" in there else headers_of(self.standing)

    async def problem(self, problem: Problem) -> None:
        headers = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
        await self.whole(problem.status, body_of(problem, self._request_id), headers, MEDIA_TYPE.encode())

    async def page(self, page: ToldPage) -> None:
        headers = [
            (b"content-type", f"{page.media_type}; charset=utf-8".encode()),
            (b"content-length", b"%d" % len(page.body)),
        ]
        headers += [(name.encode(), value.encode()) for name, value in page.headers.items()]
        await self({"type": "http.response.start", "status": page.status, "headers": headers})
        await self({"type": "http.response.body", "body": page.body, "more_body": False})

    async def _in_pieces(self, body: bytes, *, more: bool) -> None:
        try:
            async with asyncio.timeout(SECONDS_AT_MOST):
                for start in range(0, len(body), PIECE):
                    last = start + PIECE >= len(body)
                    piece = body[start : start + PIECE]
                    await self._send({"type": "http.response.body", "body": piece, "more_body": more or not last})
        except TimeoutError as error:
            raise TooSlowToRead from error
