"""Contenders measured in turn, and what their figures say beside each other: medians of ratios, never single rates."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import median
from typing import Literal, NamedTuple

from msgspec import Struct


class BenchFailed(Exception):
    """Something was not as it must be, so that no figure may be printed; the sentence says what."""


class Sample(Struct, frozen=True, kw_only=True):
    """One contender for a moment."""

    rate: float  # done a second
    p50: float | None = None  # ms
    p99: float | None = None  # ms
    cpu: float | None = None  # microseconds of the servers' processors for one
    call_size: float | None = None  # commands in one append

    @property
    def cost(self) -> float:
        """Seconds for one."""
        return 1 / self.rate


Figure = Literal["rate", "cost", "p99"]
"""What two contenders are compared by."""


class Spread(NamedTuple):
    """Of one figure over the rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} [{self.least:.2f}..{self.most:.2f}]"


Contenders = Mapping[str, Callable[[], Awaitable[Sample]]]


async def in_turn(contenders: Contenders, rounds: int) -> dict[str, list[Sample]]:
    """Each for a moment, then each again: a noisy neighbour meets all of them alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            samples[name].append(await measure())
    return samples


def spread_of(figures: Sequence[float]) -> Spread:
    return Spread(median(figures), min(figures), max(figures))


def ratio(ours: Sequence[Sample], beside: Sequence[Sample], by: Figure = "rate") -> Spread:
    """How many times the other's figure ours is, round by round; the figure must have been measured."""
    return spread_of([getattr(mine, by) / getattr(other, by) for mine, other in zip(ours, beside, strict=True)])


def delays(seconds: Sequence[float], within: float) -> Sample:
    """What so many waits, that took place `within` so many seconds, come to."""
    ordered = sorted(seconds)
    return Sample(
        rate=len(ordered) / within,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[len(ordered) * 99 // 100] * 1000,
    )


def typical(samples: Sequence[Sample]) -> Sample:
    """The median of each figure; None where one sample has none."""

    def middle(name: str) -> float | None:
        figures = [getattr(sample, name) for sample in samples]
        return None if None in figures else median(figures)

    return Sample(
        rate=median([sample.rate for sample in samples]),
        **{name: middle(name) for name in ("p50", "p99", "cpu", "call_size")},
    )


def measured(figure: float | None) -> float:
    """A figure that must be there."""
    assert figure is not None
    return figure
