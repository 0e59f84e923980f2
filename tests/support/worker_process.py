"""A worker in a process of its own, as `carryover run worker` starts it, and a mail server that can hold it up."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from services.embedded.mail import HOST, MailSink
from services.settings import Settings, environment_of
from tests.support.waiting import PATIENCE, until

CHECKOUT = Path(__file__).parents[2]


class WorkerProcess:
    """A running worker; `output` is everything it has said so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.output = ""
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.output += line.decode()

    async def says(self, word: str, seconds: float = PATIENCE) -> None:
        """Returns when it has said so. Fails when it ends without, and after these seconds."""

        async def said() -> bool:
            assert self.process.returncode is None or word in self.output, self.output
            return word in self.output

        try:
            await until(said, seconds)
        except AssertionError:
            pytest.fail(f"it has not said {word!r}, but: {self.output}")

    async def ended(self) -> int:
        """Its exit code, when all it said has been read."""
        await self._listening
        return await self.process.wait()


def worker_process(settings: Settings, *, threads: int = 1) -> AbstractAsyncContextManager[WorkerProcess]:
    """Killed at the end of the block, if it still runs."""
    return part_process("worker", settings, "--threads", str(threads))


@asynccontextmanager
async def part_process(
    part: str, settings: Settings, *options: str, tree: Path = CHECKOUT
) -> AsyncIterator[WorkerProcess]:
    """The same for any part of the platform, also of the code in another folder."""
    started = WorkerProcess(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.cli", "run", part, *options),
            cwd=tree,
            env={"PATH": os.environ.get("PATH", ""), **environment_of(settings)},
            stdout=PIPE,
            stderr=STDOUT,
        )
    )
    try:
        yield started
    finally:
        if started.process.returncode is None:
            started.process.kill()
        await started.ended()


class HoldingMailServer:
    """Takes connections on one address for the sink behind it, and says nothing on them until it is released."""

    def __init__(self, sink: MailSink) -> None:
        self._sink = sink
        self._calls: set[asyncio.Task[None]] = set()
        self._released = asyncio.Event()
        self._held = asyncio.Event()
        self.port = 0

    def release(self) -> None:
        """From now on all connections reach the sink, those it held included."""
        self._released.set()

    async def in_hand(self) -> None:
        """Returns when somebody has called it."""
        async with asyncio.timeout(PATIENCE):
            await self._held.wait()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["HoldingMailServer"]:
        server = await asyncio.start_server(self._begin, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._calls.add(asyncio.create_task(self._take(reader, writer)))

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._held.set()
        try:
            await self._released.wait()
            to_reader, to_writer = await asyncio.open_connection(HOST, self._sink.port)
            await asyncio.gather(_pipe(reader, to_writer), _pipe(to_reader, writer))
        finally:
            writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    except ConnectionError:
        return  # the other side was killed
    finally:
        writer.close()
