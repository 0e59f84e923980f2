"""Sending a file of CloudEvents as a partner's app would: in batches, two at a time, going on where it was stopped."""

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from services.cli import sent_state
from services.cli.batches import Batch, Refusal, batches
from services.cli.delivery import CannotSend, Door, Tally
from services.cli.sent_state import Sent

if TYPE_CHECKING:
    import httpx2

IN_FLIGHT = 2


class Summary(Struct, frozen=True):
    """What became of a file. `position` is the last place written in this run: hand it to a query as `at_least`."""

    stored: int
    duplicate: int
    unchanged: int
    refused: int
    position: str
    resumed_at: int  # the line behind which this run began; 0 where it was the first

    @property
    def events(self) -> int:
        return self.stored + self.duplicate + self.unchanged + self.refused


class Watch(NamedTuple):
    """Who wants to know how it goes: after each batch, and of each refusal."""

    progress: Callable[[Sent], None] = lambda sent: None
    refusal: Callable[[Refusal], None] = lambda refusal: None


SILENT = Watch()


class _Flight(NamedTuple):
    batch: Batch
    answer: asyncio.Task[Tally]


async def send_file(
    path: Path,
    url: str,
    key: str,
    *,
    batch: int = 500,
    resume: bool = True,
    patience: float = 60.0,
    watch: Watch = SILENT,
    transport: "httpx2.AsyncBaseTransport | None" = None,
) -> Summary:
    """Sends every line of `path` to the service at `url`. Refused lines are also written beside the file.

    `batch` is events a request, 1 to 1,000; `patience` seconds for which the service may be away. Raises
    `CannotSend`, after which the next call goes on behind what was answered, and OSError.
    """
    import httpx2

    target = sent_state.target_of(url, key)
    sent = sent_state.load(path, target) if resume else Sent(target=target)
    headers = {"authorization": f"Bearer {key}"}
    timeout = httpx2.Timeout(60.0, connect=5.0)
    try:
        client = httpx2.AsyncClient(base_url=url, headers=headers, timeout=timeout, transport=transport)
    except httpx2.InvalidURL as fault:
        raise CannotSend(f"{url} is no address to send to: {fault}") from fault
    async with client:
        run = _Run(path, sent, Door(client, patience), watch)
        await run.all(batch)
    sent_state.forget(path)
    done = run.sent
    return Summary(done.stored, done.duplicate, done.unchanged, done.refused, run.position, sent.line)


def refused_file(path: Path) -> Path:
    """Where the refusals of a file are written, one JSON object a line."""
    return sent_state.beside(path, ".refused.jsonl")


def _forget_refusals(path: Path, behind: int) -> None:
    """What an earlier run wrote about lines that this one sends again."""
    place = refused_file(path)
    if not place.exists():
        return
    kept = [line for line in place.read_bytes().splitlines() if 0 < _line_refused(line) <= behind]
    if kept:
        place.write_bytes(b"".join(line + b"\n" for line in kept))
    else:
        place.unlink()


def _line_refused(line: bytes) -> int:
    """The line of the file that a refusal is about; 0 where a crash left only a part of it."""
    try:
        return msgspec.json.decode(line, type=Refusal).line
    except msgspec.MsgspecError:
        return 0


class _Run:
    def __init__(self, path: Path, sent: Sent, door: Door, watch: Watch) -> None:
        self.sent = sent
        self.position = ""
        self._path = path
        self._door = door
        self._watch = watch
        _forget_refusals(path, behind=sent.line)

    async def all(self, size: int) -> None:
        flights: deque[_Flight] = deque()
        try:
            for batch in batches(self._path, size, self.sent.end, self.sent.line):
                # Whoever is enrolled must be known before anything is told about them.
                while flights and (len(flights) >= IN_FLIGHT or flights[-1].batch.enrols):
                    await self._land(flights.popleft())
                flights.append(_Flight(batch, asyncio.create_task(self._door.deliver(batch.events))))
            while flights:
                await self._land(flights.popleft())
        finally:
            for flight in flights:
                flight.answer.cancel()
            await asyncio.gather(*(flight.answer for flight in flights), return_exceptions=True)

    async def _land(self, flight: _Flight) -> None:
        """Only in the order of the file: what is noted as sent has nothing unanswered before it."""
        tally = await flight.answer
        refusals = sorted((*flight.batch.unreadable, *tally.refusals), key=lambda refusal: refusal.line)
        if refusals:
            with refused_file(self._path).open("ab") as file:
                file.writelines(msgspec.json.encode(refusal) + b"\n" for refusal in refusals)
        self.sent = replace(
            self.sent,
            end=flight.batch.end,
            line=flight.batch.line,
            tail=sent_state.tail_digest(self._path, flight.batch.end),
            stored=self.sent.stored + tally.stored,
            duplicate=self.sent.duplicate + tally.duplicate,
            unchanged=self.sent.unchanged + tally.unchanged,
            refused=self.sent.refused + len(refusals),
        )
        self.position = max(self.position, tally.position)
        sent_state.save(self._path, self.sent)
        for refusal in refusals:
            self._watch.refusal(refusal)
        self._watch.progress(self.sent)
