"""Any reports of a patient: sessions, symptoms, barriers, corrected, moved and taken back, by right and wrong clocks.

A few of the corrections and retractions come from another patient, and some speak of what is never reported.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from uuid import UUID

from hypothesis import strategies as st
from msgspec import UNSET

from domain.adherence.facts import SessionFact, SessionRecord, session_id_of, settle
from domain.adherence.facts import merge as merge_session
from domain.barrier.events import BarrierReported
from domain.decider import Event
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomEvent, SymptomReported, SymptomRetracted
from domain.symptom.record import SymptomRecord, symptom_id_of
from domain.symptom.record import merge as merge_symptom
from domain.values import BarrierReason, BodyRegion, Entry, Provenance, Side, SymptomKind, Timing
from tests.properties.any_plan import PRESCRIPTIONS
from tests.support.feed import Told
from tests.unit.domain.adherence.stories import CLINIC, MONDAY, PATIENT, at

STRANGER = UUID(int=77)
BEGIN = at(MONDAY - timedelta(1))
"""Sunday noon in Berlin. What is reported happens in the 15 days from it on: two weeks offline."""

LASTS = timedelta(days=15)
minutes = st.integers(0, int(LASTS.total_seconds()) // 60 - 1)
instants = minutes.map(lambda minute: BEGIN + timedelta(minutes=minute))
at_much_the_same_time = st.integers(0, 3).map(lambda minute: BEGIN + timedelta(minutes=minute))
shifts = st.sampled_from([0, 0, 0, 3600, -90_000])
whose = st.sampled_from([PATIENT] * 5 + [STRANGER])
few = st.integers(0, 3)

entries = st.lists(
    st.builds(
        Entry,
        prescription_id=st.sampled_from([None, *sorted({p.prescription_id for p in PRESCRIPTIONS})]),
        exercise_id=st.sampled_from([None, *sorted({p.exercise_id for p in PRESCRIPTIONS})]),
        sets=st.none() | st.integers(0, 4),
        reps=st.none() | st.integers(0, 25),
        hold_seconds=st.none() | st.integers(0, 70),
        pain=st.none() | st.integers(0, 100),
    ),
    max_size=2,
).map(tuple)
provenances = st.sampled_from([Provenance.PATIENT, Provenance.SENSED, Provenance.CARER, Provenance.INFERRED])
own = {"patient_id": st.just(PATIENT), "clinic_id": st.just(CLINIC), "clock_shift": shifts}
sessions = st.builds(SessionLogged, **own, entries=entries, provenance=provenances, in_clinic=st.booleans())
symptoms = st.builds(
    SymptomReported,
    **own,
    kind=st.sampled_from([SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS]),
    level=st.integers(0, 100),
    region=st.sampled_from([BodyRegion.KNEE, BodyRegion.HIP]),
    side=st.sampled_from([Side.LEFT, Side.RIGHT]),
    timing=st.sampled_from(Timing),
    provenance=provenances,
)
barriers = st.builds(BarrierReported, **own, reason=st.sampled_from(BarrierReason), provenance=provenances)


@cache  # making a strategy costs more than drawing from it
def corrections_of_session(session_id: UUID) -> st.SearchStrategy[SessionCorrected]:
    return st.builds(
        SessionCorrected,
        patient_id=whose,
        session_id=st.just(session_id),
        moved_to=st.just(UNSET) | instants,
        entries=st.just(UNSET) | entries,
        in_clinic=st.just(UNSET) | st.booleans(),
        clock_shift=shifts,
    )


@cache
def corrections_of_symptom(symptom_id: UUID) -> st.SearchStrategy[SymptomCorrected]:
    return st.builds(
        SymptomCorrected,
        patient_id=whose,
        symptom_id=st.just(symptom_id),
        moved_to=st.just(UNSET) | instants,
        level=st.just(UNSET) | st.integers(0, 100),
        region=st.just(UNSET) | st.sampled_from(BodyRegion),
        side=st.just(UNSET) | st.sampled_from([Side.LEFT, Side.RIGHT]),
        clock_shift=shifts,
    )


Strategy = Callable[[UUID], st.SearchStrategy[Event]]


@cache
def retractions_of_session(session_id: UUID) -> st.SearchStrategy[SessionRetracted]:
    return st.builds(SessionRetracted, patient_id=whose, session_id=st.just(session_id))


@cache
def retractions_of_symptom(symptom_id: UUID) -> st.SearchStrategy[SymptomRetracted]:
    return st.builds(SymptomRetracted, patient_id=whose, symptom_id=st.just(symptom_id))


@st.composite
def corrected(
    draw: st.DrawFn, report_id: UUID, report: st.SearchStrategy[Event], corrections: Strategy, retractions: Strategy
) -> list[Told]:
    """A report that nearly always arrives, up to three corrections made at much the same time, maybe a retraction."""
    told = [Told(report_id, draw(report), draw(instants))] if draw(st.integers(0, 5)) else []
    for n in range(draw(few)):
        told.append(Told(UUID(int=report_id.int * 10 + n), draw(corrections(report_id)), draw(at_much_the_same_time)))
    if draw(few) == 0:
        told.append(Told(UUID(int=report_id.int * 10 + 9), draw(retractions(report_id)), draw(instants)))
    return told


@cache
def told_of_session(n: int) -> st.SearchStrategy[list[Told]]:
    return corrected(UUID(int=1000 + n), sessions, corrections_of_session, retractions_of_session)


@cache
def told_of_symptom(n: int) -> st.SearchStrategy[list[Told]]:
    return corrected(UUID(int=5000 + n), symptoms, corrections_of_symptom, retractions_of_symptom)


@st.composite
def reported(draw: st.DrawFn) -> list[Told]:
    """Some reports with all that is said of them, each event once, in no particular order of time."""
    told = [each for n in range(draw(st.integers(1, 4))) for each in draw(told_of_session(n))]
    told += [each for n in range(draw(few)) for each in draw(told_of_symptom(n))]
    told += [Told(UUID(int=9000 + n), draw(barriers), draw(instants)) for n in range(draw(few))]
    return told


def session_records(told: Iterable[Told]) -> dict[UUID, SessionRecord]:
    """All that was said of each session, merged in the order in which it is told."""
    records: dict[UUID, SessionRecord] = {}
    for event_id, event, occurred_at in ((t.event_id, t.event, t.occurred_at) for t in told):
        if isinstance(event, SessionEvent):
            session_id = session_id_of(event, event_id)
            known = records.get(session_id, SessionRecord(session_id))
            records[session_id] = merge_session(known, event, event_id, occurred_at)
    return records


def symptom_records(told: Iterable[Told]) -> dict[UUID, SymptomRecord]:
    """All that was said of each symptom, merged in the order in which it is told."""
    records: dict[UUID, SymptomRecord] = {}
    for one in told:
        if isinstance(one.event, SymptomEvent):
            symptom_id = symptom_id_of(one.event, one.event_id)
            known = records.get(symptom_id, SymptomRecord(symptom_id))
            records[symptom_id] = merge_symptom(known, one.event, one.event_id, one.occurred_at, one.occurred_zone)
    return records


def facts_of(told: Iterable[Told]) -> list[SessionFact]:
    """The sessions that stand after all that is told."""
    return [fact for fact in map(settle, session_records(told).values()) if fact is not None]
