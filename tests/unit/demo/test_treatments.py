"""The demonstration's treatments: visits, scores, work at the desk and as needed, and how it felt afterwards."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from domain.program.commands import ReviseProgram
from domain.score.decider import RecordScore
from domain.score.instruments import InstrumentName
from domain.session.decider import LogSession
from domain.symptom.decider import ReportPain
from domain.values import AsNeeded, Entry, Interval, Prescription, Provenance, SymptomKind, Timing
from domain.visit.decider import CancelVisit, RecordVisit, ScheduleVisit
from domain.visit.events import CancelReason, VisitKind
from domain.visit.measures import RangeOfMotion
from services.demo.case import Case, Wish
from services.demo.history import cases, history
from services.demo.house import house
from services.demo.people import Kind
from services.demo.plan import plan_of
from tests.support.demonstration import of

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CASES = {case.patient_id: case for case in cases(house(NOW), NOW)}
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
OVER_THE_BAND = 50  # tenths


@pytest.fixture(scope="module")
def told() -> list[Wish]:
    return history(house(NOW), NOW)


def by_patient(commands: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for command in commands:
        found[command.patient_id].append(command)
    return found


def of_kind(*kinds: Kind) -> list[Case]:
    return [case for case in CASES.values() if case.person.kind in kinds]


def test_every_patient_in_care_has_one_visit_to_come_but_for_those_who_stay_away(told: list[Wish]) -> None:
    over = {one.visit_id for one in of(told, CancelVisit, RecordVisit)}
    to_come = [one for one in of(told, ScheduleVisit) if one.visit_id not in over]
    left = {case.patient_id for case in of_kind(Kind.DISCHARGED)}
    silent = {case.patient_id for case in of_kind(Kind.SILENT)}
    assert all(NOW - HOUR < one.starts_at < NOW + 15 * DAY for one in to_come)
    expected = Counter(one.patient_id for one in to_come)
    assert {*CASES} - left - silent <= set(expected) <= {*CASES} - left
    assert set(expected.values()) == {1}


def test_visits_take_place_every_week_or_two_and_a_few_are_called_off(told: list[Wish]) -> None:
    held, off = of(told, RecordVisit), of(told, CancelVisit)
    assert {one.visit_id for one in held}.isdisjoint(one.visit_id for one in off)
    assert {one.reason for one in off} == {CancelReason.PATIENT, CancelReason.CLINIC, CancelReason.NO_SHOW}
    assert len(off) < len(held) / 4
    for visits in by_patient(held).values():
        times = [visit.occurred_at for visit in visits]
        assert all(after - before < 28 * DAY for before, after in pairwise(times))


def test_a_measure_or_two_is_taken_at_the_clinic_and_none_over_a_screen(told: list[Wish]) -> None:
    numbers = {
        is_there: {
            len(one.measures) for one in of(told, RecordVisit) if (one.kind is not VisitKind.TELEHEALTH) is is_there
        }
        for is_there in (True, False)
    }
    assert numbers == {True: {1, 2}, False: {0}}


def test_the_joint_of_who_does_well_moves_further_and_of_who_is_in_pain_less(told: list[Wish]) -> None:
    moved = {
        patient_id: degrees[-1] - degrees[0]
        for patient_id, visits in by_patient(of(told, RecordVisit)).items()
        if len(degrees := [one.degrees for visit in visits for one in visit.measures if isinstance(one, RangeOfMotion)])
        > 2
    }
    assert all(moved[case.patient_id] >= 8 for case in of_kind(Kind.STEADY))
    assert all(moved[case.patient_id] <= 0 for case in of_kind(Kind.IN_PAIN))


def test_scores_are_recorded_at_the_first_visit_and_about_monthly_and_most_improve(told: list[Wish]) -> None:
    activities = by_patient(one for one in of(told, RecordScore) if one.instrument is InstrumentName.PSFS)
    assert set(activities) == set(CASES)
    assert all(CASES[who].day(scores[0].occurred_at) == CASES[who].first_day for who, scores in activities.items())
    gained = [scores[-1].value - scores[0].value for scores in activities.values() if len(scores) > 1]
    assert len(gained) > 35
    assert sum(gain > 0 for gain in gained) > len(gained) * 3 / 4
    assert any(gain < 0 for gain in gained)
    assert {one.instrument for one in of(told, RecordScore)} == set(InstrumentName)


def done_of(told: list[Wish], kind: type) -> list[tuple[Case, datetime, Prescription]]:
    """What patients did of the work with this kind of schedule, and when, where they named the prescription."""
    prescribed = {
        one.prescription_id: one
        for case in CASES.values()
        for one in (*plan_of(case).first, *plan_of(case).revised)
        if isinstance(one.schedule, kind)
    }
    return [
        (CASES[session.patient_id], session.occurred_at, prescribed[entry.prescription_id])
        for session in of(told, LogSession)
        if session.provenance is not Provenance.CLINICIAN
        for entry in session.entries
        if entry.prescription_id in prescribed
    ]


def test_work_at_the_desk_is_done_on_workdays_about_as_often_as_asked(told: list[Wish]) -> None:
    done = done_of(told, Interval)
    days = Counter((case.number, case.day(at)) for case, at, _ in done)
    assert {number for number, _ in days} == {case.number for case in CASES.values() if case.person.desk}
    assert {day.isoweekday() for _, day in days} == {1, 2, 3, 4, 5}
    assert set(days.values()) == {1, 2, 3}


def test_work_as_needed_follows_on_most_reports_within_the_hour_and_on_some_never(told: list[Wish]) -> None:
    times = defaultdict(list)
    for case, at, _ in done_of(told, AsNeeded):
        times[case.number].append(at)
    reports = [one for one in of(told, ReportPain) if CASES[one.patient_id].person.relief and one.level >= 10]
    answered = [
        any(one.occurred_at < at <= one.occurred_at + HOUR for at in times[CASES[one.patient_id].number])
        for one in reports
    ]
    assert set(times) == {case.number for case in CASES.values() if case.person.relief}
    assert 0.4 < sum(answered) / len(answered) < 0.8
    assert {one.kind for one in reports} == {SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS}


def test_a_next_morning_answers_the_session_of_the_day_before_beside_the_level_before_it(told: list[Wish]) -> None:
    begun = {one.command_id: one.occurred_at for one in of(told, LogSession)}
    before = by_patient(one for one in of(told, ReportPain) if one.timing is Timing.BEFORE)
    over = []
    for morning in (one for one in of(told, ReportPain) if one.timing is Timing.NEXT_MORNING):
        at = begun[morning.session_id]
        assert timedelta() < morning.occurred_at - at < DAY
        levels = [one.level for one in before[morning.patient_id] if at - 2 * HOUR < one.occurred_at < at]
        over.append(morning.level - levels[-1])
    assert sum(rise >= 20 for rise in over) >= 5
    assert sum(rise < 20 for rise in over) > 3 * sum(rise >= 20 for rise in over)


def test_an_exercise_that_hurt_was_rated_over_the_band_until_another_or_less_of_it_took_its_place(
    told: list[Wish],
) -> None:
    for case in (case for case in CASES.values() if case.person.overdid or case.person.kind is Kind.IN_PAIN):
        plan = plan_of(case)
        hurting, lighter = plan.first[1], plan.revised[1]
        sessions = [one for one in of(told, LogSession) if one.patient_id == case.patient_id]
        (revised,) = [one for one in of(told, ReviseProgram) if one.patient_id == case.patient_id]
        assert revised.prescriptions == plan.revised
        assert hurting.exercise_id != lighter.exercise_id or amount(lighter) < amount(hurting)
        rated = [pain_of(hurting, session.entries) for session in sessions if session.at < revised.at]
        assert any(level > OVER_THE_BAND for level in rated)


def amount(prescription: Prescription) -> int:
    return (prescription.dose.reps or 0) + (prescription.dose.hold_seconds or 0)


def pain_of(prescription: Prescription, entries: Iterable[Entry]) -> int:
    """The highest rating in a session; 0 where there is none."""
    mine = (one for one in entries if one.prescription_id == prescription.prescription_id)
    return max((one.pain or 0 for one in mine), default=0)
