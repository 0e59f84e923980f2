"""The settings of a bench: in each, ours and its peers in turn; and what one of them says for the whole."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bench.result import Better, Case, Peer, Result
from bench.rounds import Figure, Sample, in_turn, measured, ratio, typical

Measure = Callable[[], Awaitable[Sample]]
"""Of one contender, for a moment."""

OURS = "ours"


async def compared(
    name: str,
    ours: Measure,
    beside: Mapping[str, Measure],
    rounds: int,
    *,
    by: Figure = "rate",
    goals: Mapping[str, float] | None = None,
    abs_goal: float | None = None,
    rate_goal: float | None = None,
) -> Case:
    """Ours and each peer once a round. `by`: of which figure the ratio is; `goals`: the ratio wanted, by peer."""
    samples = await in_turn({OURS: ours, **beside}, rounds)
    peers = [
        Peer(
            name=peer,
            ratio=ratio(samples[OURS], samples[peer], by),
            sample=typical(samples[peer]),
            goal=(goals or {}).get(peer),
        )
        for peer in beside
    ]
    return Case(name=name, ours=typical(samples[OURS]), peers=tuple(peers), abs_goal=abs_goal, rate_goal=rate_goal)


def found(
    bench: str,
    cases: Sequence[Case],
    headline: Case,
    *,
    unit: str,
    sizes: Mapping[str, Any],
    quick: bool,
    better: Better = "higher",
    of: Figure = "rate",
    notes: Sequence[str] = (),
) -> Result:
    """One case, beside its first peer, speaks for all. `of`: which figure of ours and of theirs is told."""
    beside = headline.peers[0]
    ours = measured(getattr(headline.ours, of))
    return Result(
        bench=bench,
        ratio=beside.ratio.median,
        goal=beside.goal,
        better=better,
        abs=ours,
        abs_goal=headline.rate_goal if of == "rate" else headline.abs_goal,
        ours=ours,
        beside=measured(getattr(beside.sample, of)),
        unit=unit,
        sizes=sizes,
        quick=quick,
        cases=tuple(cases),
        notes=tuple(notes),
    )
