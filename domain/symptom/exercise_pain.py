"""Which exercise hurts: what sessions and reports say of pain during each exercise, of one patient or of many."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.adherence.judge import Movement, movement_of
from domain.adherence.plan import Plan
from domain.exercise.common import BY_ID
from domain.symptom.median import median
from domain.symptom.record import Felt
from domain.values import Level, Provenance, Side, SymptomKind, Timing

OVER_BAND = 50
"""Tenths of a point: more than this is too much during an exercise (product.md, over the band)."""

LEAST_PATIENTS = 5
LEAST_RATINGS = 20
"""Across a clinic: fewer patients or ratings say more about a person than about an exercise."""

LEAST_FOR_MEDIAN = 3
"""Of one patient: fewer ratings have no middle."""


class Rated(Struct, frozen=True, array_like=True):
    """How much an exercise hurt in one session, entry by entry."""

    at: datetime  # UTC
    levels: tuple[Level, ...]  # tenths of a point


class RatedExercise(Struct, frozen=True, array_like=True):
    """What some sessions say of one exercise and side, the earliest first."""

    exercise_id: UUID
    side: Side
    sessions: tuple[Rated, ...]


class Bout(NamedTuple):
    """What one session, or one report, of a patient says of an exercise."""

    patient_id: UUID
    movement: Movement
    at: datetime
    levels: tuple[Level, ...]  # never empty
    in_session: bool


class ExercisePain(Struct, frozen=True):
    """What all ratings of an exercise and side say. Levels are in tenths of a point."""

    exercise_id: UUID
    side: Side
    sessions: int  # in which it was rated
    patients: int
    ratings: int  # of these sessions, and of reports
    over_band: int  # ratings above 5
    patients_over_band: int  # who ever gave one
    median: Fraction
    highest: Level
    last_at: datetime  # UTC

    @property
    def enough(self) -> bool:
        """Whether it says something of the exercise, and not of somebody."""
        return self.patients >= LEAST_PATIENTS and self.ratings >= LEAST_RATINGS


def rates_pain(fact: SessionFact) -> bool:
    """Whether a session says anything of pain. What is inferred says nothing; what was done in the clinic does."""
    return fact.provenance is not Provenance.INFERRED and any(entry.pain is not None for entry in fact.entries)


def rated_in(plan: Plan, facts: Iterable[SessionFact]) -> tuple[RatedExercise, ...]:
    """What some sessions say of pain by exercise and side, in the order of their ids; `facts` in any order.

    An entry that names only a prescription speaks of its exercise and side; while the plan does not know it, of none.
    """
    rated: dict[Movement, list[Rated]] = {}
    for fact in sorted(filter(rates_pain, facts), key=lambda fact: (fact.happened_at, fact.session_id)):
        levels: dict[Movement, list[Level]] = {}
        for entry in fact.entries:
            movement = None if entry.pain is None else movement_of(plan, entry)
            if movement is not None and entry.pain is not None:
                levels.setdefault(movement, []).append(entry.pain)
        for movement, given in levels.items():
            rated.setdefault(movement, []).append(Rated(fact.happened_at, tuple(given)))
    return tuple(RatedExercise(*movement, tuple(rated[movement])) for movement in sorted(rated))


def bouts_of(patient_id: UUID, rated: Iterable[RatedExercise]) -> Iterator[Bout]:
    """The sessions of one patient, one by one."""
    for exercise in rated:
        movement = exercise.exercise_id, exercise.side
        yield from (Bout(patient_id, movement, session.at, session.levels, True) for session in exercise.sessions)


def bout_reported(felt: Felt) -> Bout | None:
    """A report of pain during an exercise that it names; None for any other.

    Its side is where it hurts; an exercise of the library that is not done side by side has none.
    """
    is_during = felt.kind is SymptomKind.PAIN and felt.timing is Timing.DURING
    if not is_during or felt.exercise_id is None or felt.provenance is Provenance.INFERRED:
        return None
    common = BY_ID.get(felt.exercise_id)
    side = Side.NONE if common is not None and not common.sided else felt.side
    return Bout(felt.patient_id, (felt.exercise_id, side), felt.felt_at, (felt.level,), False)


def by_exercise(bouts: Iterable[Bout]) -> list[ExercisePain]:
    """Of each exercise and side, those first of which the largest share of ratings is too much."""
    of_each: dict[Movement, list[Bout]] = {}
    for bout in bouts:
        of_each.setdefault(bout.movement, []).append(bout)
    found = [_all_of(movement, some) for movement, some in of_each.items()]
    return sorted(found, key=lambda pain: (-pain.over_band / pain.ratings, -pain.median, pain.exercise_id, pain.side))


def _all_of(movement: Movement, bouts: list[Bout]) -> ExercisePain:
    levels = [level for bout in bouts for level in bout.levels]
    return ExercisePain(
        *movement,
        sessions=sum(bout.in_session for bout in bouts),
        patients=len({bout.patient_id for bout in bouts}),
        ratings=len(levels),
        over_band=sum(level > OVER_BAND for level in levels),
        patients_over_band=len({bout.patient_id for bout in bouts if max(bout.levels) > OVER_BAND}),
        median=median(levels),
        highest=max(levels),
        last_at=max(bout.at for bout in bouts),
    )
