"""A link between two processes that a test can slow, slice, silence, tear and cut, while both of them go on running."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from tests.support.proxy_connection import CHUNK, Connection

HOST = "127.0.0.1"
TURNS = 20  # of the event loop: to read an answer and to pass it on takes a few
TASK = "link"
"""The name of every task of a proxy, so that a test that looks for forgotten tasks can leave them out."""


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
        self._held = 0
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._server: asyncio.Server | None = None

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    async def holds_back(self) -> bool:
        """Whether the silence keeps anything from going on."""
        return self._held > 0

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
        """On a port that the kernel chooses."""
        self._server = await asyncio.start_server(self._begin, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        call = asyncio.create_task(self._serve(connection), name=TASK)
        self._connections[call] = connection
        call.add_done_callback(lambda done: self._connections.pop(done, None))

    async def _serve(self, connection: Connection) -> None:
        tap = self._tap() if self._tap else None
        try:
            await self._pass()
            if await connection.open(self._to):
                forth = self._pump(connection.from_client, connection.to_server, tap.to_server if tap else _as_it_is)
                back = self._pump(connection.from_server, connection.to_client, tap.to_client if tap else _as_it_is)
                async with asyncio.TaskGroup() as both:
                    both.create_task(forth, name=TASK)
                    both.create_task(back, name=TASK)
        finally:
            connection.close()

    async def _pass(self) -> None:
        """Waits while the link is silent."""
        self._held += 1
        try:
            await self._passing.wait()
        finally:
            self._held -= 1

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
                await self._pass()
                await write(piece)
        await write(b"")


@asynccontextmanager
async def proxy_to(url: str, tap: Callable[[], Tap] | None = None) -> AsyncIterator[Proxy]:
    """A way to the server at this address for the time of the block."""
    proxy = Proxy(url, tap)
    await proxy.listen()
    try:
        yield proxy
    finally:
        await proxy.cut()


def _pieces(data: bytes, size: int) -> Iterable[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


async def _as_it_is(data: bytes) -> bytes:
    return data
