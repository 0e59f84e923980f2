"""One connection of the soak's load client: a request, its whole answer, the next request."""

import asyncio
from typing import NamedTuple, Protocol, cast

from bench.load import whole_size
from bench.soak.asking import Ask
from bench.soak.life import Patient

COME_AGAIN = (b"HTTP/1.1 503 ", b"\r\nretry-after: 1\r\n")


class Asked(NamedTuple):
    """A request on its way."""

    patient: Patient | None
    ask: Ask
    due: float  # when it was to be sent for the first time


class Hearer(Protocol):
    """Who is told what came."""

    def answered(self, connection: "Connection", asked: Asked, body: bytes) -> None: ...
    def turned_away(self, connection: "Connection", asked: Asked) -> None: ...
    def failed(self, why: str) -> None: ...


class Connection(asyncio.Protocol):
    """Says what came to its hearer."""

    def __init__(self, hearer: Hearer) -> None:
        self._hearer = hearer
        self._transport: asyncio.WriteTransport | None = None
        self._asked: Asked | None = None
        self._pending = b""
        self._closed = False
        self.answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # of a TCP connection

    def ask(self, asked: Asked) -> None:
        assert self._transport is not None
        self._asked = asked
        self._transport.write(asked.ask.raw)

    def data_received(self, data: bytes) -> None:
        answer = self._pending + data if self._pending else data
        size = whole_size(answer)
        if size is None or len(answer) < size:
            self._pending = answer
            return
        self._pending = b""
        assert self._asked is not None
        asked, self._asked = self._asked, None
        self.answers += 1
        first, retry_after = COME_AGAIN
        if answer.startswith(first) and retry_after in answer:
            self._hearer.turned_away(self, asked)
            return
        ask = asked.ask
        if not answer.startswith(b"HTTP/1.1 %d " % ask.status) or ask.says not in answer or len(answer) > size:
            self._hearer.failed(f"{ask.kind}: {ask.raw[:600]!r} was answered {answer[:1000]!r}")
        self._hearer.answered(self, asked, answer.partition(b"\r\n\r\n")[2])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._closed:
            self._hearer.failed(f"a connection was lost: {exc}")

    def close(self) -> None:
        assert self._transport is not None
        self._closed = True
        self._transport.close()
