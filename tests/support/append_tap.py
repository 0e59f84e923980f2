"""Strikes at an exact point of a chosen append: watches the api's words to Postgres for calls of log.append."""

from collections.abc import Callable, Iterator
from enum import Enum, auto

IDLE = b"Z\x00\x00\x00\x05I"
"""ReadyForQuery outside of a transaction: what was asked is committed."""


class Point(Enum):
    """Where in an append its api is struck."""

    BEFORE_THE_CALL = auto()
    IN_THE_CALL = auto()  # half of it is on its way
    AFTER_THE_CALL = auto()  # Postgres works on it
    AFTER_THE_COMMIT = auto()  # Postgres has answered, and the api does not know
    BEFORE_THE_ANSWER = auto()  # the api has answered, and its client does not know


class Strike:
    """One blow: at a point of the `countdown`th append (or answer) from now on, on whatever connection it comes."""

    def __init__(self, point: Point, countdown: int, blow: Callable[[], None]) -> None:
        self.point = point
        self._countdown = countdown
        self._blow = blow
        self.struck = False

    def is_due(self) -> bool:
        """Told of each append (or answer)."""
        self._countdown -= 1
        return self._countdown == 0

    def hit(self) -> None:
        self.struck = True
        self._blow()


class AppendTap:
    """One connection of the api to Postgres."""

    def __init__(self, strike: Callable[[], Strike | None]) -> None:
        self._strike = strike
        self._unread = b""
        self._started = False
        self._appends: set[bytes] = set()  # names of prepared statements
        self._waits_for_commit = False

    async def to_server(self, data: bytes) -> bytes:
        calls = sum(kind == b"B" and body.split(b"\0")[1] in self._appends for kind, body in self._messages(data))
        strike = self._strike()
        if not calls or strike is None or strike.point is Point.BEFORE_THE_ANSWER or not strike.is_due():
            return data
        if strike.point is Point.AFTER_THE_COMMIT:
            self._waits_for_commit = True
            return data
        strike.hit()
        return data[: {Point.BEFORE_THE_CALL: 0, Point.IN_THE_CALL: len(data) // 2}.get(strike.point, len(data))]

    async def to_client(self, data: bytes) -> bytes:
        strike = self._strike()
        if strike is None or not self._waits_for_commit or not data.endswith(IDLE):
            return data
        self._waits_for_commit = False
        strike.hit()
        return b""

    def _messages(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The whole messages in what came so far; the first one, which has no kind, is the greeting."""
        self._unread += data
        while len(self._unread) >= 5:
            head = 1 if self._started else 0
            length = head + int.from_bytes(self._unread[head : head + 4], "big")
            if len(self._unread) < length:
                return
            kind, body = self._unread[:head], self._unread[head + 4 : length]
            self._unread, self._started = self._unread[length:], True
            if kind == b"P" and b"log.append(" in body:
                self._appends.add(body.partition(b"\0")[0])
            yield kind, body


class AnswerTap:
    """One connection of a client to the api."""

    def __init__(self, strike: Callable[[], Strike | None]) -> None:
        self._strike = strike

    async def to_server(self, data: bytes) -> bytes:
        return data

    async def to_client(self, data: bytes) -> bytes:
        strike = self._strike()
        if strike is None or strike.point is not Point.BEFORE_THE_ANSWER or not strike.is_due():
            return data
        strike.hit()
        return b""
