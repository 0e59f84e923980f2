"""Any reports of a patient: sessions, symptoms, barriers, corrected, moved and taken back, by right and wrong clocks.

A few of the corrections and retractions come from another patient, and some speak of what is never reported.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from uuid import UUID

from hypothesis import strategies as st
from msgspec import UNSET

from domain.barrier.events import BarrierReported
from domain.decider import Event
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import BarrierReason, BodyRegion, Entry, Provenance, Side, SymptomKind, Timing
from tests.properties.any_plan import OTHER_PRESCRIPTIONS, PRESCRIPTIONS
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
senders_zones = st.sampled_from([None, "Asia/Tokyo"])  # shown, never used
exercises = st.none() | st.sampled_from(sorted({p.exercise_id for p in PRESCRIPTIONS}))
named_prescriptions = st.sampled_from(sorted({p.prescription_id for p in (*PRESCRIPTIONS, *OTHER_PRESCRIPTIONS)}))

entries = st.lists(
    st.builds(
        Entry,
        prescription_id=st.none() | named_prescriptions,
        exercise_id=exercises,
        sets=st.none() | st.integers(0, 4),
        reps=st.none() | st.integers(0, 25),
        hold_seconds=st.none() | st.integers(0, 70),
        pain=st.none() | st.integers(0, 100),
    ),
    max_size=2,
).map(tuple)
provenances = st.sampled_from([Provenance.PATIENT, Provenance.SENSED, Provenance.CARER, Provenance.INFERRED])
own = {"patient_id": st.just(PATIENT), "clinic_id": st.just(CLINIC), "clock_shift": shifts}
in_clinic = st.sampled_from([False, False, False, True])
durations = st.sampled_from([None, 600, 1200])
sessions = st.builds(
    SessionLogged,
    **own,
    entries=entries,
    provenance=provenances,
    in_clinic=in_clinic,
    duration_seconds=durations,
)
symptoms = st.builds(
    SymptomReported,
    **own,
    kind=st.sampled_from([SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS]),
    level=st.integers(0, 100),
    region=st.sampled_from([BodyRegion.KNEE, BodyRegion.HIP]),
    side=st.sampled_from([Side.LEFT, Side.RIGHT]),
    timing=st.sampled_from(Timing),
    provenance=provenances,
    session_id=st.sampled_from([None, UUID(int=1000), UUID(int=1001)]),
    exercise_id=exercises,
)
barriers = st.builds(BarrierReported, **own, reason=st.sampled_from(BarrierReason), provenance=provenances)


@cache  # making a strategy costs more than drawing from it
def corrections_of_session(session_id: UUID) -> st.SearchStrategy[SessionCorrected]:
    return st.builds(
        SessionCorrected,
        patient_id=whose,
        session_id=st.just(session_id),
        moved_to=st.just(UNSET) | instants,
        moved_zone=st.sampled_from([UNSET, UNSET, "Asia/Tokyo"]),
        entries=st.just(UNSET) | entries,
        in_clinic=st.just(UNSET) | in_clinic,
        duration_seconds=st.just(UNSET) | durations,
        clock_shift=shifts,
    )


@cache
def corrections_of_symptom(symptom_id: UUID) -> st.SearchStrategy[SymptomCorrected]:
    return st.builds(
        SymptomCorrected,
        patient_id=whose,
        symptom_id=st.just(symptom_id),
        moved_to=st.just(UNSET) | instants,
        moved_zone=st.sampled_from([UNSET, UNSET, "Asia/Tokyo"]),
        kind=st.just(UNSET) | st.sampled_from(SymptomKind),
        level=st.just(UNSET) | st.integers(0, 100),
        region=st.just(UNSET) | st.sampled_from(BodyRegion),
        side=st.just(UNSET) | st.sampled_from([Side.LEFT, Side.RIGHT]),
        exercise_id=st.just(UNSET) | exercises,
        clock_shift=shifts,
    )


@cache
def retractions_of_session(session_id: UUID) -> st.SearchStrategy[SessionRetracted]:
    return st.builds(SessionRetracted, patient_id=whose, session_id=st.just(session_id))


@cache
def retractions_of_symptom(symptom_id: UUID) -> st.SearchStrategy[SymptomRetracted]:
    return st.builds(SymptomRetracted, patient_id=whose, symptom_id=st.just(symptom_id))


AboutReport = Callable[[UUID], st.SearchStrategy[Event]]


@st.composite
def corrected(
    draw: st.DrawFn,
    report_id: UUID,
    report: st.SearchStrategy[Event],
    corrections: AboutReport,
    retractions: AboutReport,
) -> list[Told]:
    """A report that nearly always arrives, up to three corrections made at much the same time, maybe a retraction."""
    told = [Told(report_id, draw(report), draw(instants), draw(senders_zones))] if draw(st.integers(0, 5)) else []
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
