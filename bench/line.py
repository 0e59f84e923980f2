"""One connection to a server, kept open: a request goes out whole, its answer comes back whole."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from bench.grounds import HOST
from bench.rounds import BenchFailed

PATIENCE_SECONDS = 60


class Reply(NamedTuple):
    status: int
    body: bytes


def request(
    method: str, path: str, *, key: str | None = None, body: bytes = b"", media_type: str = "application/json"
) -> bytes:
    """The whole of a request, as a partner's app or a therapist's browser sends it."""
    head = [f"{method} {path} HTTP/1.1", f"host: {HOST}", "accept: application/json"]
    if key is not None:
        head.append(f"authorization: Bearer {key}")
    if body:
        head += [f"content-type: {media_type}", f"content-length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


class Line:
    """Carries one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, request: bytes, status: int = 200) -> Reply:
        """Raises BenchFailed for another status than the one that is right, and where no whole answer comes."""
        reply = await self.send(request)
        if reply.status != status:
            raise BenchFailed(f"{_first_line(request)} was answered {reply.status}: {reply.body[:1000]!r}")
        return reply

    async def send(self, request: bytes) -> Reply:
        """Whatever the status. Raises BenchFailed where no whole answer comes."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._writer.write(request)
                return await self._answer()
        except (OSError, EOFError, TimeoutError) as error:
            raise BenchFailed(f"no answer to {_first_line(request)}: {error!r}") from error

    async def _answer(self) -> Reply:
        head = await self._reader.readuntil(b"\r\n\r\n")
        _, found, rest = head.lower().partition(b"\r\ncontent-length:")
        if not found:
            raise BenchFailed(f"an answer tells no length: {head!r}")
        return Reply(int(head[9:12]), await self._reader.readexactly(int(rest.partition(b"\r\n")[0])))


def _first_line(request: bytes) -> str:
    return request.partition(b"\r\n")[0].decode()


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[list[Line]]:
    """So many connections to a server on this machine."""
    async with AsyncExitStack() as opened:
        made = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection(HOST, port)
            opened.callback(writer.close)
            made.append(Line(reader, writer))
        yield made
