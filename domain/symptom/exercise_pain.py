"""Which exercise hurts: what sessions and reports say of pain during each exercise, of one patient or of many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from msgspec import Struct

from domain.adherence.facts import SessionFact
from domain.adherence.judge import Movement, movement_of
from domain.adherence.plan import Plan
from domain.exercise.common import BY_ID
from domain.symptom.median import median
from domain.symptom.record import Felt
from domain.values import Level, Provenance, Side, SymptomKind, Timing
from domain.zones import FIRST_INSTANT

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
    levels: tuple[Level, ...]  # tenths of a point; never empty


class RatedExercise(Struct, frozen=True, array_like=True):
    """What some sessions say of one exercise and side, the earliest first."""

    exercise_id: UUID
    side: Side
    sessions: tuple[Rated, ...]


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
    def share_over_band(self) -> Fraction:
        return Fraction(self.over_band, self.ratings)

    @property
    def enough(self) -> bool:
        """Whether it says something of the exercise, and not of somebody."""
        return self.patients >= LEAST_PATIENTS and self.ratings >= LEAST_RATINGS


def rates_pain(fact: SessionFact) -> bool:
    """Whether a session says anything of pain. What is inferred says nothing; what was done in the clinic does."""
    for entry in fact.entries:  # most say nothing, and every judged week asks
        if entry.pain is not None:
            return fact.provenance is not Provenance.INFERRED
    return False


def rated_in(plan: Plan, facts: Iterable[SessionFact]) -> tuple[RatedExercise, ...]:
    """What some sessions say of pain by exercise and side, in the order of their ids; `facts` in any order.

    An entry that names only a prescription speaks of its exercise and side; while the plan does not know it, of none.
    """
    rating = [fact for fact in facts if rates_pain(fact)]
    if not rating:
        return ()
    rated: defaultdict[Movement, list[Rated]] = defaultdict(list)
    for fact in sorted(rating, key=lambda fact: (fact.happened_at, fact.session_id)):
        levels: defaultdict[Movement, list[Level]] = defaultdict(list)
        for entry in fact.entries:
            if entry.pain is not None and (movement := movement_of(plan, entry)) is not None:
                levels[movement].append(entry.pain)
        for movement, given in levels.items():
            rated[movement].append(Rated(fact.happened_at, tuple(given)))
    return tuple([RatedExercise(*movement, tuple(rated[movement])) for movement in sorted(rated)])


def exercise_hurt(felt: Felt) -> Movement | None:
    """The exercise during which pain was reported, where the report names one; None of any other report.

    Its side is where it hurts; an exercise of the library that is not done side by side has none.
    """
    is_during = felt.kind is SymptomKind.PAIN and felt.timing is Timing.DURING
    if not is_during or felt.exercise_id is None or felt.provenance is Provenance.INFERRED:
        return None
    common = BY_ID.get(felt.exercise_id)
    return felt.exercise_id, Side.NONE if common is not None and not common.sided else felt.side


class _Tally:
    """The ratings of one exercise and side."""

    def __init__(self) -> None:
        self.sessions = 0
        self.levels: list[Level] = []
        self.patients: set[UUID] = set()
        self.over_band: set[UUID] = set()  # patients
        self.last_at = FIRST_INSTANT

    def add(self, patient_id: UUID, at: datetime, levels: Sequence[Level]) -> None:
        self.levels += levels
        self.patients.add(patient_id)
        if max(levels) > OVER_BAND:
            self.over_band.add(patient_id)
        self.last_at = max(self.last_at, at)


class PainByExercise:
    """Adds up what was rated from `since` until just before `until`, of one patient or of many, in any order."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since = since
        self.until = until
        self._tallies: defaultdict[Movement, _Tally] = defaultdict(_Tally)

    def add_sessions(self, patient_id: UUID, rated: Iterable[RatedExercise]) -> None:
        for exercise in rated:
            within = [session for session in exercise.sessions if self.since <= session.at < self.until]
            if within:
                tally = self._tallies[exercise.exercise_id, exercise.side]
                tally.sessions += len(within)
                for session in within:
                    tally.add(patient_id, session.at, session.levels)

    def add_report(self, felt: Felt) -> None:
        movement = exercise_hurt(felt)
        if movement is not None and self.since <= felt.felt_at < self.until:
            self._tallies[movement].add(felt.patient_id, felt.felt_at, (felt.level,))

    def figures(self) -> list[ExercisePain]:
        """Of each exercise and side, those first of which the largest share of ratings is too much."""
        found = [_figures(movement, tally) for movement, tally in self._tallies.items()]
        return sorted(found, key=lambda pain: (-pain.share_over_band, -pain.median, pain.exercise_id, pain.side))


def _figures(movement: Movement, tally: _Tally) -> ExercisePain:
    return ExercisePain(
        *movement,
        sessions=tally.sessions,
        patients=len(tally.patients),
        ratings=len(tally.levels),
        over_band=sum(level > OVER_BAND for level in tally.levels),
        patients_over_band=len(tally.over_band),
        median=median(tally.levels),
        highest=max(tally.levels),
        last_at=tally.last_at,
    )
