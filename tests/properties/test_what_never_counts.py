"""What may be added to any history and changes no number: what is inferred, done in the clinic, or a stranger's word.

And what no correction can change: who said it, and that it was taken back.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UnsetType
from msgspec.structs import replace

from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.week import NotCounted, ProgramWeek, Uncounted
from domain.barrier.events import BarrierReported
from domain.decider import CLOCK_TOLERANCE_SECONDS, clock_shift
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom import record as symptom
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import Provenance
from tests.properties.any_plan import MONDAYS, plans
from tests.properties.any_reports import (
    BEGIN,
    LASTS,
    STRANGER,
    corrections_of_session,
    corrections_of_symptom,
    facts_of,
    instants,
    reported,
    retractions_of_session,
    retractions_of_symptom,
    session_records,
    sessions,
    symptom_records,
)
from tests.support.examples_count import EXAMPLES
from tests.support.feed import Told
from tests.unit.domain.adherence.stories import PATIENT

MeddlingEvent = SessionCorrected | SessionRetracted | SymptomCorrected | SymptomRetracted
examples = settings(deadline=None, max_examples=EXAMPLES)


def counted(plan: Plan, told: Iterable[Told]) -> list[tuple[ProgramWeek, ...]]:
    """All that any number is made of: expected, done, and the work done as needed."""
    facts = facts_of(told)
    return [judge_week(plan, monday, facts).programs for monday in MONDAYS]


def named(plan: Plan, told: Iterable[Told]) -> list[Uncounted]:
    facts = facts_of(told)
    return [each for monday in MONDAYS for each in judge_week(plan, monday, facts).uncounted]


added = st.lists(st.tuples(sessions, instants), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("made", "because"),
    [
        pytest.param({"provenance": Provenance.INFERRED, "in_clinic": False}, NotCounted.INFERRED, id="inferred"),
        pytest.param({"in_clinic": True}, NotCounted.IN_CLINIC, id="in the clinic"),
    ],
)
def test_what_is_inferred_or_done_in_the_clinic_changes_no_number(made: dict[str, Any], because: NotCounted) -> None:
    @examples
    @given(reported(), plans, added)
    def check(told: list[Told], plan: Plan, extra: list[tuple[SessionLogged, Any]]) -> None:
        more = [Told(UUID(int=500 + n), replace(logged, **made), when) for n, (logged, when) in enumerate(extra)]
        assert counted(plan, [*told, *more]) == counted(plan, told)
        said = [each for each in named(plan, [*told, *more]) if each not in named(plan, told)]
        assert {(each.session_id, each.because, each.entry) for each in said} == {
            (each.event_id, because, None) for each in more
        }

    check()


def meddling(report: Told) -> st.SearchStrategy[MeddlingEvent]:
    """A correction or a retraction of a report."""
    if isinstance(report.event, SessionLogged):
        return corrections_of_session(report.event_id) | retractions_of_session(report.event_id)
    return corrections_of_symptom(report.event_id) | retractions_of_symptom(report.event_id)


@examples
@given(st.data(), reported(), plans)
def test_what_another_patient_corrects_or_takes_back_counts_for_nothing(
    data: st.DataObject, told: list[Told], plan: Plan
) -> None:
    said = [data.draw(meddling(one)) for one in told if isinstance(one.event, SessionLogged | SymptomReported)]
    strangers = [Told(UUID(int=500 + n), replace(e, patient_id=STRANGER), BEGIN + LASTS) for n, e in enumerate(said)]
    before, after = symptom_records(told), symptom_records([*strangers, *told])
    assert counted(plan, [*strangers, *told]) == counted(plan, told)
    assert [symptom.settle(after[key]) for key in before] == [symptom.settle(record) for record in before.values()]


def retracted(report: Told) -> SessionRetracted | SymptomRetracted:
    if isinstance(report.event, SessionLogged):
        return SessionRetracted(patient_id=PATIENT, session_id=report.event_id)
    return SymptomRetracted(patient_id=PATIENT, symptom_id=report.event_id)


@examples
@given(st.data(), reported(), plans)
def test_a_retraction_is_final_whatever_is_said_before_and_after_it(
    data: st.DataObject, told: list[Told], plan: Plan
) -> None:
    reports = [one for one in told if isinstance(one.event, SessionLogged | SymptomReported)]
    taken_back = data.draw(st.lists(st.sampled_from(reports), unique=True)) if reports else []
    retractions = [Told(UUID(int=500 + n), retracted(one), BEGIN) for n, one in enumerate(taken_back)]
    anywhere = data.draw(st.permutations([*told, *retractions]))
    never_told = [one for one in told if one not in taken_back]
    assert counted(plan, anywhere) == counted(plan, never_told)
    felt = {key: symptom.settle(record) for key, record in symptom_records(anywhere).items()}
    assert [felt.get(one.event_id) for one in taken_back] == [None] * len(taken_back)


@examples
@given(reported())
def test_who_said_it_is_kept_whatever_is_corrected(told: list[Told]) -> None:
    said = {one.event_id: one.event.provenance for one in told if hasattr(one.event, "provenance")}
    assert all(fact.provenance is said[fact.session_id] for fact in facts_of(told))
    for symptom_id, record in symptom_records(told).items():
        felt = symptom.settle(record)
        assert felt is None or felt.provenance is said[symptom_id]


off = st.integers(-400_000, 400_000).filter(lambda seconds: abs(seconds) > CLOCK_TOLERANCE_SECONDS)


def by_a_clock_that_is_off(told: Sequence[Told], seconds: int) -> list[Told]:
    """The same reports of a sender whose clock is `seconds` ahead, and who says what it showed when it sent."""
    wrong = timedelta(seconds=seconds)
    set_right = clock_shift(BEGIN, BEGIN + wrong)
    reports = []
    for one in told:
        event = one.event
        if isinstance(event, SessionCorrected | SymptomCorrected) and not isinstance(event.moved_to, UnsetType):
            event = replace(event, moved_to=event.moved_to + wrong)
        if isinstance(event, SessionLogged | SymptomReported | BarrierReported | SessionCorrected | SymptomCorrected):
            event = replace(event, clock_shift=event.clock_shift + set_right)
        reports.append(Told(one.event_id, event, one.occurred_at + wrong))
    return reports


@examples
@given(reported(), plans, off)
def test_a_clock_that_is_wrong_and_says_so_changes_no_number_and_is_flagged(
    told: list[Told], plan: Plan, seconds: int
) -> None:
    wrong = by_a_clock_that_is_off(told, seconds)
    assert counted(plan, wrong) == counted(plan, told)
    done = session_records(told)
    for session_id, one in session_records(wrong).items():
        logged = done[session_id].logged
        flagged = logged and replace(logged, shifted_by=logged.shifted_by - seconds)
        assert one == replace(done[session_id], logged=flagged)
    right = symptom_records(told)
    for symptom_id, record in symptom_records(wrong).items():
        felt, as_told = symptom.settle(record), symptom.settle(right[symptom_id])
        assert (felt is None) == (as_told is None)
        if felt is not None and as_told is not None:
            assert felt == replace(as_told, shifted_by=as_told.shifted_by - seconds)
