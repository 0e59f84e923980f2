"""One address before several apis, as a load balancer has it: it asks each whether it is ready, and passes bytes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx2

HOST = "127.0.0.1"
ASK_EVERY = 0.2  # seconds
CHUNK = 65_536


class Front:
    """Listens on `port`. `behind` may be changed at any time; who takes no connection is passed over."""

    def __init__(self) -> None:
        self.port = 0
        self.behind: list[int] = []
        self.ready: set[int] = set()
        self._turn = 0
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def ask(self) -> None:
        """For ever: `/readyz` of each."""
        async with httpx2.AsyncClient(timeout=5.0, trust_env=False) as client:
            while True:
                for port in list(self.behind):
                    if await _is_ready(client, port):
                        self.ready.add(port)
                    else:
                        self.ready.discard(port)
                await asyncio.sleep(ASK_EVERY)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.create_task(self._call(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def end(self) -> None:
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            if (found := await self._connected()) is not None:
                await asyncio.gather(_passed(reader, found[1]), _passed(found[0], writer))
        writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        candidates = [port for port in self.behind if port in self.ready]
        self._turn += 1
        for number in range(len(candidates)):
            with suppress(OSError):
                return await asyncio.open_connection(HOST, candidates[(self._turn + number) % len(candidates)])
        return None


async def _is_ready(client: httpx2.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://{HOST}:{port}/readyz")).status_code == 200
    except httpx2.TransportError:
        return False


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whoever ends says so to the other side, too."""
    try:
        while some := await reader.read(CHUNK):
            writer.write(some)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


@asynccontextmanager
async def listening_front() -> AsyncIterator[Front]:
    front = Front()
    server = await asyncio.start_server(front.begin, HOST, 0)
    front.port = server.sockets[0].getsockname()[1]
    asking = asyncio.create_task(front.ask())
    try:
        yield front
    finally:
        asking.cancel()
        server.close()
        await front.end()
        await asyncio.gather(asking, return_exceptions=True)
