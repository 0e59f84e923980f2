"""The soak's load client, as seen from the soak: orders go in, a report comes out every ten seconds."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

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
    """It ends with its input, and so with us, however we end."""
    file = folder / "practices.json"
    file.write_bytes(msgspec.json.encode(practices))
    file.chmod(0o600)  # there are keys in it
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.soak.load", str(file), str(patients)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Client(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
