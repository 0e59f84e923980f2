"""A provider on this machine that keeps what is posted to it, and answers as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

HOST = "127.0.0.1"


class HttpSink:
    """`status` is what the next ones are answered; 0 hangs up without an answer, once the message was taken."""

    def __init__(self) -> None:
        self.port = 0
        self.status = 200
        self.taken: list[tuple[dict[str, str], Any]] = []
        """Headers, by lower-case names, and the JSON that was posted."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            if self.status in (0, 200):
                self.taken.append((headers, json.loads(body)))
            if self.status:
                writer.write(f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def http_sink() -> AsyncIterator[HttpSink]:
    """Listening on a port that the kernel chooses, until the block ends."""
    sink = HttpSink()
    server = await asyncio.start_server(sink._serve, HOST, 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()
