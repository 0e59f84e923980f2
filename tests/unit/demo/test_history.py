"""The demonstration's history: always the same, in order of time, and of every kind of patient."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.decider import AttachToAlert, RaiseAlert
from domain.alert.events import Resolution
from domain.barrier.decider import ReportBarrier
from domain.clinic.decider import NameClinicLead, SetOpeningHours
from domain.decider import Report
from domain.patient.commands import DischargePatient, EnrolPatient, SetPatientZone
from domain.program.commands import AdviseRest, AssignProgram, PauseProgram, ResumeProgram, ReviseProgram
from domain.score.decider import RecordScore
from domain.session.decider import CorrectSession, LogSession, RetractSession
from domain.staff.decider import SetStaffAway
from domain.symptom.decider import CorrectSymptom, ReportPain
from domain.values import (
    AsNeeded,
    BarrierReason,
    Cue,
    Fixed,
    Interval,
    Provenance,
    SymptomKind,
    Timing,
    Weekly,
)
from domain.visit.decider import CancelVisit, RecordVisit, ScheduleVisit
from services.demo.case import Wish
from services.demo.history import cases, history
from services.demo.house import FOUNDED_BEFORE, house
from services.demo.people import PEOPLE, Kind
from tests.support.demonstration import of

NOWS = (
    datetime(2026, 3, 4, 12, tzinfo=UTC),
    datetime(2026, 10, 26, 0, 30, tzinfo=UTC),  # clocks went back the day before
    datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC),
)
EIGHT_WEEKS = timedelta(days=56)


@pytest.fixture(scope="module", params=NOWS, ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    instant: datetime = request.param
    return instant


@pytest.fixture(scope="module")
def told(now: datetime) -> list[Wish]:
    return history(house(now), now)


def test_told_twice_it_is_the_same(told: list[Wish], now: datetime) -> None:
    assert history(house(now), now) == told


TELL = """
from datetime import datetime
from hashlib import sha256
from services.demo.history import history
from services.demo.house import house
now = datetime.fromisoformat({now!r})
print(sha256(repr(history(house(now), now)).encode()).hexdigest())
"""


def test_another_process_tells_the_same(told: list[Wish], now: datetime) -> None:
    """Else seeding could not go on after a crash."""
    there = subprocess.run(
        [sys.executable, "-c", TELL.format(now=now.isoformat())],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert there.stdout.strip() == sha256(repr(told).encode()).hexdigest()


def test_no_two_commands_have_one_id(told: list[Wish]) -> None:
    assert Counter(wish.command.command_id for wish in told).most_common(1)[0][1] == 1


def test_it_goes_forward_and_never_past_now(told: list[Wish], now: datetime) -> None:
    times = [wish.command.at for wish in told]
    assert times == sorted(times)
    assert now - FOUNDED_BEFORE < times[0]
    assert times[-1] <= now
    assert all(report.occurred_at <= report.at for report in of(told, Report))


def test_it_covers_eight_weeks_and_thousands_of_reports(told: list[Wish]) -> None:
    assert told[-1].command.at - told[0].command.at > EIGHT_WEEKS
    assert 5000 < len(told) < 7500


def test_forty_patients_of_every_kind_are_enrolled_and_given_a_program(told: list[Wish]) -> None:
    assert len(PEOPLE) == 40
    assert {person.kind for person in PEOPLE} == set(Kind)
    assert len(of(told, EnrolPatient)) == len(of(told, AssignProgram)) == 40
    schedules = {type(one.schedule) for assigned in of(told, AssignProgram) for one in assigned.prescriptions}
    assert schedules == {Fixed, Cue, Interval, Weekly, AsNeeded}
    assert {3, 4, 5, 6} == {len(assigned.prescriptions) for assigned in of(told, AssignProgram)}


def test_everything_that_happens_in_a_practice_happens(told: list[Wish]) -> None:
    forms = (
        *(CorrectSession, RetractSession, CorrectSymptom, ReviseProgram, PauseProgram, ResumeProgram),
        *(AdviseRest, DischargePatient, SetPatientZone, AttachToAlert, AcknowledgeAlert, ResolveAlert),
        *(ScheduleVisit, CancelVisit, RecordVisit, RecordScore),
        *(SetOpeningHours, NameClinicLead, SetStaffAway),
    )
    assert {form for form in forms if not of(told, form)} == set()
    kinds = {SymptomKind.PAIN, SymptomKind.SORENESS, SymptomKind.STIFFNESS}
    assert {report.kind for report in of(told, ReportPain)} == kinds
    assert {report.timing for report in of(told, ReportPain)} == set(Timing)
    assert {barrier.reason for barrier in of(told, ReportBarrier)} >= {BarrierReason.HURTS, BarrierReason.TRAVELLING}
    assert {report.provenance for report in of(told, LogSession)} == {
        Provenance.PATIENT,
        Provenance.CARER,
        Provenance.CLINICIAN,
    }


def test_some_is_told_days_later_all_at_once_and_some_by_a_slow_clock(told: list[Wish]) -> None:
    late = [report for report in of(told, LogSession) if report.at - report.occurred_at > timedelta(days=1)]
    assert len(late) >= 5
    assert any(report.sent_at and report.at - report.sent_at > timedelta(minutes=20) for report in of(told, LogSession))


def sessions_of(told: list[Wish], now: datetime, kind: Kind) -> list[tuple[datetime, int]]:
    """For each patient of the kind the last session, and how many there were in the last two weeks."""
    times: dict[UUID, list[datetime]] = defaultdict(list)
    for session in of(told, LogSession):
        times[session.patient_id].append(session.occurred_at)
    patients = [case.patient_id for case in cases(house(now), now) if case.person.kind is kind]
    return [(max(times[who]), sum(at > now - timedelta(days=14) for at in times[who])) for who in patients]


def test_the_steady_go_on_the_slipping_do_little_the_silent_nothing(told: list[Wish], now: datetime) -> None:
    assert all(last > now - timedelta(days=3) for last, _ in sessions_of(told, now, Kind.STEADY))
    steady = sum(count for _, count in sessions_of(told, now, Kind.STEADY)) / 20
    slipping = sum(count for _, count in sessions_of(told, now, Kind.SLIPPING)) / 6
    assert slipping < steady / 2
    assert all(last < now - timedelta(days=9) for last, _ in sessions_of(told, now, Kind.SILENT))


def test_the_alerts_of_the_past_are_answered_and_few_of_today_wait(told: list[Wish], now: datetime) -> None:
    raised = {one.alert_id: one for one in of(told, RaiseAlert) if one.withheld is None}
    resolved = {one.alert_id: one.resolution for one in of(told, ResolveAlert)}
    acknowledged = {one.alert_id for one in of(told, AcknowledgeAlert)}
    assert len(raised) > 20
    assert acknowledged == set(raised)
    assert set(resolved) < set(raised)
    assert 0 < len(set(raised) - set(resolved)) < 5
    assert {Resolution.PROGRAM_CHANGED, Resolution.CALLED} <= set(resolved.values())
    assert len(of(told, RaiseAlert)) > len(raised)  # one came too late and was withheld


def test_a_program_is_changed_within_days_after_an_exercise_hurt(told: list[Wish], now: datetime) -> None:
    hurt = [one for one in of(told, ReportBarrier) if one.reason is BarrierReason.HURTS]
    for barrier in (one for one in hurt if one.at < now - timedelta(days=1)):
        revised = [one.at for one in of(told, ReviseProgram) if one.patient_id == barrier.patient_id]
        assert any(barrier.at < at < barrier.at + timedelta(days=4) for at in revised)
