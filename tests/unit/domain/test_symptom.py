"""A symptom is reported, corrected and taken back, in any order of arrival."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.decider import Event, Report
from domain.symptom.decider import SYMPTOM, CorrectSymptom, ReportPain, RetractSymptom
from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing
from tests.support.examples import BRIDGE, CLINIC_ID, ENROLLED, NOON, OTHER_PATIENT_ID, PATIENT_ID, WISH_ID, named
from tests.support.spec import Decided, History, given

SYMPTOM_ID = named("a symptom")
MORNING = datetime(2026, 6, 9, 6, 0, tzinfo=UTC)


def report(kind: SymptomKind = SymptomKind.PAIN, sent_at: datetime | None = None) -> ReportPain:
    return ReportPain(
        command_id=SYMPTOM_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        occurred_at=MORNING,
        sent_at=sent_at,
        region=BodyRegion.KNEE,
        level=57,
        kind=kind,
    )


def reported(
    patient_id: UUID = PATIENT_ID, kind: SymptomKind = SymptomKind.PAIN, clock_shift: int = 0
) -> SymptomReported:
    return SymptomReported(
        patient_id=patient_id,
        clinic_id=CLINIC_ID,
        kind=kind,
        level=57,
        region=BodyRegion.KNEE,
        provenance=Provenance.PATIENT,
        clock_shift=clock_shift,
    )


def correct_level(level: int, sent_at: datetime | None = None) -> CorrectSymptom:
    return CorrectSymptom(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        occurred_at=MORNING,
        sent_at=sent_at,
        symptom_id=SYMPTOM_ID,
        level=level,
    )


def corrected_level(level: int, clock_shift: int = 0) -> SymptomCorrected:
    return SymptomCorrected(patient_id=PATIENT_ID, symptom_id=SYMPTOM_ID, level=level, clock_shift=clock_shift)


RETRACT = RetractSymptom(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, occurred_at=MORNING, symptom_id=SYMPTOM_ID)
RETRACTED = SymptomRetracted(patient_id=PATIENT_ID, symptom_id=SYMPTOM_ID)


def decided(history: History, command: Report, patient: History = (ENROLLED,)) -> Decided:
    return given(SYMPTOM, history).seeing({PATIENT_ID: patient}).when(command)


class TestReporting:
    @pytest.mark.parametrize("kind", list(SymptomKind))
    def test_every_kind_of_symptom_is_reported(self, kind: SymptomKind) -> None:
        decided([], report(kind)).then([reported(kind=kind)])

    def test_a_report_is_kept_whole(self) -> None:
        command = ReportPain(
            command_id=SYMPTOM_ID,
            at=NOON,
            patient_id=PATIENT_ID,
            occurred_at=MORNING,
            provenance=Provenance.CLINICIAN,
            region=BodyRegion.SHOULDER,
            level=0,
            kind=SymptomKind.STIFFNESS,
            side=Side.LEFT,
            timing=Timing.NEXT_MORNING,
            session_id=named("a session"),
            exercise_id=BRIDGE,
            private="5c1d",
        )
        decided([], command).then(
            [
                SymptomReported(
                    patient_id=PATIENT_ID,
                    clinic_id=CLINIC_ID,
                    kind=SymptomKind.STIFFNESS,
                    level=0,
                    region=BodyRegion.SHOULDER,
                    provenance=Provenance.CLINICIAN,
                    side=Side.LEFT,
                    timing=Timing.NEXT_MORNING,
                    session_id=named("a session"),
                    exercise_id=BRIDGE,
                    private="5c1d",
                )
            ]
        )

    def test_reporting_it_again_changes_nothing(self) -> None:
        decided([reported()], report()).then_nothing()

    def test_a_wrong_clock_is_shifted(self) -> None:
        decided([], report(sent_at=NOON - timedelta(minutes=10))).then([reported(clock_shift=600)])

    def test_it_is_kept_after_corrections_and_a_retraction_that_waited_for_it(self) -> None:
        decided([corrected_level(20), RETRACTED], report()).then([reported()])

    def test_the_patient_must_be_known(self) -> None:
        decided([], report(), patient=[]).then_rejected("unknown_patient")


class TestCorrecting:
    def test_only_the_fields_given_are_stored(self) -> None:
        command = CorrectSymptom(
            command_id=WISH_ID,
            at=NOON,
            patient_id=PATIENT_ID,
            occurred_at=MORNING,
            symptom_id=SYMPTOM_ID,
            moved_to=datetime.fromisoformat("2026-06-08T18:00+02:00"),
            moved_zone="Europe/Berlin",
            kind=SymptomKind.SORENESS,
            region=BodyRegion.THIGH,
            side=Side.RIGHT,
            timing=Timing.AFTER,
            session_id=None,
            exercise_id=BRIDGE,
        )
        decided([reported()], command).then(
            [
                SymptomCorrected(
                    patient_id=PATIENT_ID,
                    symptom_id=SYMPTOM_ID,
                    moved_to=datetime(2026, 6, 8, 16, 0, tzinfo=UTC),
                    moved_zone="Europe/Berlin",
                    kind=SymptomKind.SORENESS,
                    region=BodyRegion.THIGH,
                    side=Side.RIGHT,
                    timing=Timing.AFTER,
                    session_id=None,
                    exercise_id=BRIDGE,
                )
            ]
        )

    def test_it_may_arrive_before_the_report_and_after_its_retraction(self) -> None:
        decided([], correct_level(20)).then([corrected_level(20)])
        decided([reported(), RETRACTED], correct_level(20)).then([corrected_level(20)])

    def test_its_clock_may_be_wrong_too(self) -> None:
        decided([reported()], correct_level(20, NOON + timedelta(hours=1))).then([corrected_level(20, -3600)])

    def test_it_gives_at_least_one_field(self) -> None:
        empty = CorrectSymptom(
            command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, occurred_at=MORNING, symptom_id=SYMPTOM_ID
        )
        decided([reported()], empty).then_rejected("nothing_to_correct")

    def test_a_strangers_report_is_not_corrected(self) -> None:
        decided([reported(OTHER_PATIENT_ID)], correct_level(20)).then_rejected("wrong_patient")

    def test_the_patient_must_be_known(self) -> None:
        decided([], correct_level(20), patient=[]).then_rejected("unknown_patient")


class TestRetracting:
    def test_a_report_is_taken_back_also_before_it_arrives(self) -> None:
        decided([reported()], RETRACT).then([RETRACTED])
        decided([], RETRACT).then([RETRACTED])

    @pytest.mark.parametrize("history", [[reported(), RETRACTED], [RETRACTED, reported()], [RETRACTED]])
    def test_taking_it_back_again_changes_nothing(self, history: list[Event]) -> None:
        decided(history, RETRACT).then_nothing()

    def test_a_strangers_report_is_not_taken_back(self) -> None:
        decided([reported(OTHER_PATIENT_ID)], RETRACT).then_rejected("wrong_patient")

    def test_the_patient_must_be_known(self) -> None:
        decided([], RETRACT, patient=[]).then_rejected("unknown_patient")


def test_a_report_is_a_stream_of_its_own() -> None:
    assert {SYMPTOM.stream(report()), SYMPTOM.stream(correct_level(20)), SYMPTOM.stream(RETRACT)} == {SYMPTOM_ID}
