"""Why it did not happen is kept, once."""

from datetime import UTC, datetime, timedelta

from domain.barrier.decider import BARRIER, ReportBarrier
from domain.barrier.events import BarrierReported
from domain.values import BarrierReason, Provenance, Side
from tests.support.examples import BRIDGE, CLINIC_ID, ENROLLED, NOON, PATIENT_ID, named
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


def test_a_barrier_is_reported_whole() -> None:
    given(BARRIER).seeing({PATIENT_ID: [ENROLLED]}).when(HURTS).then([HURT])


def test_reporting_it_again_changes_nothing() -> None:
    given(BARRIER, [HURT]).seeing({PATIENT_ID: [ENROLLED]}).when(HURTS).then_nothing()


def test_the_patient_must_be_known() -> None:
    given(BARRIER).when(HURTS).then_rejected("unknown_patient")


def test_a_barrier_is_a_stream_of_its_own() -> None:
    assert BARRIER.stream(HURTS) == BARRIER_ID
