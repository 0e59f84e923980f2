"""One setting of a bench: ours and its peers in turn, and what their figures say beside each other."""

from collections.abc import Awaitable, Callable, Mapping

from bench.result import Case, Peer
from bench.rounds import Figure, Sample, in_turn, ratio, typical

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
    return Case(name=name, ours=typical(samples[OURS]), peers=tuple(peers), abs_goal=abs_goal)
