"""What a decision about a patient's programs changed: a line of the course of treatment, and the work that it eased."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never
from uuid import UUID

from msgspec import Struct

from domain.program.events import (
    CompletionReason,
    ProgramAssigned,
    ProgramCompleted,
    ProgramEvent,
    ProgramPaused,
    ProgramResumed,
    ProgramRevised,
    RestAdvised,
)
from domain.values import Prescription, Side

DAY = timedelta(days=1)


class What(StrEnum):
    ASSIGNED = "assigned"
    REVISED = "revised"
    PAUSED = "paused"
    RESUMED = "resumed"
    REST_ADVISED = "rest_advised"
    COMPLETED = "completed"
    REPLACED = "replaced"
    STOPPED = "stopped"


class Work(Struct, frozen=True):
    """An exercise on a side of the body."""

    exercise_id: UUID
    side: Side


class ProgramSoFar(Struct, frozen=True):
    """What a later decision is compared with."""

    latest: tuple[Prescription, ...]  # of the version decided last, whether it is in force yet or not
    ever: dict[UUID, Work]  # by prescription, of all versions


class Touched(NamedTuple):
    """`eased`: the work that is from then on another, less or none: changed, gone, rested, paused or ended."""

    what: What
    first_day: date  # the first local date that is otherwise
    last_day: date | None
    eased: tuple[Work, ...] = ()


class ProgramChange(Struct, frozen=True, omit_defaults=True):
    """One decision. Days are the patient's local dates."""

    event_id: UUID
    place: int  # in the log: what is greater was decided later
    decided_at: datetime  # UTC, when it was recorded
    program_id: UUID
    what: What
    first_day: date  # the first that is otherwise; of an end, the first that expects nothing more
    last_day: date | None = None  # of a pause or a rest
    eased: tuple[Work, ...] = ()  # that is from then on another, less or none


def touched_by(event: ProgramEvent, program: ProgramSoFar | None) -> Touched:
    """What a decision does to a program, as it was decided before; None where that is not known."""
    latest = program.latest if program else ()
    match event:
        case ProgramAssigned():
            return Touched(What.ASSIGNED, event.effective, None)
        case ProgramRevised():
            kept = {*event.prescriptions}
            return Touched(What.REVISED, event.effective, None, _works(each for each in latest if each not in kept))
        case ProgramPaused():
            return Touched(What.PAUSED, event.first_day, event.last_day, _works(latest))
        case ProgramResumed():
            return Touched(What.RESUMED, event.first_day, None)
        case RestAdvised():
            ever: Mapping[UUID, Work] = program.ever if program else {}
            named = tuple(ever[prescription] for prescription in event.prescriptions if prescription in ever)
            rested = named if event.prescriptions else _works(latest)
            return Touched(What.REST_ADVISED, event.first_day, event.last_day, rested)
        case ProgramCompleted():
            return Touched(ENDS[event.reason], _day_after(event.last_day), None, _works(latest))
        case _:
            assert_never(event)


ENDS: Mapping[CompletionReason, What] = {
    CompletionReason.COMPLETED: What.COMPLETED,
    CompletionReason.REPLACED: What.REPLACED,
    CompletionReason.STOPPED: What.STOPPED,
}


def program_after(event: ProgramEvent, program: ProgramSoFar | None) -> ProgramSoFar | None:
    """The program with a version more; as it was after everything else."""
    if not isinstance(event, ProgramAssigned | ProgramRevised):
        return program
    now = {each.prescription_id: Work(each.exercise_id, each.side) for each in event.prescriptions}
    return ProgramSoFar(event.prescriptions, {**program.ever, **now} if program else now)


def _day_after(day: date) -> date:
    return day if day == date.max else day + DAY


def _works(prescriptions: Iterable[Prescription]) -> tuple[Work, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(Work(each.exercise_id, each.side) for each in prescriptions))
