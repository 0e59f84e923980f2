"""What a therapist asks, of a large log: a patient's adherence, a caseload of 500, the day of it; beside SELECT 1."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from msgspec import Struct

from bench.asking import Asking, Question, one_after_the_other, select
from bench.cases import compared, found
from bench.grounds import grounds
from bench.large import ALIKE, WARMED, large_log
from bench.result import Case, Result
from bench.rounds import measured
from services.embedded.port import free_port

SELECT = "SELECT 1: Litestar, the same server and driver"
ADHERENCE_MS, CASELOAD_MS, DAY_MS = 20.0, 100.0, 100.0


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    patients: int  # in each
    events: int
    asked: int  # patients of one sample
    caseloads: int  # of one sample
    rounds: int


FULL = Size(organisations=20, patients=5_000, events=10_000_000, asked=500, caseloads=100, rounds=3)
QUICK = Size(organisations=2, patients=500, events=100_000, asked=100, caseloads=20, rounds=2)


async def query(*, quick: bool, kept: Path | None = None) -> Result:
    """On the log in the folder that is kept, or on one that passes. Raises BenchFailed for an answer that is wrong."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds(kept))
        large = await large_log(ground, size.organisations, size.patients, size.events)
        await ground.start_api(large.settings)
        port = free_port()
        await ground.start("naive", ["bench.naive", "litestar", str(port), ground.peers_url], port, {})
        ports, asking = (large.settings.http_port, port), Asking(large)
        cases = [
            await _case("a patient's adherence", asking.a_patient, ports, size.asked, size.rounds, ADHERENCE_MS),
            await _case("a caseload of 500", asking.a_caseload, ports, size.caseloads, size.rounds, CASELOAD_MS),
            await _case("the day of 500, its first page", asking.a_day, ports, size.caseloads, size.rounds, DAY_MS),
        ]
    return _result(cases, size, quick=quick)


async def _case(name: str, ask: Question, ports: tuple[int, int], count: int, rounds: int, abs_goal: float) -> Case:
    """`ports`: ours, and that of the naive service. `abs_goal`: ms."""
    ours, theirs = ports
    await one_after_the_other(ours, ask, count)  # who has never been asked for is read from the log
    return await compared(
        name,
        partial(one_after_the_other, ours, ask, count),
        {SELECT: partial(one_after_the_other, theirs, select, count)},
        rounds,
        by="p99",
        abs_goal=abs_goal,
    )


def _result(cases: Sequence[Case], size: Size, *, quick: bool) -> Result:
    """The one that is further from its goal is what the headline tells."""
    headline = max(cases, key=lambda case: measured(case.ours.p99) / measured(case.abs_goal))
    return found(
        "query",
        cases,
        headline,
        unit=f"ms, the 99th of a hundred: {headline.name}",
        sizes={
            "events": size.events,
            "organisations": size.organisations,
            "patients": size.organisations * size.patients,
            "asked for in a sample": f"{size.asked} patients, {size.caseloads} caseloads",
            "rounds": size.rounds,
        },
        quick=quick,
        better="lower",
        of="p99",
        notes=(ALIKE, WARMED),
    )
