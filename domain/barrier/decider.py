"""Reporting a barrier, and taking the report back."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from domain.barrier.events import EVENTS, BarrierEvent, BarrierReported, BarrierRetracted
from domain.decider import Decider, Need, Report, Seen, clock_shift
from domain.patient.state import clinic_of
from domain.reports import Reported, arrived, belongs_to, taken_back
from domain.values import BarrierReason, Side


class ReportBarrier(Report):
    """The barrier's id is the command's id."""

    reason: BarrierReason
    exercise_id: UUID | None = None
    side: Side = Side.NONE
    private: str | None = None


class RetractBarrier(Report):
    barrier_id: UUID


BarrierCommand = ReportBarrier | RetractBarrier


def decide(command: BarrierCommand, barrier: Reported, seen: Seen) -> Sequence[BarrierEvent]:
    clinic_id = clinic_of(seen, command.patient_id)
    match command:
        case ReportBarrier():
            return report(command, barrier, clinic_id)
        case RetractBarrier():
            return retract(command, barrier)
        case _:
            assert_never(command)


def report(command: ReportBarrier, barrier: Reported, clinic_id: UUID) -> Sequence[BarrierReported]:
    if barrier.patient_id is not None:
        return []
    return [
        BarrierReported(
            patient_id=command.patient_id,
            clinic_id=clinic_id,
            reason=command.reason,
            provenance=command.provenance,
            exercise_id=command.exercise_id,
            side=command.side,
            private=command.private,
            clock_shift=clock_shift(command.at, command.sent_at),
        )
    ]


def retract(command: RetractBarrier, barrier: Reported) -> Sequence[BarrierRetracted]:
    belongs_to(barrier, command.patient_id)
    if command.patient_id in barrier.retracted_for:
        return []
    return [BarrierRetracted(patient_id=command.patient_id, barrier_id=command.barrier_id)]


def evolve(barrier: Reported, event: BarrierEvent) -> Reported:
    match event:
        case BarrierReported():
            return arrived(barrier, event.patient_id)
        case BarrierRetracted():
            return taken_back(barrier, event.patient_id)
        case _:
            assert_never(event)


def stream(command: BarrierCommand) -> UUID:
    return command.command_id if isinstance(command, ReportBarrier) else command.barrier_id


BARRIER = Decider(
    kind="barrier",
    empty=Reported(),
    commands=(ReportBarrier, RetractBarrier),
    events=EVENTS,
    stream=stream,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
    opens=frozenset({ReportBarrier}),
)
