"""The client of the soak, a process of its own: as fast as it goes to find the highest load, then at a steady rate.

Run as `python -m bench.soak.load PRACTICES PATIENTS`: an order as a line of JSON on standard input; on standard output
a report as one every ten seconds, the last of an order marked. At a steady rate an answer's time counts from when the
request was due, so that a server that stalls is not spared.
"""

import asyncio
import sys
from collections import Counter, deque
from pathlib import Path
from time import perf_counter

import msgspec
import uvloop
from msgspec import Struct

from bench.soak.asking import STATUS, STORED
from bench.soak.connection import Asked, Connection
from bench.soak.practice import Practice
from bench.soak.world import World

STRETCH_SECONDS = 10.0
TICK_SECONDS = 0.004
PATIENCE_SECONDS = 20.0  # with the last answers
BEHIND_SECONDS = 120.0  # that requests may be due and find no free connection: a machine that others use may stall
COME_AGAIN_SECONDS = 1.0
TURNED_AWAY = "told to come again"
ANSWERS_EACH = 2_000  # on one connection; then it is closed and another one opened, as apps do


class Order(Struct, frozen=True, kw_only=True):
    port: int
    connections: int
    seconds: float
    rate: float | None = None  # requests a second; None: as fast as it goes


class Report(Struct, frozen=True, kw_only=True):
    """Of one stretch."""

    seconds: float
    answers: dict[str, int]  # by kind
    p50: float  # ms
    p99: float  # ms
    last: bool = False
    fault: str | None = None  # the first answer that was not right; ends the order


class Run:
    """One order under way."""

    def __init__(self, order: Order, world: World) -> None:
        self._order = order
        self._world = world
        self._free: deque[Connection] = deque()
        self._due: deque[float] = deque()
        self._again: deque[Asked] = deque()
        self._opening: set[asyncio.Task[None]] = set()
        self._answers = Counter[str]()
        self._delays: list[float] = []
        self._in_flight = 0
        self._over = False
        self.fault: str | None = None

    async def carry_out(self) -> None:
        """Prints the reports."""
        for _ in range(self._order.connections):
            await self._open()
        began = told = perf_counter()
        until = began + self._order.seconds
        sent_for = began
        while (now := perf_counter()) < until and self.fault is None:
            if self._order.rate is None:
                self._due.extend([now] * (len(self._free) - len(self._due)))
            while self._order.rate is not None and sent_for <= now:
                self._due.append(sent_for)
                sent_for += 1 / self._order.rate
            if self._due and now - self._due[0] > BEHIND_SECONDS:
                self.failed(f"a request that was due {BEHIND_SECONDS:g} s ago finds no free connection")
            self._send()
            if now - told >= STRETCH_SECONDS:
                self._tell(now - told)
                told = now
            await asyncio.sleep(TICK_SECONDS)
        await self._end(told)

    async def _end(self, told: float) -> None:
        self._over = True
        self._due.clear()
        began = perf_counter()
        while self._in_flight and self.fault is None:
            if perf_counter() - began > PATIENCE_SECONDS:
                self.failed(f"{self._in_flight} requests were not answered within {PATIENCE_SECONDS:g} s")
            self._send()
            await asyncio.sleep(TICK_SECONDS)
        for connection in self._free:
            connection.close()
        self._tell(perf_counter() - told, last=True)

    def turned_away(self, connection: Connection, asked: Asked) -> None:
        """The same is sent again in a while, as the server asks for. It may have been stored all the same."""
        self._answers[TURNED_AWAY] += 1
        if asked.ask.says == STORED:
            asked = asked._replace(ask=asked.ask._replace(says=STATUS))
        asyncio.get_running_loop().call_later(COME_AGAIN_SECONDS, self._again.append, asked)
        self._go_on(connection)

    def answered(self, connection: Connection, asked: Asked, body: bytes) -> None:
        self._in_flight -= 1
        self._delays.append(perf_counter() - asked.due)
        self._answers[asked.ask.kind] += 1
        if asked.ask.then is not None:
            asked.ask.then(body)
        self._world.answered(asked.patient)
        self._go_on(connection)

    def _go_on(self, connection: Connection) -> None:
        if self._over or connection.answers < ANSWERS_EACH:
            self._free.append(connection)
        else:
            connection.close()
            opening = asyncio.get_running_loop().create_task(self._open())
            self._opening.add(opening)
            opening.add_done_callback(self._opened)
        if self._order.rate is None and not self._over:
            self._due.append(perf_counter())
        self._send()

    def failed(self, why: str) -> None:
        self.fault = self.fault or why

    def _opened(self, opening: "asyncio.Task[None]") -> None:
        self._opening.discard(opening)
        if not opening.cancelled() and (error := opening.exception()) is not None:
            self.failed(f"a connection could not be opened: {error}")

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._order.port)
        self._free.append(connection)

    def _send(self) -> None:
        while self._again and self._free:
            self._free.popleft().ask(self._again.popleft())
        while self._due and self._free:
            found = self._world.next()
            if found is None:
                return
            self._in_flight += 1
            self._free.popleft().ask(Asked(*found, self._due.popleft()))

    def _tell(self, seconds: float, *, last: bool = False) -> None:
        delays = sorted(self._delays) or [0.0]
        report = Report(
            seconds=seconds,
            answers=dict(self._answers),
            p50=delays[len(delays) // 2] * 1000,
            p99=delays[len(delays) * 99 // 100] * 1000,
            last=last,
            fault=self.fault,
        )
        self._delays.clear()
        self._answers.clear()
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()


def main() -> None:
    practices = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=list[Practice])
    world = World(practices, int(sys.argv[2]))
    for line in sys.stdin.buffer:
        uvloop.run(Run(msgspec.json.decode(line, type=Order), world).carry_out())


if __name__ == "__main__":
    main()
