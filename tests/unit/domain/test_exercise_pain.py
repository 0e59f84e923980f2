"""Which exercise hurts: what sessions and reports say, and when it says something of the exercise."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from domain.adherence.facts import SessionFact
from domain.exercise.common import find
from domain.symptom.exercise_pain import (
    ExercisePain,
    PainByExercise,
    Rated,
    RatedExercise,
    exercise_hurt,
    rated_in,
    rates_pain,
)
from domain.symptom.record import Symptom
from domain.values import Entry, Provenance, Side, SymptomKind, Timing
from tests.support.felt import PATIENT, felt, on
from tests.unit.domain.adherence.stories import MONDAY, assigned, plan_of, prescribed

SQUATS = prescribed(1, side=Side.LEFT)
BRIDGES = prescribed(2)
PLAN = plan_of(assigned(SQUATS, BRIDGES, effective=MONDAY))
LEG_RAISE = UUID(int=300)


def session(
    number: int,
    at: datetime,
    *entries: Entry,
    provenance: Provenance = Provenance.PATIENT,
    in_clinic: bool = False,
) -> SessionFact:
    return SessionFact(UUID(int=number), at, entries, provenance, in_clinic)


def hurt(exercise_id: UUID, pain: int | None, side: Side = Side.NONE) -> Entry:
    return Entry(exercise_id=exercise_id, side=side, pain=pain)


def test_sessions_say_of_each_exercise_and_side_how_much_it_hurt_the_earliest_first() -> None:
    facts = [
        session(1, on(3), hurt(LEG_RAISE, 20), hurt(LEG_RAISE, 70), hurt(LEG_RAISE, 0, Side.LEFT)),
        session(2, on(1), hurt(LEG_RAISE, 40), hurt(LEG_RAISE, None)),
    ]
    expected = (
        RatedExercise(LEG_RAISE, Side.LEFT, (Rated(on(3), (0,)),)),
        RatedExercise(LEG_RAISE, Side.NONE, (Rated(on(1), (40,)), Rated(on(3), (20, 70)))),
    )
    assert rated_in(PLAN, facts) == rated_in(PLAN, reversed(facts)) == expected


def test_an_entry_that_names_only_a_prescription_speaks_of_its_exercise_and_side() -> None:
    fact = session(1, on(1), Entry(prescription_id=SQUATS.prescription_id, pain=30))
    assert rated_in(PLAN, [fact]) == (RatedExercise(SQUATS.exercise_id, Side.LEFT, (Rated(on(1), (30,)),)),)
    assert rated_in(plan_of(assigned(BRIDGES)), [fact]) == ()


def test_what_is_inferred_says_nothing_of_pain_and_what_was_done_in_the_clinic_does() -> None:
    inferred = session(1, on(1), hurt(LEG_RAISE, 50), provenance=Provenance.INFERRED)
    in_clinic = session(2, on(2), hurt(LEG_RAISE, 50), in_clinic=True)
    assert [rates_pain(fact) for fact in (inferred, in_clinic, session(3, on(3), hurt(LEG_RAISE, None)))] == [
        False,
        True,
        False,
    ]
    assert rated_in(PLAN, [inferred, in_clinic]) == (RatedExercise(LEG_RAISE, Side.NONE, (Rated(on(2), (50,)),)),)


def test_a_report_of_pain_during_an_exercise_that_it_names_counts_with_them() -> None:
    during: dict[str, Any] = {"timing": Timing.DURING, "exercise_id": LEG_RAISE, "side": Side.LEFT}
    assert exercise_hurt(felt(1, 60, on(1), **during).felt) == (LEG_RAISE, Side.LEFT)
    for other in (
        {"timing": Timing.AFTER},
        {"exercise_id": None},
        {"kind": SymptomKind.STIFFNESS},
        {"provenance": Provenance.INFERRED},
    ):
        assert exercise_hurt(felt(1, 60, on(1), **{**during, **other}).felt) is None


@pytest.mark.parametrize(("slug", "side"), [("bridge", Side.NONE), ("straight-leg-raise", Side.LEFT)])
def test_an_exercise_of_both_sides_at_once_has_no_side_wherever_it_hurts(slug: str, side: Side) -> None:
    exercise_id = find(slug).exercise_id
    report = felt(1, 60, on(1), timing=Timing.DURING, exercise_id=exercise_id, side=Side.LEFT)
    assert exercise_hurt(report.felt) == (exercise_id, side)


def rated(exercise_id: UUID, *sessions: Rated) -> RatedExercise:
    return RatedExercise(exercise_id, Side.NONE, sessions)


def by_exercise(told: Iterable[tuple[UUID, RatedExercise]], reports: Iterable[Symptom] = ()) -> list[ExercisePain]:
    """Of June up to its ninth day."""
    pain = PainByExercise(on(1), on(9))
    for patient_id, exercise in told:
        pain.add_sessions(patient_id, [exercise])
    for report in reports:
        pain.add_report(report.felt)
    return pain.figures()


def test_an_exercise_has_its_sessions_patients_ratings_and_what_is_too_much() -> None:
    told = [
        (UUID(int=5), rated(LEG_RAISE, Rated(on(1), (50, 51)), Rated(on(4), (60,)))),
        (UUID(int=6), rated(LEG_RAISE, Rated(on(5), (40,)))),
    ]
    report = felt(1, 10, on(6), timing=Timing.DURING, exercise_id=LEG_RAISE)
    expected = ExercisePain(
        exercise_id=LEG_RAISE,
        side=Side.NONE,
        sessions=3,
        patients=3,
        ratings=5,
        over_band=2,
        patients_over_band=1,
        median=Fraction(50),
        highest=60,
        last_at=on(6),
    )
    assert by_exercise(told, [report]) == by_exercise(reversed(told), [report]) == [expected]


def test_five_of_ten_is_within_the_band_and_a_tenth_more_is_too_much() -> None:
    told = [(UUID(int=level), rated(LEG_RAISE, Rated(on(1), (level,)))) for level in (50, 51)]
    (pain,) = by_exercise(told)
    assert (pain.over_band, pain.patients_over_band) == (1, 1)


def test_only_what_was_rated_within_the_stretch_counts() -> None:
    sessions = [Rated(on(1) - timedelta(seconds=1), (90,)), Rated(on(1), (10,)), Rated(on(9), (90,))]
    reports = [
        felt(n, 80, at, timing=Timing.DURING, exercise_id=LEG_RAISE)
        for n, at in enumerate([on(1) - timedelta(seconds=1), on(9)])
    ]
    (pain,) = by_exercise([(PATIENT, rated(LEG_RAISE, *sessions)), (PATIENT, rated(UUID(int=5), sessions[0]))], reports)
    assert (pain.ratings, pain.highest) == (1, 10)


@pytest.mark.parametrize(
    ("patients", "times", "enough"), [(5, 4, True), (4, 20, False), (6, 3, False), (7, 3, True), (1, 100, False)]
)
def test_five_patients_and_twenty_ratings_say_something_of_an_exercise(patients: int, times: int, enough: bool) -> None:
    sessions = [Rated(on(1) + timedelta(hours=n), (30,)) for n in range(times)]
    (pain,) = by_exercise((UUID(int=patient), rated(LEG_RAISE, *sessions)) for patient in range(patients))
    assert pain.enough is enough


def test_the_exercise_of_which_the_largest_share_is_too_much_comes_first() -> None:
    often, seldom, never = (UUID(int=400 + n) for n in range(3))
    told = [
        rated(seldom, *[Rated(on(day), (60, 10, 10)) for day in range(1, 9)]),
        rated(never, Rated(on(1), (10, 50))),
        rated(often, Rated(on(1), (60, 10))),
    ]
    assert [pain.exercise_id for pain in by_exercise((PATIENT, one) for one in told)] == [often, seldom, never]
