"""A session is logged, corrected and taken back, in any order of arrival, whatever has become of the program."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.decider import Event, Report
from domain.patient.events import DischargeReason, PatientDischarged
from domain.session.decider import SESSION, CorrectSession, LogSession, RetractSession
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.values import Entry, Provenance
from tests.support.examples import (
    BRIDGE,
    CLINIC_ID,
    ENROLLED,
    NOON,
    OTHER_PATIENT_ID,
    PATIENT_ID,
    WISH_ID,
    YESTERDAY,
    named,
)
from tests.support.spec import Decided, History, given

SESSION_ID = named("a session")
MORNING = datetime(2026, 6, 9, 6, 0, tzinfo=UTC)
BRIDGES = Entry(exercise_id=BRIDGE, sets=3, reps=30, pain=15)


def log(
    *entries: Entry, patient_id: UUID = PATIENT_ID, occurred_at: datetime = MORNING, sent_at: datetime | None = None
) -> LogSession:
    return LogSession(
        command_id=SESSION_ID,
        at=NOON,
        patient_id=patient_id,
        occurred_at=occurred_at,
        sent_at=sent_at,
        entries=entries or (BRIDGES,),
    )


def logged(patient_id: UUID = PATIENT_ID, clock_shift: int = 0) -> SessionLogged:
    return SessionLogged(
        patient_id=patient_id,
        clinic_id=CLINIC_ID,
        entries=(BRIDGES,),
        provenance=Provenance.PATIENT,
        clock_shift=clock_shift,
    )


def correct_effort(effort: int | None, *, sent_at: datetime | None = None) -> CorrectSession:
    return CorrectSession(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        occurred_at=MORNING,
        sent_at=sent_at,
        session_id=SESSION_ID,
        effort=effort,
    )


def corrected_effort(effort: int | None, clock_shift: int = 0) -> SessionCorrected:
    return SessionCorrected(patient_id=PATIENT_ID, session_id=SESSION_ID, effort=effort, clock_shift=clock_shift)


RETRACT = RetractSession(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, occurred_at=MORNING, session_id=SESSION_ID)
RETRACTED = SessionRetracted(patient_id=PATIENT_ID, session_id=SESSION_ID)
RETRACTED_BY_ANOTHER = SessionRetracted(patient_id=OTHER_PATIENT_ID, session_id=SESSION_ID)


def decided(history: History, command: Report, patient: History = (ENROLLED,)) -> Decided:
    return given(SESSION, history).seeing({PATIENT_ID: patient}).when(command)


class TestLogging:
    def test_a_session_is_logged_whole(self) -> None:
        command = LogSession(
            command_id=SESSION_ID,
            at=NOON,
            patient_id=PATIENT_ID,
            occurred_at=MORNING,
            occurred_zone="Asia/Tokyo",
            provenance=Provenance.CARER,
            entries=(BRIDGES,),
            in_clinic=True,
            duration_seconds=900,
            effort=40,
            private="5c1d",
        )
        decided([], command).then(
            [
                SessionLogged(
                    patient_id=PATIENT_ID,
                    clinic_id=CLINIC_ID,
                    entries=(BRIDGES,),
                    provenance=Provenance.CARER,
                    in_clinic=True,
                    duration_seconds=900,
                    effort=40,
                    private="5c1d",
                )
            ]
        )

    def test_logging_it_again_changes_nothing(self) -> None:
        decided([logged()], log()).then_nothing()

    def test_it_is_logged_after_a_discharge_too(self) -> None:
        gone = PatientDischarged(patient_id=PATIENT_ID, last_day=YESTERDAY, reason=DischargeReason.MOVED_AWAY)
        decided([], log(), patient=[ENROLLED, gone]).then([logged()])

    @pytest.mark.parametrize(
        "claimed", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), NOON + timedelta(days=400)]
    )
    def test_no_clock_is_so_bad_that_a_session_is_refused(self, claimed: datetime) -> None:
        decided([], log(occurred_at=claimed)).then([logged()])

    def test_a_clock_that_is_more_than_five_minutes_off_is_shifted(self) -> None:
        decided([], log(sent_at=NOON - timedelta(seconds=300))).then([logged()])
        decided([], log(sent_at=NOON - timedelta(seconds=300.4))).then([logged(clock_shift=300)])
        decided([], log(sent_at=NOON - timedelta(seconds=301))).then([logged(clock_shift=301)])
        decided([], log(sent_at=NOON + timedelta(hours=2))).then([logged(clock_shift=-7200)])

    def test_it_is_logged_after_corrections_and_a_retraction_that_waited_for_it(self) -> None:
        decided([corrected_effort(50), RETRACTED], log()).then([logged()])

    def test_the_patient_must_be_known(self) -> None:
        decided([], log(), patient=[]).then_rejected("unknown_patient")


class TestCorrecting:
    def test_only_the_fields_given_are_stored(self) -> None:
        moved = CorrectSession(
            command_id=WISH_ID,
            at=NOON,
            patient_id=PATIENT_ID,
            occurred_at=MORNING,
            session_id=SESSION_ID,
            moved_to=datetime.fromisoformat("2026-06-08T18:00+02:00"),
            moved_zone="Europe/Berlin",
            in_clinic=True,
        )
        decided([logged()], moved).then(
            [
                SessionCorrected(
                    patient_id=PATIENT_ID,
                    session_id=SESSION_ID,
                    moved_to=datetime(2026, 6, 8, 16, 0, tzinfo=UTC),
                    moved_zone="Europe/Berlin",
                    in_clinic=True,
                )
            ]
        )

    def test_a_field_can_be_corrected_to_nothing(self) -> None:
        decided([logged()], correct_effort(None)).then([corrected_effort(None)])

    def test_it_may_arrive_before_the_session(self) -> None:
        decided([], correct_effort(50)).then([corrected_effort(50)])

    def test_it_is_kept_after_a_retraction_and_when_it_repeats_another(self) -> None:
        decided([logged(), RETRACTED], correct_effort(50)).then([corrected_effort(50)])
        history = [logged(), corrected_effort(50), corrected_effort(60)]
        decided(history, correct_effort(50)).then([corrected_effort(50)])

    def test_its_clock_may_be_wrong_too(self) -> None:
        decided([logged()], correct_effort(50, sent_at=NOON - timedelta(hours=1))).then([corrected_effort(50, 3600)])

    def test_it_gives_at_least_one_field(self) -> None:
        empty = CorrectSession(
            command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, occurred_at=MORNING, session_id=SESSION_ID
        )
        decided([logged()], empty).then_rejected("nothing_to_correct")

    def test_a_strangers_session_is_not_corrected(self) -> None:
        decided([logged(OTHER_PATIENT_ID)], correct_effort(50)).then_rejected("wrong_patient")

    def test_the_patient_must_be_known(self) -> None:
        decided([logged()], correct_effort(50), patient=[]).then_rejected("unknown_patient")


class TestRetracting:
    def test_a_session_is_taken_back(self) -> None:
        decided([logged()], RETRACT).then([RETRACTED])

    def test_it_may_be_taken_back_before_it_arrives(self) -> None:
        decided([], RETRACT).then([RETRACTED])

    @pytest.mark.parametrize("history", [[logged(), RETRACTED], [RETRACTED, logged()], [RETRACTED]])
    def test_taking_it_back_again_changes_nothing(self, history: list[Event]) -> None:
        decided(history, RETRACT).then_nothing()

    def test_a_strangers_session_is_not_taken_back(self) -> None:
        decided([logged(OTHER_PATIENT_ID)], RETRACT).then_rejected("wrong_patient")

    def test_what_a_stranger_took_back_still_stands(self) -> None:
        decided([RETRACTED_BY_ANOTHER, logged()], RETRACT).then([RETRACTED])
        decided([RETRACTED_BY_ANOTHER], RETRACT).then([RETRACTED])

    def test_the_patient_must_be_known(self) -> None:
        decided([logged()], RETRACT, patient=[]).then_rejected("unknown_patient")


def test_a_session_is_a_stream_of_its_own_named_by_its_log() -> None:
    assert {SESSION.stream(log()), SESSION.stream(correct_effort(50)), SESSION.stream(RETRACT)} == {SESSION_ID}
