"""A way to a server that can be cut for good, while the server itself goes on for everybody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
TURNS = 20  # of the event loop: to read an answer and to pass it on takes a few


class Way:
    """Listens on `port` and passes on whatever comes, until it is cut."""

    def __init__(self) -> None:
        self.port = 0
        self._server: asyncio.Server | None = None
        self._calls: set[asyncio.Task[None]] = set()

    async def cut(self) -> None:
        """End every connection, and refuse new ones. What the server has answered by now still arrives."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)


@asynccontextmanager
async def way_to(url: str) -> AsyncIterator[Way]:
    """A way to the server at this address, a Unix socket's or a host and port's, for the time of the block."""
    parts = urlsplit(url)
    way = Way()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if parts.scheme == "unix":
            to_reader, to_writer = await asyncio.open_unix_connection(unquote(parts.path))
        else:
            to_reader, to_writer = await asyncio.open_connection(parts.hostname, parts.port or 6379)
        try:
            await asyncio.gather(_pass_on(reader, to_writer), _pass_on(to_reader, writer))
        finally:
            writer.close()
            to_writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way._calls.add(asyncio.create_task(take(reader, writer)))

    way._server = await asyncio.start_server(begin, HOST, 0)
    way.port = way._server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        await way.cut()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    except ConnectionError:
        return  # the other side was killed
    finally:
        writer.close()
