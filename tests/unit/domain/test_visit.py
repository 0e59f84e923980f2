"""A visit is scheduled, moved, cancelled and recorded; what is measured at it is what a body can do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from domain.decider import Event, Report, fold
from domain.values import Provenance, Side
from domain.visit.decider import VISIT, CancelVisit, RecordVisit, ScheduleVisit, VisitCommand
from domain.visit.events import CancelReason, VisitCancelled, VisitKind, VisitRecorded, VisitScheduled
from domain.visit.measures import ManualStrength, MeasuredStrength, RangeOfMotion
from domain.visit.motion import PLAUSIBLE, Joint, Movement
from tests.support.examples import (
    CLINIC_ID,
    ENROLLED,
    INVITED,
    NOON,
    OPENED,
    OTHER_PATIENT_ID,
    PATIENT_ID,
    THERAPIST_ID,
    WISH_ID,
    named,
)
from tests.support.spec import Decided, History, given

VISIT_ID = named("a visit")
OTHER_CLINIC_ID = named("the clinic up the hill")
NEXT_TUESDAY = datetime(2026, 6, 16, 7, 0, tzinfo=UTC)
OTHERS: dict[UUID, History] = {
    PATIENT_ID: [ENROLLED],
    THERAPIST_ID: [INVITED],
    OTHER_CLINIC_ID: [replace(OPENED, clinic_id=OTHER_CLINIC_ID)],
}
BENT = RangeOfMotion(joint=Joint.KNEE, movement=Movement.FLEXION, side=Side.LEFT, degrees=95)
STRETCHED = RangeOfMotion(joint=Joint.KNEE, movement=Movement.EXTENSION, side=Side.LEFT, degrees=-10, passive=True)
STRONG = ManualStrength(joint=Joint.KNEE, movement=Movement.EXTENSION, side=Side.LEFT, grade=45)
PUSHED = MeasuredStrength(joint=Joint.HIP, movement=Movement.ABDUCTION, side=Side.LEFT, newtons=180)


def schedule(**more: Any) -> ScheduleVisit:
    fields = {"patient_id": PATIENT_ID, "visit_id": VISIT_ID, "starts_at": NEXT_TUESDAY, "minutes": 30}
    return ScheduleVisit(command_id=WISH_ID, at=NOON, **{**fields, **more})


def scheduled(**more: Any) -> VisitScheduled:
    fields = {"clinic_id": CLINIC_ID, "starts_at": NEXT_TUESDAY, "minutes": 30, "kind": VisitKind.FOLLOW_UP}
    return VisitScheduled(**{"patient_id": PATIENT_ID, "visit_id": VISIT_ID, **fields, **more})


def cancel(reason: CancelReason = CancelReason.PATIENT) -> CancelVisit:
    return CancelVisit(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, visit_id=VISIT_ID, reason=reason)


def cancelled(reason: CancelReason = CancelReason.PATIENT) -> VisitCancelled:
    return VisitCancelled(patient_id=PATIENT_ID, visit_id=VISIT_ID, reason=reason)


def record(**more: Any) -> RecordVisit:
    fields = {"patient_id": PATIENT_ID, "visit_id": VISIT_ID, "occurred_at": NOON}
    return RecordVisit(command_id=WISH_ID, at=NOON, **{**fields, **more})


def recorded(**more: Any) -> VisitRecorded:
    fields = {
        "patient_id": PATIENT_ID,
        "visit_id": VISIT_ID,
        "clinic_id": CLINIC_ID,
        "happened_at": NOON,
        "kind": VisitKind.FOLLOW_UP,
        "provenance": Provenance.CLINICIAN,
    }
    return VisitRecorded(**{**fields, **more})


def decided(history: History, command: VisitCommand) -> Decided:
    needed = {need.stream_id for need in VISIT.needs(command)}
    return given(VISIT, history).seeing({key: held for key, held in OTHERS.items() if key in needed}).when(command)


class TestScheduling:
    def test_a_visit_is_at_the_patients_clinic_unless_said(self) -> None:
        decided([], schedule()).then([scheduled()])
        elsewhere = {"clinic_id": OTHER_CLINIC_ID, "therapist_id": THERAPIST_ID, "kind": VisitKind.TELEHEALTH}
        decided([], schedule(**elsewhere)).then([scheduled(**elsewhere)])

    def test_the_same_again_changes_nothing(self) -> None:
        berlin = schedule(starts_at=datetime.fromisoformat("2026-06-16T09:00+02:00"))
        decided([scheduled()], berlin).then_nothing()

    def test_another_time_moves_it(self) -> None:
        later = NEXT_TUESDAY + timedelta(hours=2)
        decided([scheduled()], schedule(starts_at=later)).then([scheduled(starts_at=later)])
        decided([scheduled(), scheduled(starts_at=later)], schedule()).then([scheduled()])

    def test_what_was_cancelled_or_took_place_is_not_moved(self) -> None:
        decided([scheduled(), cancelled()], schedule()).then_rejected("visit_cancelled")
        decided([scheduled(), recorded()], schedule()).then_rejected("visit_recorded")

    def test_everybody_named_must_be_known(self) -> None:
        decided([], schedule(patient_id=OTHER_PATIENT_ID)).then_rejected("unknown_patient")
        decided([], schedule(clinic_id=named("no clinic"))).then_rejected("unknown_clinic")
        decided([], schedule(therapist_id=named("nobody"))).then_rejected("unknown_staff")

    def test_anothers_visit_is_not_taken_over(self) -> None:
        decided([scheduled(patient_id=OTHER_PATIENT_ID)], schedule()).then_rejected("wrong_patient")


class TestCancelling:
    def test_it_is_cancelled_once_and_the_reason_may_change(self) -> None:
        decided([scheduled()], cancel()).then([cancelled()])
        decided([scheduled(), cancelled()], cancel()).then_nothing()
        decided([scheduled(), cancelled()], cancel(CancelReason.NO_SHOW)).then([cancelled(CancelReason.NO_SHOW)])

    def test_what_took_place_is_not_cancelled(self) -> None:
        decided([recorded()], cancel()).then_rejected("visit_recorded")
        decided([scheduled(), cancelled(), recorded()], cancel()).then_rejected("visit_recorded")

    @pytest.mark.parametrize("history", [[], [scheduled(patient_id=OTHER_PATIENT_ID)]])
    def test_anothers_visit_is_answered_like_none(self, history: list[Event]) -> None:
        decided(history, cancel()).then_rejected("unknown_visit")


class TestRecording:
    def test_a_visit_is_recorded_whole_without_having_been_scheduled(self) -> None:
        more: dict[str, Any] = {
            "kind": VisitKind.FIRST,
            "therapist_id": THERAPIST_ID,
            "measures": (BENT, STRETCHED, STRONG, PUSHED),
            "private": "5c1d",
            "provenance": Provenance.IMPORTED,
        }
        decided([], record(**more)).then([recorded(**more)])
        decided([], record(clinic_id=OTHER_CLINIC_ID)).then([recorded(clinic_id=OTHER_CLINIC_ID)])

    def test_what_is_not_said_is_as_it_was_scheduled(self) -> None:
        planned = {"clinic_id": OTHER_CLINIC_ID, "therapist_id": THERAPIST_ID, "kind": VisitKind.DISCHARGE}
        decided([scheduled(**planned)], record()).then([recorded(**planned)])

    def test_whoever_cancelled_and_came_after_all_was_there(self) -> None:
        decided([scheduled(), cancelled()], record()).then([recorded()])

    def test_the_same_again_changes_nothing_however_it_arrived(self) -> None:
        decided([recorded(measures=(BENT,))], record(measures=(BENT,))).then_nothing()
        decided([recorded(clinic_id=OTHER_CLINIC_ID)], record(sent_at=NOON - timedelta(days=1))).then_nothing()

    @pytest.mark.parametrize("other", [{"measures": (STRONG,)}, {"occurred_at": NEXT_TUESDAY}, {"private": "77"}])
    def test_something_else_is_not_recorded_over_it(self, other: dict[str, Any]) -> None:
        decided([recorded(measures=(BENT,))], record(**{"measures": (BENT,), **other})).then_rejected("visit_recorded")

    def test_a_wrong_clock_is_shifted(self) -> None:
        decided([], record(sent_at=NOON - timedelta(hours=1))).then([recorded(clock_shift=3600)])

    def test_everybody_named_must_be_known(self) -> None:
        decided([], record(patient_id=OTHER_PATIENT_ID)).then_rejected("unknown_patient")
        decided([], record(clinic_id=named("no clinic"))).then_rejected("unknown_clinic")
        decided([], record(therapist_id=named("nobody"))).then_rejected("unknown_staff")

    def test_anothers_visit_is_not_taken_over(self) -> None:
        decided([scheduled(patient_id=OTHER_PATIENT_ID)], record()).then_rejected("wrong_patient")


class TestMeasuring:
    @pytest.mark.parametrize("degrees", [-121, 31])
    def test_an_angle_that_no_knee_reaches_is_refused(self, degrees: int) -> None:
        measures = (replace(STRETCHED, degrees=degrees),)
        decided([], record(measures=measures)).then_rejected("implausible_measure")

    @pytest.mark.parametrize("degrees", [-120, 30])
    def test_the_bounds_themselves_are_taken(self, degrees: int) -> None:
        measures = (replace(STRETCHED, degrees=degrees),)
        decided([], record(measures=measures)).then([recorded(measures=measures)])

    def test_a_movement_that_the_joint_does_not_have_is_refused(self) -> None:
        measures = (replace(PUSHED, movement=Movement.PRONATION),)
        decided([], record(measures=measures)).then_rejected("implausible_measure")

    @pytest.mark.parametrize("grade", [-5, 3, 55])
    def test_a_grade_has_half_steps_from_nought_to_five(self, grade: int) -> None:
        body = msgspec.json.encode([replace(STRONG, grade=grade)])
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(body, type=tuple[ManualStrength, ...])

    def test_every_joint_is_measured_and_every_movement_belongs_to_one(self) -> None:
        assert PLAUSIBLE.keys() == set(Joint)
        assert {movement for movements in PLAUSIBLE.values() for movement in movements} == set(Movement)
        assert all(bounds.least < 0 < bounds.most for known in PLAUSIBLE.values() for bounds in known.values())


@pytest.mark.parametrize(
    ("history", "clinic_id"),
    [
        ([], None),
        ([scheduled()], CLINIC_ID),
        ([scheduled(), scheduled(clinic_id=OTHER_CLINIC_ID), cancelled()], OTHER_CLINIC_ID),
        ([scheduled(), recorded(clinic_id=OTHER_CLINIC_ID)], OTHER_CLINIC_ID),
        ([recorded()], CLINIC_ID),
    ],
)
def test_a_visit_belongs_to_the_clinic_where_it_was_or_else_is_to_be(history: History, clinic_id: UUID | None) -> None:
    assert fold(VISIT, history).clinic_id == clinic_id


def test_a_visit_is_a_stream_of_its_own_and_its_recording_a_report() -> None:
    assert {VISIT.stream(command) for command in (schedule(), cancel(), record())} == {VISIT_ID}
    assert [isinstance(command, Report) for command in (schedule(), cancel(), record())] == [False, False, True]
