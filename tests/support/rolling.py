"""A platform whose processes are replaced one after another while it works: two of each part, from any tree."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from services.embedded.port import free_port
from services.settings import Settings, environment_of
from tests.support.front import Front, listening_front
from tests.support.previous import NoPrevious
from tests.support.senders import Ward
from tests.support.waiting import until
from tests.support.worker_process import WorkerProcess, part_process

READY = {"api": "Started worker", "engine": "engine_ready", "worker": "worker_ready"}
DRAIN_SECONDS = 25.0  # what an operator gives a process to end by itself
START_SECONDS = 180.0  # on a machine that does much else; the code of another tree is compiled first
EACH = 2

PEOPLE = """
import asyncio, os, sys
import msgspec
from domain.patient.events import Channel
from domain.values import Interval
from services.context import open_context, open_engine_pool
from services.settings import settings_from
from tests.support.reminded import Reminded
from tests.support.senders import open_wards

async def main():
    settings = settings_from(os.environ)
    async with open_context(settings) as context, open_engine_pool(settings) as pool:
        wards = await open_wards(context, 2, 4)
        house = await Reminded.open(context, pool)
        often = Interval(every_minutes=10, start="09:00", end="21:00")
        names = [f"patient-{number}" for number in range(3)]
        people = [await house.patient(name, often, zone="UTC", channels=[Channel.EMAIL]) for name in names]
    told = {"wards": wards, "reminded": {"org_id": house.org_id, "patients": people}}
    sys.stdout.write(msgspec.json.encode(told).decode())

asyncio.run(main())
"""


class Reminding(Struct, frozen=True):
    org_id: UUID
    patients: tuple[UUID, ...]


class People(Struct, frozen=True):
    """Who sends reports, and who is reminded every ten minutes of the clock."""

    wards: list[Ward]
    reminded: Reminding


class Rolling:
    """Its processes by part and number. `url` leads to whichever api is ready."""

    def __init__(self, settings: Settings, front: Front) -> None:
        self.settings = settings
        self.front = front
        self.drained: list[float] = []
        self._running: dict[tuple[str, int], tuple[WorkerProcess, asyncio.Event, asyncio.Task[None]]] = {}
        self._ports: dict[tuple[str, int], int] = {}

    @property
    def url(self) -> str:
        return self.front.url

    async def start(self, part: str, number: int, tree: Path) -> None:
        """Beside the one of this number that runs, if one does; that one is then told to stop, and has to end well."""
        before, port_before = self._running.get((part, number)), self._ports.get((part, number))
        settings = replace(self.settings, http_port=free_port())
        process: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        end = asyncio.Event()
        task = asyncio.create_task(self._live(part, settings, tree, process, end))
        started = await process
        self._running[part, number] = (started, end, task)
        await started.says(READY[part], START_SECONDS)
        if part == "api":
            self._ports[part, number] = settings.http_port
            self.front.behind.append(settings.http_port)
            await self._becomes_ready(settings.http_port)
        if before is not None:
            await self._ended(*before)
            if port_before is not None:
                self.front.behind.remove(port_before)

    async def stop(self, *parts: str) -> None:
        for place in [place for place in self._running if place[0] in parts]:
            await self._ended(*self._running.pop(place))

    def said(self) -> str:
        """What all that run said."""
        return "".join(process.output for process, _, _ in self._running.values())

    async def _ended(self, process: WorkerProcess, end: asyncio.Event, task: "asyncio.Task[None]") -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        process.process.terminate()
        async with asyncio.timeout(DRAIN_SECONDS):
            assert await process.ended() == 0, process.output
        self.drained.append(loop.time() - began)
        assert "Traceback" not in process.output, process.output
        end.set()
        await task

    async def kill(self) -> None:
        """Whatever still runs."""
        for _, end, task in self._running.values():
            end.set()
            await task

    async def _becomes_ready(self, port: int) -> None:
        async def is_ready() -> bool:
            return port in self.front.ready

        await until(is_ready, START_SECONDS)

    async def _live(
        self, part: str, settings: Settings, tree: Path, process: "asyncio.Future[WorkerProcess]", end: asyncio.Event
    ) -> None:
        async with part_process(part, settings, tree=tree) as started:
            process.set_result(started)
            await end.wait()


@asynccontextmanager
async def rolling(settings: Settings) -> AsyncIterator[Rolling]:
    """An address, and nothing behind it yet."""
    async with listening_front() as front:
        platform = Rolling(settings, front)
        try:
            yield platform
        finally:
            await platform.kill()


async def run_in(tree: Path, settings: Settings, *words: str) -> str:
    """What this Python says with these words in a tree of the code. Raises NoPrevious where that fails."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        cwd=tree,
        env={"PATH": os.environ.get("PATH", ""), **environment_of(settings)},
        stdout=PIPE,
        stderr=PIPE,
    )
    told, failed = await process.communicate()
    if process.returncode:
        raise NoPrevious(f"{' '.join(words)[:40]!r} does not run in the tree of that commit: {failed.decode()}")
    return told.decode()


async def people_of(tree: Path, settings: Settings) -> People:
    """Made by that tree's own code. Raises NoPrevious."""
    return msgspec.json.decode(await run_in(tree, settings, "-c", PEOPLE), type=People)
