"""One client's connection through a proxy, and its continuation to the server: passed on, broken or forgotten."""

import asyncio
import socket
import struct
from contextlib import suppress
from urllib.parse import parse_qs, unquote, urlsplit

CHUNK = 1 << 16  # bytes that are read at once
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: the close is a reset, and what was not yet read is lost


class Connection:
    """Opened by its client; `open` continues it."""

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
