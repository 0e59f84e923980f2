"""The morning after: asked about the session that hurt, and answered by a report that is bound to it."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.adherence.facts import SessionFact
from domain.reminder.mornings import answered, session_that_hurt
from domain.symptom.record import Felt, Symptom
from domain.values import BodyRegion, Entry, Provenance, Side, SymptomKind, Timing
from domain.zones import FIRST_INSTANT, ZoneChange
from tests.unit.domain.adherence.stories import BERLIN, CLINIC, MONDAY, PATIENT, SQUATS, TUESDAY, at, session

ZONES = (ZoneChange(FIRST_INSTANT, BERLIN),)
EARLY, LATE = UUID(int=1001), UUID(int=1002)


def hurting(n: int, when: datetime, pain: int | None = 40, provenance: Provenance = Provenance.PATIENT) -> SessionFact:
    return session(n, when, Entry(prescription_id=SQUATS.prescription_id, pain=pain), provenance=provenance)


def felt(
    when: datetime,
    level: int = 40,
    timing: Timing = Timing.AFTER,
    kind: SymptomKind = SymptomKind.PAIN,
    session_id: UUID | None = None,
) -> Symptom:
    where = (kind, level, BodyRegion.KNEE, Side.LEFT, timing, Provenance.PATIENT)
    return Symptom(UUID(int=hash(when) % 1000), Felt(PATIENT, CLINIC, when, *where, session_id=session_id))


def hurt(sessions: list[SessionFact], *symptoms: Symptom) -> UUID | None:
    return session_that_hurt(MONDAY, sessions, symptoms, ZONES)


def test_a_session_with_pain_of_four_or_more_in_an_exercise_hurt() -> None:
    assert hurt([hurting(1, at(MONDAY, 8))]) == EARLY
    assert hurt([hurting(1, at(MONDAY, 8), 39)]) is None
    assert hurt([hurting(1, at(MONDAY, 8), None)]) is None
    assert hurt([hurting(1, at(TUESDAY, 8))]) is None
    assert hurt([hurting(1, at(MONDAY, 8), provenance=Provenance.INFERRED)]) is None


def test_of_several_that_hurt_it_is_the_last() -> None:
    assert hurt([hurting(2, at(MONDAY, 18)), hurting(1, at(MONDAY, 8))]) == LATE
    assert hurt([hurting(1, at(MONDAY, 8)), hurting(2, at(MONDAY, 18), 10)]) == EARLY


def test_a_report_of_pain_during_or_after_says_so_of_the_session_it_names_or_the_one_before_it() -> None:
    both = [hurting(1, at(MONDAY, 8), None), hurting(2, at(MONDAY, 18), None)]
    assert hurt(both, felt(at(MONDAY, 19))) == LATE
    assert hurt(both, felt(at(MONDAY, 12), timing=Timing.DURING)) == EARLY
    assert hurt(both, felt(at(MONDAY, 19), session_id=EARLY)) == EARLY
    assert hurt(both, felt(at(MONDAY, 7))) is None
    assert hurt(both, felt(at(MONDAY, 19), level=39)) is None
    assert hurt(both, felt(at(MONDAY, 19), timing=Timing.AT_REST)) is None
    assert hurt(both, felt(at(MONDAY, 19), kind=SymptomKind.SORENESS)) is None
    assert hurt(both, felt(at(TUESDAY, 7))) is None


def test_only_a_report_of_a_next_morning_that_is_bound_to_the_session_answers() -> None:
    sessions = [hurting(1, at(MONDAY, 8))]

    def answers(*symptoms: Symptom) -> bool:
        return answered(EARLY, symptoms, sessions, ZONES)

    assert not answers()
    assert answers(felt(at(TUESDAY, 8), 10, Timing.NEXT_MORNING))
    assert answers(felt(at(TUESDAY, 8), 10, Timing.NEXT_MORNING, session_id=EARLY))
    assert not answers(felt(at(TUESDAY, 8), 10, Timing.NEXT_MORNING, session_id=LATE))
    assert not answers(felt(at(TUESDAY, 8), 10, Timing.AT_REST))
    assert not answers(felt(at(TUESDAY + timedelta(1), 8), 10, Timing.NEXT_MORNING))
