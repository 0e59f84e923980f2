"""Whether it gets better: the newer reports of one place beside those before them, and only a change that is real."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from domain.symptom.median import median
from domain.symptom.record import Symptom
from domain.values import SymptomKind

MOST = 5
LEAST = 3
REAL_CHANGE = 20
"""Tenths of a point. On the numeric pain rating scale less may be chance: its minimal detectable change is 2 points
(Childs, Piva, Fritz 2005, Spine 30:1331). It was found for pain, and says nothing of soreness or anything else."""

TOO_FEW = "too_few"
NO_THRESHOLD = "no_threshold"


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    STEADY = "steady"


class Trend(Struct, frozen=True):
    """The median of `recent` beside that of `before`, all of one place, oldest first."""

    direction: Direction | None = None
    change: Fraction | None = None  # tenths of a point; above 0 is more pain
    reason: str | None = None  # why there is no direction
    recent: tuple[Symptom, ...] = ()
    before: tuple[Symptom, ...] = ()


def trend(series: Sequence[Symptom]) -> Trend:
    """Of reports of one place, oldest first: the newer half, at most five, beside the five before it, or the rest.

    None is said with under three on either side, nor of what is no pain.
    """
    if any(symptom.felt.kind is not SymptomKind.PAIN for symptom in series):
        return Trend(reason=NO_THRESHOLD)
    newer = min(MOST, len(series) // 2)
    if newer < LEAST:
        return Trend(reason=TOO_FEW)
    recent, before = tuple(series[-newer:]), tuple(series[-newer - MOST : -newer])
    change = median(each.felt.level for each in recent) - median(each.felt.level for each in before)
    return Trend(_direction(change), change, None, recent, before)


def _direction(change: Fraction) -> Direction:
    if abs(change) < REAL_CHANGE:
        return Direction.STEADY
    return Direction.WORSE if change > 0 else Direction.BETTER
