"""The recount by the published page and the platform agree on patients who do much of their work, wherever they fly."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from definition.recount import recount
from domain.session.events import SessionLogged
from domain.symptom.events import SymptomReported
from domain.values import BodyRegion, Entry, Provenance, SymptomKind
from tests.properties.any_plan import C_LIGHTER, A, B, C, D, E, F, PlanEvent
from tests.support.examples_count import EXAMPLES
from tests.support.feed import Told
from tests.support.judged_by_domain import exported, judged
from tests.unit.domain.adherence.stories import (
    CLINIC,
    MONDAY,
    OTHER_PROGRAM,
    PATIENT,
    assigned,
    at,
    did,
    enrolled,
    moved,
    paused,
    prescribed,
    revised,
)

FIRST = MONDAY - timedelta(2)
"""A Saturday: the first day of the program, and of 17 in which anything is done."""

STIFF_NECK = prescribed(9, F.schedule)
WORK = (A, B, C, D, E, F)
zones = st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kathmandu"])
days = st.sampled_from([FIRST + timedelta(n) for n in range(17)])
BACK = datetime(2024, 1, 14, 20, tzinfo=UTC)
"""A flight back over the date line: on Monday at 10:00 in Kiritimati, on Sunday at 10:00 in Honolulu."""

about_the_flight = st.integers(-30, 30).map(lambda hours: BACK + timedelta(hours=hours, minutes=30))
moments = st.builds(at, days, st.integers(0, 23), st.sampled_from([0, 30])) | about_the_flight


@st.composite
def on_the_way(draw: st.DrawFn) -> list[PlanEvent]:
    """A program of all five kinds; maybe a revision, a pause, a second program, and journeys."""
    events: list[PlanEvent] = [enrolled(draw(zones)), assigned(*WORK, effective=FIRST)]
    if draw(st.booleans()):
        events = [enrolled("Pacific/Kiritimati"), *events[1:], moved("Pacific/Honolulu", BACK)]
    if draw(st.booleans()):
        events.append(revised(2, E, C_LIGHTER, A, F, effective=draw(days)))
    if draw(st.booleans()):
        day = draw(days)
        events.append(paused(day, day + timedelta(draw(st.integers(0, 3)))))
    if draw(st.booleans()):
        events.append(assigned(STIFF_NECK, effective=draw(days), program=OTHER_PROGRAM))
    return [*events, *(moved(draw(zones), draw(moments)) for _ in range(draw(st.sampled_from([0, 0, 1, 2]))))]


entries = st.builds(
    lambda work, sets, reps: did(work, sets=sets, reps=reps),
    st.sampled_from([*WORK, STIFF_NECK]),
    st.sampled_from([None, None, 0, 1, 2, 3]),
    st.sampled_from([None, None, 0, 5, 14]),
)
sources = st.sampled_from([Provenance.PATIENT] * 9 + [Provenance.INFERRED])


def logged(event_id: int, entries: tuple[Entry, ...], provenance: Provenance) -> tuple[UUID, SessionLogged]:
    return UUID(int=event_id), SessionLogged(
        patient_id=PATIENT, clinic_id=CLINIC, entries=entries, provenance=provenance
    )


@st.composite
def diaries(draw: st.DrawFn) -> list[Told]:
    """Sessions, often several of a date, and symptoms with as-needed work about an hour from them."""
    told: list[Told] = []
    for n, when in enumerate(draw(st.lists(moments, min_size=5, max_size=25))):
        of_it = tuple(draw(st.lists(entries, min_size=1, max_size=3)))
        told.append(Told(*logged(1000 + n, of_it, draw(sources)), when))
    for n, when in enumerate(draw(st.lists(moments, max_size=5))):
        felt = SymptomReported(
            patient_id=PATIENT,
            clinic_id=CLINIC,
            kind=draw(st.sampled_from([SymptomKind.PAIN, SymptomKind.STIFFNESS, SymptomKind.SWELLING])),
            level=draw(st.sampled_from([9, 10, 60])),
            region=BodyRegion.NECK,
            provenance=draw(sources),
        )
        later = timedelta(minutes=draw(st.sampled_from([-1, 0, 1, 30, 59, 60, 61])))
        done = did(draw(st.sampled_from([F, STIFF_NECK])))
        told.append(Told(UUID(int=2000 + n), felt, when))
        told.append(Told(*logged(3000 + n, (done,), draw(sources)), when + later))
    return told


@settings(deadline=None, max_examples=EXAMPLES)
@given(on_the_way(), diaries(), moments, st.sampled_from([0, 0, 5, 20]))
def test_the_recount_and_the_platform_find_the_same_of_a_diary(
    decisions: list[PlanEvent], told: list[Told], moment: datetime, later: int
) -> None:
    decided = [Told(UUID(int=70_000 + n), event, moment) for n, event in enumerate(decisions)]
    export = [exported(one) for one in (*decided, *told)]
    asked = moment + timedelta(later)
    assert recount(export, asked) == judged(export, asked)
