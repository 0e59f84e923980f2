"""Reporting a barrier."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.barrier.events import EVENTS, BarrierEvent, BarrierReported
from domain.decider import Decider, Need, Report, Seen, clock_shift
from domain.patient.decider import clinic_of
from domain.values import BarrierReason, Side


class ReportBarrier(Report):
    """The barrier's id is the command's id."""

    reason: BarrierReason
    exercise_id: UUID | None = None
    side: Side = Side.NONE
    private: str | None = None


BarrierCommand = ReportBarrier


class Barrier(Struct, frozen=True):
    reported: bool = False


def decide(command: BarrierCommand, barrier: Barrier, seen: Seen) -> Sequence[BarrierEvent]:
    match command:
        case ReportBarrier():
            return report(command, barrier, seen)
        case _:
            assert_never(command)


def report(command: ReportBarrier, barrier: Barrier, seen: Seen) -> Sequence[BarrierReported]:
    clinic_id = clinic_of(seen, command.patient_id)
    if barrier.reported:
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


def evolve(barrier: Barrier, event: BarrierEvent) -> Barrier:
    match event:
        case BarrierReported():
            return Barrier(reported=True)
        case _:
            assert_never(event)


BARRIER = Decider(
    kind="barrier",
    empty=Barrier(),
    commands=(ReportBarrier,),
    events=EVENTS,
    stream=lambda command: command.command_id,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("patient", command.patient_id)],
    opens=frozenset({ReportBarrier}),
)
