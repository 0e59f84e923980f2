"""What a therapist's screen asks of the server: the day with a caseload of five hundred, one patient, the program
builder, each beside a page of one sentence from a bare Litestar; and how large the pages are."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from gzip import compress
from itertools import cycle
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bench import naive
from bench.asking import one_after_the_other
from bench.cases import compared, found
from bench.grounds import grounds
from bench.histories import CLINIC_ID
from bench.large import ALIKE, WARMED, Large, large_log
from bench.line import Line, lines, request
from bench.processors import used
from bench.result import Case, Result
from bench.rounds import BenchFailed, Sample
from services.embedded.port import free_port

BARE = "a page of one sentence: Litestar, the same server"
TODAY_MS = 100.0
TODAY_BYTES = 150_000
KB = 1000
MICRO = 1e6
KINDS = {
    "today, 500 patients": "/today?of={clinic}",
    "one patient": "/patients/{patient}",
    "the program builder": "/patients/{patient}/program",
}
"""By the name of the case, what is looked at."""


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    patients: int  # in each
    events: int
    looked: int  # pages of one sample
    rounds: int


FULL = Size(organisations=1, patients=500, events=500_000, looked=40, rounds=5)
QUICK = Size(organisations=1, patients=500, events=50_000, looked=10, rounds=2)


class Door(Struct, frozen=True):
    """Where pages are asked for, and the processes behind it."""

    port: int
    servers: tuple[int, ...]


Look = Callable[[Line], Awaitable[None]]


async def pages(*, quick: bool, kept: Path | None = None) -> Result:
    """Raises BenchFailed for a page that is refused, and for a day that is larger than it may be."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds(kept))
        large = await large_log(ground, size.organisations, size.patients, size.events)
        api = await ground.start_api(large.settings)
        port = free_port()
        bare = await ground.start("naive", ["bench.naive", "litestar", str(port), ground.peers_url], port, {})
        ours = Door(large.settings.http_port, (api, ground.postgres))
        theirs = Door(port, (bare,))
        cases, notes = [], [ALIKE, WARMED]
        for name, path in KINDS.items():
            looks = _looks(large, path)
            notes.append(f"{name}: {await _sizes(ours.port, name, looks[0])}")
            cases.append(await _case(name, looks, ours, theirs, size))
    return _result(cases, size, notes, quick=quick)


def _looks(large: Large, path: str) -> list[bytes]:
    """The same page about one after the other, as the owner asks for it."""
    [house] = large.houses
    return [
        request("GET", path.format(clinic=CLINIC_ID, patient=patient), key=house.owner_key)
        for patient in large.year.patient_ids
    ]


async def _case(name: str, looks: list[bytes], ours: Door, theirs: Door, size: Size) -> Case:
    return await compared(
        name,
        partial(_looked, ours, _looking(looks), size.looked),
        {BARE: partial(_looked, theirs, _bare, size.looked)},
        size.rounds,
        by="p99",
        abs_goal=TODAY_MS if name.startswith("today") else None,
    )


async def _looked(door: Door, look: Look, count: int) -> Sample:
    """With what it cost the servers' processors: on a busy machine that is what can be believed."""
    before = used(door.servers)
    sample = await one_after_the_other(door.port, look, count)
    after = used(door.servers)
    return replace(sample, cpu=None if before is None or after is None else (after - before) * MICRO / count)


def _looking(looks: list[bytes]) -> Look:
    following = cycle(looks)

    async def look(line: Line) -> None:
        await line.ask(next(following))

    return look


async def _bare(line: Line) -> None:
    await line.ask(request("GET", naive.PAGE_PATH))


async def _sizes(port: int, name: str, look: bytes) -> str:
    """Of the page alone, as it is sent and zipped. Raises BenchFailed for a day that is too large."""
    async with lines(port, 1) as [line]:
        body = (await line.ask(look)).body
    if name.startswith("today") and len(body) > TODAY_BYTES:
        raise BenchFailed(f"{name} has {len(body)} bytes and not {TODAY_BYTES} at most")
    return f"{len(body) / KB:.0f} kB, zipped {len(compress(body)) / KB:.0f} kB"


def _result(cases: list[Case], size: Size, notes: list[str], *, quick: bool) -> Result:
    """The day speaks for all."""
    today = cases[0]
    return found(
        "pages",
        cases,
        today,
        unit="ms, the 99th of a hundred: today",
        sizes={
            "events": size.events,
            "patients": size.patients,
            "pages of a sample": size.looked,
            "rounds": size.rounds,
        },
        quick=quick,
        better="lower",
        of="p99",
        notes=notes,
    )
