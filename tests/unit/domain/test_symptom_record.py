"""What becomes of a symptom report when it is corrected or taken back."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from msgspec.structs import replace

from domain.symptom.events import SymptomCorrected, SymptomReported, SymptomRetracted
from domain.symptom.record import (
    Felt,
    SymptomRecord,
    merge_correction,
    merge_reported,
    merge_retraction,
    settle,
)
from domain.values import BodyRegion, Provenance, Side, SymptomKind, Timing

PATIENT, STRANGER, SYMPTOM, EXERCISE = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
REPORTED = SymptomReported(
    patient_id=PATIENT,
    clinic_id=UUID(int=9),
    kind=SymptomKind.PAIN,
    level=60,
    region=BodyRegion.KNEE,
    provenance=Provenance.PATIENT,
    exercise_id=EXERCISE,
)
FELT = Felt(
    patient_id=PATIENT,
    clinic_id=UUID(int=9),
    felt_at=NOON,
    kind=SymptomKind.PAIN,
    level=60,
    region=BodyRegion.KNEE,
    side=Side.NONE,
    timing=Timing.AT_REST,
    provenance=Provenance.PATIENT,
    exercise_id=EXERCISE,
)


def corrected(record: SymptomRecord, number: int, minutes: int, event: SymptomCorrected) -> SymptomRecord:
    return merge_correction(record, event, UUID(int=number), NOON + timedelta(minutes=minutes))


def correction(patient_id: UUID = PATIENT, **given: object) -> SymptomCorrected:
    return SymptomCorrected(patient_id=patient_id, symptom_id=SYMPTOM, **given)  # type: ignore[arg-type]


def reported(record: SymptomRecord) -> SymptomRecord:
    return merge_reported(record, REPORTED, NOON, None)


EMPTY = SymptomRecord(SYMPTOM)


def test_a_report_stands_as_it_was_said() -> None:
    assert settle(reported(EMPTY)) == FELT


def test_a_correction_waits_for_its_report() -> None:
    waiting = corrected(EMPTY, 1, 0, correction(level=20))
    assert settle(waiting) is None
    assert settle(reported(waiting)) == replace(FELT, level=20)


def test_the_correction_made_latest_wins_field_by_field_and_then_the_greater_id() -> None:
    steps = [
        lambda record: corrected(record, 8, 1, correction(level=20, side=Side.LEFT)),
        lambda record: corrected(record, 5, 2, correction(level=30, moved_to=NOON - timedelta(hours=1))),
        lambda record: corrected(record, 6, 2, correction(exercise_id=None, level=40)),
        lambda record: corrected(record, 7, 9, correction(patient_id=STRANGER, level=100)),
        reported,
    ]
    ends = set()
    for order in permutations(steps):
        record = EMPTY
        for step in (*order, *order):
            record = step(record)
        ends.add(record)
    [end] = ends
    felt = settle(end)
    assert felt == replace(FELT, level=40, side=Side.LEFT, felt_at=NOON - timedelta(hours=1), exercise_id=None)


def test_a_retraction_is_final_and_a_strangers_is_none() -> None:
    record = merge_retraction(reported(EMPTY), SymptomRetracted(patient_id=STRANGER, symptom_id=SYMPTOM))
    assert settle(record) == FELT
    record = merge_retraction(record, SymptomRetracted(patient_id=PATIENT, symptom_id=SYMPTOM))
    assert settle(corrected(record, 1, 99, correction(level=20))) is None


def test_a_wrong_clock_is_set_right_in_reports_and_in_corrections() -> None:
    record = merge_reported(EMPTY, replace(REPORTED, clock_shift=3600), NOON, "Europe/Berlin")
    felt = replace(FELT, felt_at=NOON + timedelta(hours=1), zone="Europe/Berlin", shifted_by=3600)
    assert settle(record) == felt
    moved = replace(correction(moved_to=NOON), clock_shift=-60)
    assert settle(corrected(record, 1, 0, moved)) == replace(felt, felt_at=NOON - timedelta(minutes=1))
