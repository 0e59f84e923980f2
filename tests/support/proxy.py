"""A link between two processes that a test can slow, slice, silence, tear and cut, while both of them go on running."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

HOST = "127.0.0.1"
CHUNK = 1 << 16  # bytes
TURNS = 20  # of the event loop: to read an answer and to pass it on takes a few
TASK = "link"
"""The name of every task of a proxy, so that a test that looks for forgotten tasks can leave them out."""

AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: the close is a reset, and what was not yet read is lost


class Tap(Protocol):
    """Sees the bytes of one connection on their way; what it answers goes on. It may hold them up."""

    async def to_server(self, data: bytes) -> bytes: ...
    async def to_client(self, data: bytes) -> bytes: ...


class Proxy:
    """Listens on `port` of this machine and passes on whatever comes, in the way it was told to last.

    `delay` is in seconds for each piece in each direction; `sliced`: one byte at a time.
    """

    def __init__(self, url: str, tap: Callable[[], Tap] | None = None) -> None:
        """`url`: of the server, a Postgres, Valkey or HTTP address. `tap` makes one for each connection."""
        self.port = 0
        self.delay = 0.0
        self.sliced = False
        self._to = url
        self._tap = tap
        self._passing = asyncio.Event()
        self._passing.set()
        self._connections: dict[asyncio.Task[None], _Connection] = {}
        self._server: asyncio.Server | None = None

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    def url(self, url: str) -> str:
        """The same address by this way."""
        parts = urlsplit(url)
        role, at, _ = parts.netloc.rpartition("@")
        if parts.scheme == "unix":
            return f"redis://{HOST}:{self.port}/{parse_qs(parts.query)['db'][0]}"
        query = "sslmode=disable" if parts.scheme.startswith("postgres") else parts.query
        return parts._replace(netloc=f"{role}{at}{HOST}:{self.port}", query=query).geturl()

    def silence(self) -> None:
        """Nothing passes, nothing ends, and who connects waits: a network that swallows everything."""
        self._passing.clear()

    def mend(self) -> None:
        """What silence held goes on; nothing is slow or sliced any more."""
        self._passing.set()
        self.delay, self.sliced = 0.0, False

    def reset(self) -> None:
        """Every connection breaks at both ends; new ones are welcome."""
        for connection in self._connections.values():
            connection.reset()

    def forget(self) -> None:
        """The server sees every connection break, its client sees nothing and waits; new ones are welcome."""
        for connection in self._connections.values():
            connection.forget()

    async def cut(self) -> None:
        """End every connection, and refuse new ones. What the server has answered by now still arrives."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
        calls = list(self._connections)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def listen(self) -> None:
        """On any free port, or on the one it was cut off from."""
        self._server = await asyncio.start_server(self._begin, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(reader, writer)
        call = asyncio.create_task(self._serve(connection), name=TASK)
        self._connections[call] = connection
        call.add_done_callback(lambda done: self._connections.pop(done, None))

    async def _serve(self, connection: "_Connection") -> None:
        tap = self._tap() if self._tap else None
        try:
            await self._passing.wait()
            if await connection.open(self._to):
                forth = self._pump(connection.from_client, connection.to_server, tap.to_server if tap else _as_it_is)
                back = self._pump(connection.from_server, connection.to_client, tap.to_client if tap else _as_it_is)
                async with asyncio.TaskGroup() as both:
                    both.create_task(forth, name=TASK)
                    both.create_task(back, name=TASK)
        finally:
            connection.close()

    async def _pump(
        self,
        read: Callable[[], Awaitable[bytes]],
        write: Callable[[bytes], Awaitable[None]],
        tapped: Callable[[bytes], Awaitable[bytes]],
    ) -> None:
        while some := await read():
            some = await tapped(some)
            for piece in _pieces(some, 1 if self.sliced else CHUNK):
                await asyncio.sleep(self.delay)
                await self._passing.wait()
                await write(piece)
        await write(b"")


class _Connection:
    """One client's connection and its continuation to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._client = reader, writer
        self._server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._forgotten = False

    async def open(self, url: str) -> bool:
        """Where no server is, the client sees its connection end."""
        with suppress(OSError):
            self._server = await _connected(url)
        return self._server is not None

    async def from_client(self) -> bytes:
        return await _read(self._client[0])

    async def from_server(self) -> bytes:
        assert self._server is not None
        if some := await _read(self._server[0]):
            return some
        if self._forgotten:
            with suppress(ConnectionError):
                await self._client[1].wait_closed()
        return b""

    async def to_server(self, data: bytes) -> None:
        assert self._server is not None
        if not self._forgotten:
            await _written(self._server[1], data)
        elif not data:
            self._client[1].close()

    async def to_client(self, data: bytes) -> None:
        await _written(self._client[1], data)

    def forget(self) -> None:
        self._forgotten = True
        if self._server is not None:
            _break(self._server[1])

    def reset(self) -> None:
        for _, writer in filter(None, (self._client, self._server)):
            _break(writer)

    def close(self) -> None:
        for _, writer in filter(None, (self._client, self._server)):
            writer.close()


@asynccontextmanager
async def proxy_to(url: str, tap: Callable[[], Tap] | None = None) -> AsyncIterator[Proxy]:
    """A way to the server at this address for the time of the block."""
    proxy = Proxy(url, tap)
    await proxy.listen()
    try:
        yield proxy
    finally:
        await proxy.cut()


async def _connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if parts.scheme == "unix":
        return await asyncio.open_unix_connection(unquote(parts.path))
    if folder.startswith("/"):
        return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{parse_qs(parts.query)['port'][0]}")
    usual = {"redis": 6379, "postgresql": 5432, "postgres": 5432}.get(parts.scheme, 80)
    return await asyncio.open_connection(parts.hostname, parts.port or usual)


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Nothing at the end, and where the connection broke."""
    with suppress(ConnectionError):
        return await reader.read(CHUNK)
    return b""


async def _written(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Nothing to write is the end, which is passed on, too."""
    with suppress(ConnectionError):
        if not data:
            writer.close()
        elif not writer.is_closing():
            writer.write(data)
            await writer.drain()


def _break(writer: asyncio.StreamWriter) -> None:
    end: socket.socket = writer.get_extra_info("socket")
    if end.family != socket.AF_UNIX and end.fileno() >= 0:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()


def _pieces(data: bytes, size: int) -> Iterable[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


async def _as_it_is(data: bytes) -> bytes:
    return data
