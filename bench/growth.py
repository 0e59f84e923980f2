"""Whether a log that grows makes anything slower: the same work at three sizes, and for a patient with a long past."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from msgspec import Struct

from bench.cases import compared, found
from bench.grounds import grounds
from bench.large import ALIKE, WARMED, large_log
from bench.long_treated import FEW, long_treated
from bench.one_size import OneSize, one_size
from bench.result import Case, Result

GOAL = 1.1
EVENTS_EACH = 100  # of one patient, on average
LIKE = f"one with {FEW}"


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    events: tuple[int, ...]  # of all of them together; the first is what the others are beside
    new: int  # events of one sample of appending, and of catching up
    asked: int  # patients of one sample
    pages: int
    sessions: int  # of the patient with a long past
    commands: int  # of one sample
    folds: int
    rounds: int


FULL = Size(
    organisations=20,
    events=(100_000, 1_000_000, 10_000_000),
    new=4_000,
    asked=300,
    pages=60,
    sessions=10_000,
    commands=200,
    folds=20,
    rounds=5,
)
QUICK = Size(
    organisations=4,
    events=(20_000, 100_000),
    new=1_000,
    asked=100,
    pages=20,
    sessions=1_000,
    commands=50,
    folds=10,
    rounds=2,
)


async def growth(*, quick: bool, kept: Path | None = None) -> Result:
    """On the logs in the folder that is kept, or on some that pass. Raises BenchFailed where something is not done."""
    size = QUICK if quick else FULL
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds(kept))
        logs: dict[int, OneSize] = {}
        people = [events // size.organisations // EVENTS_EACH for events in size.events]
        for events, patients in zip(size.events, people, strict=True):
            large = await large_log(ground, size.organisations, patients, events)
            logs[events] = await opened.enter_async_context(one_size(large, min(people)))
        small, *others = logs.items()
        cases = [case for larger in others for case in await _cases(small, larger, size)]
        treated = await opened.enter_async_context(long_treated(ground.settings, size.sessions))
        for name, work, count in (("logged", treated.command, size.commands), ("folded", treated.fold, size.folds)):
            what = f"one session {name}, of a patient with {size.sessions:,}"
            beside = {LIKE: partial(work, 1, count)}
            cases.append(
                await compared(what, partial(work, 0, count), beside, size.rounds, by="cost", goals={LIKE: GOAL})
            )
    return _result(cases, size, quick=quick)


async def _cases(small: tuple[int, OneSize], large: tuple[int, OneSize], size: Size) -> list[Case]:
    (few, smaller), (events, larger) = small, large
    beside = f"at {few:,}"
    return [
        await compared(
            f"{name} at {events:,} events",
            partial(work, larger, count),
            {beside: partial(work, smaller, count)},
            size.rounds,
            by="cost",
            goals={beside: GOAL},
        )
        for name, work, count in (
            ("append", OneSize.append, size.new),
            ("a patient's adherence", OneSize.ask_for_patients, size.asked),
            ("a page of a caseload", OneSize.ask_for_pages, size.pages),
            ("catching up", OneSize.catch_up, size.new),
        )
    ]


def _result(cases: Sequence[Case], size: Size, *, quick: bool) -> Result:
    """What grows most is what the headline tells."""
    headline = max(cases, key=lambda case: case.peers[0].ratio.median)
    return found(
        "growth",
        cases,
        headline,
        unit=f"a second; the ratio is of what one costs: {headline.name}",
        sizes={
            "events": list(size.events),
            "organisations": size.organisations,
            "events a patient": EVENTS_EACH,
            "new in a sample": size.new,
            "rounds": size.rounds,
        },
        quick=quick,
        better="lower",
        notes=(ALIKE, WARMED),
    )
