"""How a score has changed: against the first one and the one before, and whether that is a change that matters."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.score.instruments import INSTRUMENTS, InstrumentName, ScoreChange, ScoreValue


class Taken(Struct, frozen=True, order=True):
    """A score as it was recorded. In order of time; of two at one instant the greater id is the later one."""

    at: datetime  # UTC, when it was filled in, by a clock set right
    score_id: UUID
    instrument: InstrumentName
    value: ScoreValue


class Change(Struct, frozen=True):
    since: UUID  # the score that it is compared with
    by: ScoreChange  # later less earlier
    better: bool | None  # None: the same
    matters: bool | None  # at least the smallest that does; None where nobody has found one


class Scored(Struct, frozen=True):
    taken: Taken
    from_first: Change | None  # None of the first one
    from_before: Change | None  # None of the first one


def change(earlier: Taken, later: Taken) -> Change:
    """Between two scores of one instrument, either way: what became worse may matter as well."""
    instrument = INSTRUMENTS[later.instrument]
    by = later.value - earlier.value
    least = instrument.smallest_change
    return Change(
        since=earlier.score_id,
        by=by,
        better=None if by == 0 else (by > 0) == instrument.more_is_better,
        matters=None if least is None else abs(by) >= least,
    )


def with_changes(scores: Iterable[Taken]) -> Iterator[Scored]:
    """Scores of any instruments in any order: each beside the first of its instrument and the one before it."""
    first: dict[InstrumentName, Taken] = {}
    before: dict[InstrumentName, Taken] = {}
    for taken in sorted(scores):
        name = taken.instrument
        if name in first:
            yield Scored(taken, change(first[name], taken), change(before[name], taken))
        else:
            first[name] = taken
            yield Scored(taken, None, None)
        before[name] = taken
