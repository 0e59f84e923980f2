"""Therapists who listen to their live streams: when an alert about a patient was heard."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from uuid import UUID

import msgspec

from bench.grounds import HOST
from bench.line import request
from bench.reports import PATIENCE_SECONDS
from bench.rounds import BenchFailed
from services.http.body import STREAM_PATH
from services.http.live.words import AlertChanged

HEARTBEAT = b"event: heartbeat"
ALERT = b'data: {"alert_id"'
"""How a line with an alert begins: of all that comes only this is read, for the load is heard as well."""


class Ears:
    """What was heard first of an alert of each rule about each patient."""

    def __init__(self) -> None:
        self._raised: dict[tuple[UUID, str], asyncio.Future[float]] = {}

    def heard(self, alert: AlertChanged) -> None:
        raised = self._of(alert.patient_id, alert.rule or "")
        if alert.change == "raised" and not raised.done():
            raised.set_result(perf_counter())

    async def raised(self, patient_id: UUID, rule: str) -> float:
        """The instant, by `perf_counter`. Raises BenchFailed where it does not come."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._of(patient_id, rule)
        except TimeoutError as error:
            raise BenchFailed(f"no {rule} of {patient_id} was heard within {PATIENCE_SECONDS} s") from error

    def _of(self, patient_id: UUID, rule: str) -> "asyncio.Future[float]":
        return self._raised.setdefault((patient_id, rule), asyncio.get_running_loop().create_future())


@asynccontextmanager
async def ears(port: int, keys: Sequence[str]) -> AsyncIterator[Ears]:
    """A stream for each of these keys, all open. Raises BenchFailed where one ends before the block does."""
    heard = Ears()
    async with AsyncExitStack() as opened:
        tasks = []
        for key in keys:
            reader, writer = await asyncio.open_connection(HOST, port)
            opened.callback(writer.close)
            writer.write(request("GET", STREAM_PATH, key=key))
            while not (await reader.readline()).startswith(HEARTBEAT):
                if reader.at_eof():
                    raise BenchFailed("a live stream was not opened")
            tasks.append(asyncio.create_task(_listen(reader, heard)))
            opened.callback(tasks[-1].cancel)
        yield heard
        for task in tasks:
            if task.done():
                task.result()


async def _listen(reader: asyncio.StreamReader, heard: Ears) -> None:
    while line := await reader.readline():
        if line.startswith(ALERT):
            heard.heard(msgspec.json.decode(line.removeprefix(b"data: "), type=AlertChanged))
    raise BenchFailed("a live stream ended")
