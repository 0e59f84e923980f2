"""Why it did not happen is kept, once, and may be taken back, also before it arrives."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.barrier.decider import BARRIER, ReportBarrier, RetractBarrier
from domain.barrier.events import BarrierEvent, BarrierReported, BarrierRetracted
from domain.barrier.record import BarrierRecord, Hindered, barrier_id_of, merge, settle
from domain.decider import Event
from domain.values import BarrierReason, Provenance, Side
from tests.support.examples import BRIDGE, CLINIC_ID, ENROLLED, NOON, OTHER_PATIENT_ID, PATIENT_ID, WISH_ID, named
from tests.support.spec import given

BARRIER_ID = named("a barrier")
HURTS = ReportBarrier(
    command_id=BARRIER_ID,
    at=NOON,
    patient_id=PATIENT_ID,
    occurred_at=datetime(2026, 6, 9, 6, 0, tzinfo=UTC),
    sent_at=NOON - timedelta(days=1),
    provenance=Provenance.SENSED,
    reason=BarrierReason.HURTS,
    exercise_id=BRIDGE,
    side=Side.LEFT,
    private="5c1d",
)
HURT = BarrierReported(
    patient_id=PATIENT_ID,
    clinic_id=CLINIC_ID,
    reason=BarrierReason.HURTS,
    provenance=Provenance.SENSED,
    exercise_id=BRIDGE,
    side=Side.LEFT,
    private="5c1d",
    clock_shift=86_400,
)
RETRACT = RetractBarrier(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, occurred_at=NOON, barrier_id=BARRIER_ID)
RETRACTED = BarrierRetracted(patient_id=PATIENT_ID, barrier_id=BARRIER_ID)


def test_a_barrier_is_reported_whole() -> None:
    given(BARRIER).seeing({PATIENT_ID: [ENROLLED]}).when(HURTS).then([HURT])


def test_reporting_it_again_changes_nothing() -> None:
    given(BARRIER, [HURT]).seeing({PATIENT_ID: [ENROLLED]}).when(HURTS).then_nothing()


def test_the_patient_must_be_known() -> None:
    given(BARRIER).when(HURTS).then_rejected("unknown_patient")


def test_it_is_kept_after_a_retraction_that_waited_for_it() -> None:
    given(BARRIER, [RETRACTED]).seeing({PATIENT_ID: [ENROLLED]}).when(HURTS).then([HURT])


@pytest.mark.parametrize("history", [[HURT], []])
def test_a_report_is_taken_back_also_before_it_arrives(history: list[Event]) -> None:
    given(BARRIER, history).seeing({PATIENT_ID: [ENROLLED]}).when(RETRACT).then([RETRACTED])


@pytest.mark.parametrize("history", [[HURT, RETRACTED], [RETRACTED, HURT], [RETRACTED]])
def test_taking_it_back_again_changes_nothing(history: list[Event]) -> None:
    given(BARRIER, history).seeing({PATIENT_ID: [ENROLLED]}).when(RETRACT).then_nothing()


def test_a_strangers_report_is_not_taken_back() -> None:
    theirs = [replace(HURT, patient_id=OTHER_PATIENT_ID)]
    given(BARRIER, theirs).seeing({PATIENT_ID: [ENROLLED]}).when(RETRACT).then_rejected("wrong_patient")


def test_only_a_known_patients_report_is_taken_back() -> None:
    given(BARRIER, [HURT]).when(RETRACT).then_rejected("unknown_patient")


def test_a_barrier_is_a_stream_of_its_own() -> None:
    assert {BARRIER.stream(HURTS), BARRIER.stream(RETRACT)} == {BARRIER_ID}


STANDS = Hindered(
    patient_id=PATIENT_ID,
    clinic_id=CLINIC_ID,
    at=HURTS.occurred_at + timedelta(days=1),
    reason=BarrierReason.HURTS,
    provenance=Provenance.SENSED,
    exercise_id=BRIDGE,
    side=Side.LEFT,
)
STRANGERS = replace(RETRACTED, patient_id=OTHER_PATIENT_ID)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ([HURT], STANDS),
        ([HURT, STRANGERS], STANDS),
        ([STRANGERS, HURT], STANDS),
        ([HURT, RETRACTED], None),
        ([RETRACTED, HURT, HURT], None),
        ([RETRACTED], None),
    ],
)
def test_it_stands_until_its_own_patient_takes_it_back(told: list[BarrierEvent], stands: Hindered | None) -> None:
    record = BarrierRecord(BARRIER_ID)
    for event in told:
        record = merge(record, event, HURTS.occurred_at)
    assert settle(record) == stands


def test_an_event_says_which_barrier_it_speaks_of() -> None:
    assert [barrier_id_of(event, named("an event")) for event in (HURT, RETRACTED)] == [named("an event"), BARRIER_ID]
