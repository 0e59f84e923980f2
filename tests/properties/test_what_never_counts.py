"""What may be added to any history and changes no number: what is inferred, done in the clinic, or a stranger's word.

And what no correction can change: who said it, and that it was taken back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UnsetType
from msgspec.structs import replace

from domain.adherence.facts import SessionFact
from domain.adherence.judge import judge_week
from domain.adherence.plan import Plan
from domain.adherence.week import NotCounted, ProgramWeek, Uncounted
from domain.barrier.events import BarrierReported
from domain.decider import CLOCK_TOLERANCE_SECONDS, clock_shift
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.symptom.record import Felt
from domain.values import Provenance
from tests.properties.any_plan import MONDAYS, plans
from tests.properties.any_reports import (
    BEGIN,
    LASTS,
    STRANGER,
    corrections_of_session,
    corrections_of_symptom,
    instants,
    reported,
    retractions_of_session,
    retractions_of_symptom,
    sessions,
)
from tests.properties.examples import examples
from tests.properties.standing import facts_of, felt_of
from tests.support.feed import Told
from tests.unit.domain.adherence.stories import PATIENT

MeddlingEvent = SessionCorrected | SessionRetracted | SymptomCorrected | SymptomRetracted


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
@examples
@given(told=reported(), plan=plans, extra=added)
def test_what_is_inferred_or_done_in_the_clinic_changes_no_number(
    made: dict[str, Any],
    because: NotCounted,
    told: list[Told],
    plan: Plan,
    extra: list[tuple[SessionLogged, datetime]],
) -> None:
    more = [Told(UUID(int=500 + n), replace(logged, **made), when) for n, (logged, when) in enumerate(extra)]
    assert counted(plan, [*told, *more]) == counted(plan, told)
    before = named(plan, told)
    said = [(each.session_id, each.because, each.entry) for each in named(plan, [*told, *more]) if each not in before]
    assert sorted(said) == [(each.event_id, because, None) for each in more]


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
    assert counted(plan, [*strangers, *told]) == counted(plan, told)
    assert felt_of([*strangers, *told]) == felt_of(told)


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
    assert felt_of(anywhere) == felt_of(never_told)


@examples
@given(reported())
def test_who_said_it_is_kept_whatever_is_corrected(told: list[Told]) -> None:
    said = {one.event_id: one.event.provenance for one in told if hasattr(one.event, "provenance")}
    assert all(fact.provenance is said[fact.session_id] for fact in facts_of(told))
    assert all(felt.provenance is said[symptom_id] for symptom_id, felt in felt_of(told).items())


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
        reports.append(replace(one, event=event, occurred_at=one.occurred_at + wrong))
    return reports


Stands = TypeVar("Stands", SessionFact, Felt)


def flagged(report: Stands, seconds: int) -> Stands:
    """A report as it stands when its sender's clock was `seconds` ahead."""
    return replace(report, shifted_by=report.shifted_by - seconds)


@examples
@given(reported(), plans, off)
def test_a_clock_that_is_wrong_and_says_so_changes_no_number_and_is_flagged(
    told: list[Told], plan: Plan, seconds: int
) -> None:
    wrong = by_a_clock_that_is_off(told, seconds)
    assert counted(plan, wrong) == counted(plan, told)
    assert felt_of(wrong) == {key: flagged(felt, seconds) for key, felt in felt_of(told).items()}
    assert facts_of(wrong) == [flagged(fact, seconds) for fact in facts_of(told)]
