"""The soak's load client, as seen from the soak: orders go in, a report comes out every ten seconds."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from bench.piped import piped
from bench.rounds import BenchFailed
from bench.soak.load import Order, Report
from bench.soak.practice import Practice


class Client:
    """Carries out one order at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def reports(self, order: Order) -> AsyncIterator[Report]:
        """Until the order is carried out. Raises BenchFailed for the first answer that is not right."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        while line := await self._process.stdout.readline():
            report = msgspec.json.decode(line, type=Report)
            if report.fault is not None:
                raise BenchFailed(report.fault)
            yield report
            if report.last:
                return
        raise BenchFailed("the load client ended")


@asynccontextmanager
async def client(folder: Path, practices: Sequence[Practice], patients: int) -> AsyncIterator[Client]:
    """Its process lives as long as the block."""
    file = folder / "practices.json"
    file.write_bytes(msgspec.json.encode(practices))
    file.chmod(0o600)  # there are keys in it
    async with piped("bench.soak.load", str(file), str(patients)) as process:
        yield Client(process)
