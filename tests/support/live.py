"""Listening to the live stream: what it says, event by event, over a real server or straight from the application."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import msgspec
from litestar.types import ASGIApp
from msgspec import Struct

SECONDS = 20.0
"""Within which whatever is waited for comes; no more than a net."""


class Heard(Struct, frozen=True):
    """One event."""

    kind: str
    place: str
    data: Mapping[str, Any]


class Ear:
    """One who listens. `next` waits for the next event, heartbeats left out unless they are asked for."""

    def __init__(self, chunks: AsyncIterator[bytes], headers: Mapping[str, str]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.headers = headers
        self.place: str | None = None
        """Of the last event that was heard."""

    async def next(self, *, heartbeats: bool = False) -> Heard:
        """Raises StopAsyncIteration at the end of the stream."""
        async with asyncio.timeout(SECONDS):
            while True:
                event = await self._event()
                if heartbeats or event.kind != "heartbeat":
                    return event

    async def hear(self, number: int) -> list[Heard]:
        return [await self.next() for _ in range(number)]

    async def _event(self) -> Heard:
        while True:
            text, found, rest = self._rest.partition(b"\n\n")
            if not found:
                self._rest += await anext(self._chunks)
                continue
            self._rest = rest
            fields = dict(line.split(": ", 1) for line in text.decode().splitlines())
            if "event" not in fields:
                assert set(fields) == {"retry"}
                continue
            self.place = fields["id"]
            return Heard(fields["event"], fields["id"], msgspec.json.decode(fields["data"]))


@asynccontextmanager
async def listening(address: str, key: str, last_id: str | None = None) -> AsyncIterator[Ear]:
    """Over a real server, once the first heartbeat was heard."""
    headers = {"authorization": f"Bearer {key}", **({} if last_id is None else {"last-event-id": last_id})}
    async with (
        httpx2.AsyncClient(base_url=address, timeout=SECONDS) as client,
        client.stream("GET", "/v1/stream", headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        ear = Ear(answer.aiter_bytes(), answer.headers)
        await ear.next(heartbeats=True)
        yield ear


class Line:
    """The wire between an application and one who listens in the same loop; `taken` lets the application go on."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()
        self.status = 0
        self.headers: dict[str, str] = {}
        self._asked = False
        self._said: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def receive(self) -> Any:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self.reads.wait()
        self._said.put_nowait(message["body"])
        if not message["more_body"]:
            self._said.put_nowait(None)

    async def chunks(self) -> AsyncIterator[bytes]:
        while (chunk := await self._said.get()) is not None:
            yield chunk


@asynccontextmanager
async def listening_in(app: ASGIApp, key: str, last_id: str | None = None) -> AsyncIterator[tuple[Ear, Line]]:
    """Straight from the application, once the first heartbeat was heard."""
    line = Line()
    headers = [(b"host", b"carryover.test"), (b"authorization", f"Bearer {key}".encode())]
    headers += [] if last_id is None else [(b"last-event-id", last_id.encode())]
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/v1/stream",
        "query_string": b"",
        "headers": headers,
    }
    asking = asyncio.ensure_future(app(scope, line.receive, line.send))
    ear = Ear(line.chunks(), line.headers)
    try:
        await ear.next(heartbeats=True)
        assert line.status == 200
        yield ear, line
    finally:
        line.gone.set()
        line.reads.set()
        async with asyncio.timeout(SECONDS):
            await asking
