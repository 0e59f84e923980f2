"""What one organisation that offers fifty times its quota costs the others: their p99 beside theirs without it."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter

import msgspec
from msgspec import Struct

from bench.cases import compared, found
from bench.client import Client, client
from bench.grounds import Grounds, grounds
from bench.line import Line, lines, request
from bench.load import Order
from bench.people import settle
from bench.result import Result
from bench.rounds import BenchFailed, Sample
from bench.sessions import Sender, entries, template, write_templates
from services.context import open_context
from services.http.body import EVENTS_PATH
from services.provision import Provisioned

QUOTA = 600  # requests a minute of the noisy one
TIMES = 50  # of its quota is what it offers
NOISY_LINES = 32
SHARE = 5  # the others together offer this part of the highest load
GOAL = 1.25
WITHOUT = "the same without it"
STORED, REFUSED = 200, 429


class Size(Struct, frozen=True, kw_only=True):
    organisations: int  # beside the noisy one
    patients: int  # in each
    rounds: int
    seconds: float  # of one sample
    connections: int = 64


FULL = Size(organisations=19, patients=200, rounds=5, seconds=8.0)
QUICK = Size(organisations=9, patients=40, rounds=3, seconds=2.0)


class Noisy:
    """Sends evenly, fifty times as much as it may, whatever it is answered."""

    def __init__(self, ground: Grounds, sender: Sender) -> None:
        self._ground = ground
        made = template(sender, next(iter(entries())), datetime.now(UTC).date().isoformat())
        self._requests = (made.request(f"POST {EVENTS_PATH} HTTP/1.1\r\n".encode(), number) for number in count())
        self.answers = {STORED: 0, REFUSED: 0}

    async def go_on(self) -> None:
        """Until cancelled."""
        async with lines(self._ground.settings.http_port, NOISY_LINES) as on:
            await asyncio.gather(*(self._keep(line, place) for place, line in enumerate(on)))

    async def _keep(self, line: Line, place: int) -> None:
        every = 60 * NOISY_LINES / (QUOTA * TIMES)
        due = perf_counter() + every * place / NOISY_LINES
        while True:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            due += every
            reply = await line.send(next(self._requests))
            if reply.status not in self.answers:
                raise BenchFailed(f"the noisy one was answered {reply.status}: {reply.body[:500]!r}")
            self.answers[reply.status] += 1


async def neighbour(*, quick: bool) -> Result:
    """Raises BenchFailed for a wrong answer, and where the noisy one was never refused."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        context = await opened.enter_async_context(open_context(ground.settings))
        settled = await settle(context, size.organisations + 1, size.patients)
        await ground.start_api()
        loud = size.organisations  # the last one
        await _give_quota(ground, settled.houses[loud])
        templates = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "templates"
        quiet = [sender for sender in settled.senders if sender.organisation != loud]
        write_templates(templates, quiet, datetime.now(UTC).date().isoformat())
        load = await opened.enter_async_context(client(templates))
        highest = max([(await _load(ground, load, size, None)).rate for _ in range(3)])
        noisy = Noisy(ground, next(sender for sender in settled.senders if sender.organisation == loud))

        async def beside_it() -> Sample:
            going_on = asyncio.create_task(noisy.go_on())
            try:
                return await _load(ground, load, size, highest / SHARE)
            finally:
                going_on.cancel()
                [ended] = await asyncio.gather(going_on, return_exceptions=True)
                if isinstance(ended, BenchFailed):
                    raise ended

        case = await compared(
            f"{size.organisations} organisations beside one that offers {TIMES} times its quota",
            beside_it,
            {WITHOUT: lambda: _load(ground, load, size, highest / SHARE)},
            size.rounds,
            by="p99",
            goals={WITHOUT: GOAL},
        )
    if noisy.answers[REFUSED] == 0:
        raise BenchFailed("the noisy one was never refused")
    return found(
        "neighbour",
        [case],
        case,
        unit="ms, the 99th of a hundred",
        sizes={
            "organisations": size.organisations,
            "patients in each": size.patients,
            "seconds a sample": size.seconds,
            "rounds": size.rounds,
            "highest load": f"{highest:.0f} sessions/s over {size.connections} connections",
            "load": f"{highest / SHARE:.0f} sessions/s",
            "noisy": f"{QUOTA * TIMES // 60} requests/s offered, {QUOTA} a minute granted",
        },
        quick=quick,
        better="lower",
        of="p99",
        notes=(f"the noisy one: {noisy.answers[STORED]} stored, {noisy.answers[REFUSED]} refused",),
    )


async def _give_quota(ground: Grounds, house: Provisioned) -> None:
    body = {
        "partner_id": str(house.partner_id),
        "scopes": ["reports", "enrolment", "programs", "read"],
        "requests_a_minute": QUOTA,
    }
    said = request("POST", "/v1/commands/change-partner", key=house.owner_key, body=msgspec.json.encode(body))
    async with lines(ground.settings.http_port, 1) as [line]:
        await line.ask(said)


async def _load(ground: Grounds, load: Client, size: Size, rate: float | None) -> Sample:
    order = Order(
        port=ground.settings.http_port,
        path=EVENTS_PATH,
        status=STORED,
        says='"status":"stored"',
        connections=size.connections,
        seconds=size.seconds if rate is not None else 1.0,
        first=0,
        rate=rate,
    )
    return await load.load("sessions", order, ())
