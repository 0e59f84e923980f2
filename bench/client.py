"""The load client's process, as seen from the bench: orders go in, samples come out, every acknowledgement counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from bench.load import Order, Report
from bench.piped import piped
from bench.processors import used
from bench.rounds import BenchFailed, Sample


class Client:
    """Carries out one order at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._next: Counter[str] = Counter()
        self.acknowledged: Counter[tuple[str, int]] = Counter()
        """Answers by who was asked and organisation."""

    async def load(self, name: str, order: Order, servers: Sequence[int]) -> Sample:
        """One order; `servers` are the processes whose time is counted. Raises BenchFailed for a wrong answer."""
        before = used(servers)
        report = await self._report(replace(order, first=self._next[name]))
        after = used(servers)
        self._next[name] += report.sent
        total = sum(report.acknowledged.values())
        if report.fault is not None or total == 0:
            raise BenchFailed(f"{name} gave a wrong answer: {report.fault}")
        for organisation, count in report.acknowledged.items():
            self.acknowledged[name, organisation] += count
        return Sample(
            rate=report.within / report.seconds,
            p50=report.p50,
            p99=report.p99,
            cpu=None if before is None or after is None else (after - before) * 1e6 / total,
        )

    def total(self, name: str) -> int:
        """Answers by one of those who were asked."""
        return sum(count for (who, _), count in self.acknowledged.items() if who == name)

    async def _report(self, order: Order) -> Report:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise BenchFailed("the load client ended")
        return msgspec.json.decode(line, type=Report)


@asynccontextmanager
async def client(templates: Path) -> AsyncIterator[Client]:
    """Its process lives as long as the block."""
    async with piped("bench.load", str(templates)) as process:
        yield Client(process)
