"""The platform at half of its highest load: sessions come in evenly while somebody else waits for something."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from bench.cases import compared, found
from bench.client import Client, client
from bench.grounds import Grounds, grounds
from bench.line import Line, lines, request
from bench.load import Order
from bench.people import Settled, heads, settle
from bench.programs import AGO, prescribe, zone_of_noon
from bench.result import Result
from bench.rounds import BenchFailed, Sample, delays
from bench.sessions import write_templates
from domain.values import Entry
from projections.positions import places
from services.context import Context, open_context
from services.http.body import EVENTS_PATH
from services.settings import environment_of

WAITING = 2  # how many wait at the same time
STRETCH_SECONDS = 1.0  # of load at once, until those who wait are done
CAUGHT_UP_SECONDS = 300  # for the read models to come up with what the highest load left behind
LIVEZ = request("GET", "/livez")
ROUND_TRIP = "one round trip of the same client (GET /livez)"

Wait = Callable[[Line], Awaitable[float]]
"""One wait, on a connection of its own: how many seconds it took."""


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    # In each organisation; one half sends the load, the other half belongs to those who wait. So many that nobody's
    # week gets longer than a week can be: to judge it again costs as much as it is long.
    patients: int
    waits: int  # of one sample; all rounds together no more than there are patients of those who wait
    rounds: int
    connections: int = 64  # of the load
    highest_seconds: float = 2.0  # of one of three samples of the highest load
    longest_seconds: float = 60.0  # of one sample of waits, however many it has by then


FULL = Size(organisations=20, patients=1_000, waits=300, rounds=3)
QUICK = Size(organisations=20, patients=400, waits=300, rounds=1, highest_seconds=0.5, longest_seconds=8.0)


class HalfLoad:
    """Knows the highest load, and keeps up half of it."""

    def __init__(
        self,
        ground: Grounds,
        context: Context,
        settled: Settled,
        entries: Sequence[Entry],
        load: Client,
        connections: int,
    ) -> None:
        loaded = len(settled.senders) // 2
        self.context = context
        self.settled = settled
        self.waiting = list(zip(settled.senders, entries, strict=True))[loaded:]
        """Whom no load is sent for, and one dose of what each is asked to do today."""
        self.highest = 0.0
        """Sessions a second."""
        self.fewest = sys.maxsize
        """Waits of one sample."""
        self._ground = ground
        self._load = load
        self._connections = connections

    async def find_highest(self, size: Size) -> None:
        """The best of three samples, as fast as it goes; then the read models come up."""
        samples = [await self._send(size.highest_seconds, None) for _ in range(3)]
        self.highest = max(sample.rate for sample in samples)
        until = perf_counter() + CAUGHT_UP_SECONDS
        while not await self._caught_up():
            if perf_counter() > until:
                raise BenchFailed(f"the read models did not come up within {CAUGHT_UP_SECONDS} s")
            await asyncio.sleep(0.1)

    async def waits(self, wait: Wait, size: Size) -> Sample:
        """So many waits, two at a time, under half of the highest load; fewer where the time is over before."""
        seconds: list[float] = []
        done, began = asyncio.Event(), perf_counter()

        async def one_who_waits(line: Line) -> None:
            while len(seconds) < size.waits and perf_counter() < began + size.longest_seconds:
                seconds.append(await wait(line))

        async def loading() -> None:
            while not done.is_set():
                await self._send(STRETCH_SECONDS, self.highest / 2)

        under_load = asyncio.create_task(loading())
        try:
            async with lines(self._ground.settings.http_port, WAITING) as on:
                await asyncio.gather(*map(one_who_waits, on))
            taken = perf_counter() - began
        finally:
            done.set()
            await under_load
        self._ground.check_alive()
        self.fewest = min(self.fewest, len(seconds))
        return delays(seconds, taken)

    async def _send(self, seconds: float, rate: float | None) -> Sample:
        order = Order(
            port=self._ground.settings.http_port,
            path=EVENTS_PATH,
            status=200,
            says='"status":"stored"',
            connections=self._connections,
            seconds=seconds,
            first=0,
            rate=rate,
        )
        return await self._load.load("sessions", order, ())

    async def _caught_up(self) -> bool:
        there = await heads(self.context, self.settled.org_ids)
        for org_id, head in zip(self.settled.org_ids, there, strict=True):
            async with self.context.reading(org_id) as db:
                if min((await places(db, org_id)).values()) < head:
                    return False
        return True


@asynccontextmanager
async def half_load(size: Size) -> AsyncIterator[HalfLoad]:
    """The whole platform, its patients with a program that is in force today, and the load that half of them send."""
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        context = await opened.enter_async_context(open_context(ground.settings))
        now = datetime.now(UTC)
        settled = await settle(context, size.organisations, size.patients, zone=zone_of_noon(now), since=AGO)
        entries = await prescribe(context, settled)
        await ground.start_api()
        env = environment_of(ground.settings)
        await ground.begin("engine", ["services.cli", "run", "engine"], env, "engine_ready")
        await ground.begin("worker", ["services.cli", "run", "worker"], env, "worker_ready")
        templates = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "templates"
        write_templates(templates, settled.senders[: len(settled.senders) // 2], now.date().isoformat())
        load = await opened.enter_async_context(client(templates))
        half = HalfLoad(ground, context, settled, entries, load, size.connections)
        await half.find_highest(size)
        yield half


async def beside_a_round_trip(
    bench: str, what: str, half: HalfLoad, wait: Wait, size: Size, abs_goal: float, *, quick: bool
) -> Result:
    """The waits beside as many plain round trips, under the same load. `abs_goal`: ms, of the 99th of a hundred."""
    case = await compared(
        what,
        lambda: half.waits(wait, size),
        {ROUND_TRIP: lambda: half.waits(round_trip, size)},
        size.rounds,
        by="p99",
        abs_goal=abs_goal,
    )
    return found(
        bench,
        [case],
        case,
        unit="ms, the 99th of a hundred",
        sizes={
            "organisations": size.organisations,
            "patients in each": size.patients,
            "waits a sample": size.waits,
            "at a time": WAITING,
            "rounds": size.rounds,
            "highest load": f"{half.highest:.0f} sessions/s over {size.connections} connections",
            "load": f"{half.highest / 2:.0f} sessions/s",
        },
        quick=quick,
        better="lower",
        of="p99",
        notes=() if half.fewest >= size.waits else (f"only {half.fewest} waits ended in {size.longest_seconds:.0f} s",),
    )


async def round_trip(line: Line) -> float:
    began = perf_counter()
    await line.ask(LIVEZ)
    return perf_counter() - began
