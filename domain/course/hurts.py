"""From "it hurts" to a changed program: which decision answered a report, how long it took, and the sum over many.

A "hurts" barrier that stands is answered by the first decision that was recorded after it and eases what it names:
the prescription of that exercise is gone, or has another dose or schedule and one that is not plainly more; it is
rested or paused; its program ended or was replaced; or the patient was discharged, which ends every program.
One that names no exercise speaks of all of them. A report that names no side speaks of either, and so does a
prescription; left and right are apart.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil
from uuid import UUID

from msgspec import Struct

from domain.course.changes import ProgramChange
from domain.course.eased import Work
from domain.median import median
from domain.values import Side

ENOUGH_FOR_A_MEDIAN = 5
NINETIETH = Fraction(9, 10)


class Hurt(Struct, frozen=True):
    """A "hurts" barrier, and where in the log it came."""

    place: int
    reported_at: datetime  # UTC, when it was recorded: from then on somebody could know
    exercise_id: UUID | None = None
    side: Side = Side.NONE


def answer_to(hurt: Hurt, changes: Iterable[ProgramChange]) -> ProgramChange | None:
    """The decision that answered it, of all those about the patient's programs in any order; None while it is open."""
    later = (change for change in changes if change.place > hurt.place and _eases(change, hurt))
    return min(later, key=lambda change: change.place, default=None)


def _eases(change: ProgramChange, hurt: Hurt) -> bool:
    if hurt.exercise_id is None:
        return bool(change.eased)
    return any(work.exercise_id == hurt.exercise_id and _meet(work, hurt) for work in change.eased)


def _meet(work: Work, hurt: Hurt) -> bool:
    return {work.side, hurt.side} != {Side.LEFT, Side.RIGHT}


class Loop(Struct, frozen=True):
    """How often and how soon "it hurts" led to a changed program. The times are those of the answered ones alone."""

    hurts: int
    answered: int
    median_seconds: Fraction | None  # None of fewer than five
    ninetieth_seconds: int | None  # nine of ten took no longer


def loop_of(seconds: Sequence[int | None]) -> Loop:
    """The sum over some reports: for each the whole seconds until it was answered, None while it is open."""
    taken = sorted(each for each in seconds if each is not None)
    if len(taken) < ENOUGH_FOR_A_MEDIAN:
        return Loop(len(seconds), len(taken), None, None)
    return Loop(len(seconds), len(taken), median(taken), taken[ceil(NINETIETH * len(taken)) - 1])
