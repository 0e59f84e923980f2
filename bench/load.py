"""The client that sends the load: a process of its own that keeps so many connections busy for so many seconds.

Run as `python -m bench.load TEMPLATES`: an order as a line of JSON on standard input, its answer as one on standard
output, until the input ends. A request is written at once and whole; what comes back is looked at only as far as
needed to know that it is what was asked for.
"""

import asyncio
import gc
import sys
from pathlib import Path
from time import perf_counter
from typing import cast

import msgspec
import uvloop
from msgspec import Struct

from bench.sessions import Template

DRAIN_SECONDS = 20  # for the last answers


class Order(Struct, frozen=True, kw_only=True):
    port: int
    path: str
    status: int  # the only one that is right
    says: str  # what every right answer has in its body
    connections: int
    seconds: float
    first: int  # number of the first request; no number is used twice
    rate: float | None = None  # requests a second, evenly, over all connections together; None: as many as can be


class Report(Struct, frozen=True, kw_only=True):
    within: int  # answers before the time was over
    seconds: float
    p50: float  # ms
    p99: float  # ms
    acknowledged: dict[int, int]  # answers in all, by organisation
    sent: int
    fault: str | None = None  # the first answer that was not right


class Run:
    """One order under way."""

    def __init__(self, order: Order, templates: list[Template]) -> None:
        self._templates = templates
        self._first_line = f"POST {order.path} HTTP/1.1\r\n".encode()
        self._number = order.first
        self._interval = 0.0 if order.rate is None else 1 / order.rate
        self._turn = 0
        self.began = 0.0
        self.status_line = f"HTTP/1.1 {order.status} ".encode()
        self.says = order.says.encode()
        self.until = 0.0
        self.open = 0
        self.done = asyncio.Event()
        self.all_closed = asyncio.Event()
        self.delays: list[float] = []
        self.within = 0
        self.acknowledged: dict[int, int] = {}
        self.sent = 0
        self.fault: str | None = None

    def next_request(self) -> tuple[int, bytes]:
        number = self._number
        self._number += 1
        self.sent += 1
        chosen = self._templates[number % len(self._templates)]
        return chosen.organisation, chosen.request(self._first_line, number)

    def pause(self) -> float:
        """Seconds until the next request is due; not above 0 where it is already."""
        due = self.began + self._turn * self._interval
        self._turn += 1
        return due - perf_counter() if self._interval else 0.0

    def failed(self, why: str) -> None:
        self.fault = self.fault or why
        self.done.set()

    def closed(self) -> None:
        self.open -= 1
        if self.open == 0:
            self.done.set()
            self.all_closed.set()


class Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next when it is due."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pending = b""
        self._transport: asyncio.WriteTransport | None = None
        self._organisation = 0
        self._asked = 0.0
        self._finished = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # of a TCP connection
        self._run.open += 1

    def go_on(self) -> None:
        pause = self._run.pause()
        if pause <= 0:
            self._ask()
        elif perf_counter() + pause < self._run.until:
            asyncio.get_running_loop().call_later(pause, self._ask)
        else:
            self._finish()

    def _ask(self) -> None:
        assert self._transport is not None
        if self._finished:
            return
        self._organisation, request = self._run.next_request()
        self._asked = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        answer = self._pending + data if self._pending else data
        size = whole_size(answer)
        if size is None or len(answer) < size:
            self._pending = answer
            return
        self._pending = b""
        run = self._run
        if len(answer) > size or not answer.startswith(run.status_line) or run.says not in answer:
            run.failed(answer[:1000].decode(errors="replace"))
            self._finish()
            return
        now = perf_counter()
        run.delays.append(now - self._asked)
        run.acknowledged[self._organisation] = run.acknowledged.get(self._organisation, 0) + 1
        if now < run.until:
            run.within += 1
            self.go_on()
        else:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._finished:
            self._run.failed(f"a connection was lost: {exc}")
        self._run.closed()

    def abort(self) -> None:
        assert self._transport is not None
        self._finished = True
        self._transport.abort()

    def _finish(self) -> None:
        assert self._transport is not None
        self._finished = True
        self._transport.close()


def whole_size(answer: bytes) -> int | None:
    """Bytes of the answer with its body; None while its head is not all there, or tells no length."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = answer[:end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        return None
    return end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])


async def carry_out(order: Order, templates: list[Template]) -> Report:
    """Open the connections, then send on all of them until the time is over and the last answer is there."""
    run = Run(order, templates)
    loop = asyncio.get_running_loop()
    connections = []
    for _ in range(order.connections):
        _, connection = await loop.create_connection(lambda: Connection(run), "127.0.0.1", order.port)
        connections.append(connection)
    gc.collect()
    gc.disable()
    run.began = perf_counter()
    run.until = run.began + order.seconds
    for connection in connections:
        connection.go_on()
    try:
        await asyncio.wait_for(run.done.wait(), order.seconds + DRAIN_SECONDS)
    except TimeoutError:
        run.failed(f"{run.open} requests were not answered within {DRAIN_SECONDS} s")
    gc.enable()
    for connection in connections:
        connection.abort()
    await run.all_closed.wait()
    delays = sorted(run.delays) or [0.0]
    return Report(
        within=run.within,
        seconds=order.seconds,
        p50=delays[len(delays) // 2] * 1000,
        p99=delays[len(delays) * 99 // 100] * 1000,
        acknowledged=run.acknowledged,
        sent=run.sent,
        fault=run.fault,
    )


def main() -> None:
    templates = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=list[Template])
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(carry_out(order, templates))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
