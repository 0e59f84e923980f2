"""The server as a process of its own, and a plain socket to say to it what no client library would."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from services.embedded.port import free_port
from services.settings import Settings, environment_of
from tests.support.waiting import until

COMMAND = """
import os
from services.serving import run_server
from services.embedded.port import free_port
from services.settings import settings_from
run_server(settings_from(os.environ))
"""


async def started(settings: Settings, port: int) -> asyncio.subprocess.Process:
    """The server, once its worker listens."""
    return await launched(COMMAND, port, environment_of(replace(settings, http_port=port)))


async def launched(program: str, port: int, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    """A program that serves on a port, once it listens."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said = []
    while line := await process.stdout.readline():
        said.append(line.decode())
        if "Started worker" in said[-1]:  # which it says a moment before it listens

            async def listening() -> bool:
                with socket.socket() as probe:
                    return probe.connect_ex(("127.0.0.1", port)) == 0

            await until(listening)
            return process
    pytest.fail("the server did not start: " + "".join(said))


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator["Served"]:
    """A running server, and afterwards none."""
    port = free_port()
    process = await started(settings, port)
    try:
        yield Served(port, process.pid)
    finally:
        process.terminate()
        await process.communicate()


class Said(Struct, frozen=True):
    """One answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(Struct, frozen=True):
    port: int
    pid: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> int:
        """MiB of memory that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) // 1024

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def say(self, raw: bytes, seconds: float = 10) -> list[Said]:
        """Everything answered to some bytes, until the server closes the connection."""
        reader, writer = await self.connect()
        try:
            writer.write(raw)
            async with asyncio.timeout(seconds):
                return answers(await reader.read())
        finally:
            writer.close()


def answers(raw: bytes) -> list[Said]:
    """The answers in what came over one connection, each with its length."""
    found = []
    while raw:
        head, _, rest = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = re.fullmatch(r"HTTP/1\.[01] (\d{3}).*", first)
        assert status is not None, first
        length = int(headers.get("content-length", "0"))
        found.append(Said(int(status[1]), headers, rest[:length]))
        raw = rest[length:]
    return found
