"""What a decision about a patient's programs changed: a line of the course of treatment, and the work that it eased."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.course.eased import Work, each_once, eased_between, work_of
from domain.patient.events import PatientDischarged, PatientReadmitted, RedFlagCleared, RedFlagReported
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
from domain.values import Prescription

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
    DISCHARGED = "discharged"  # which ends every program
    READMITTED = "readmitted"  # which ends a discharge: what runs goes on
    HELD = "held"  # every program, by a red flag
    CLEARED = "cleared"  # of red flags: every program goes on


class ProgramSoFar(Struct, frozen=True):
    """What a later decision is compared with."""

    latest: tuple[Prescription, ...]  # of the version decided last, whether it is in force yet or not
    ever: dict[UUID, Work]  # by prescription, of all versions
    last_day: date | None = None  # the last that expects; None: no end is decided


class Touched(NamedTuple):
    """`eased`: the work that is from then on none (gone, rested, paused, ended), or otherwise and not plainly more."""

    what: What
    first_day: date  # the first local date that is otherwise
    last_day: date | None
    eased: tuple[Work, ...] = ()


class ProgramChange(Struct, frozen=True, omit_defaults=True):
    """One decision. Days are the patient's local dates."""

    event_id: UUID
    place: int  # in the log: what is greater was decided later
    decided_at: datetime  # UTC, when it was recorded
    program_id: UUID | None  # None: of all of them
    what: What
    first_day: date  # the first that is otherwise; of an end, the first that expects nothing more
    last_day: date | None = None  # of a pause or a rest
    eased: tuple[Work, ...] = ()  # that is from then on none, or otherwise and not plainly more


def touched_by(event: ProgramEvent, program: ProgramSoFar | None) -> Touched:
    """What a decision does to a program, as it was decided before; None where that is not known."""
    latest = program.latest if program else ()
    all_of_it = each_once(map(work_of, latest))
    match event:
        case ProgramAssigned():
            return Touched(What.ASSIGNED, event.effective, None)
        case ProgramRevised():
            return Touched(What.REVISED, event.effective, None, eased_between(latest, event.prescriptions))
        case ProgramPaused():
            return Touched(What.PAUSED, event.first_day, event.last_day, all_of_it)
        case ProgramResumed():
            return Touched(What.RESUMED, event.first_day, None)
        case RestAdvised():
            ever: Mapping[UUID, Work] = program.ever if program else {}
            named = tuple(ever[prescription] for prescription in event.prescriptions if prescription in ever)
            rested = named if event.prescriptions else all_of_it
            return Touched(What.REST_ADVISED, event.first_day, event.last_day, rested)
        case ProgramCompleted():
            return Touched(ENDS[event.reason], _day_after(event.last_day), None, all_of_it)
        case _:
            assert_never(event)


ENDS: Mapping[CompletionReason, What] = {
    CompletionReason.COMPLETED: What.COMPLETED,
    CompletionReason.REPLACED: What.REPLACED,
    CompletionReason.STOPPED: What.STOPPED,
}


def touched_by_discharge(event: PatientDischarged, programs: Iterable[ProgramSoFar]) -> Touched:
    """What a discharge does to a patient's programs: it ends those that would go on past its last day."""
    ended = (each for each in programs if each.last_day is None or each.last_day > event.last_day)
    works = each_once(work_of(prescription) for program in ended for prescription in program.latest)
    return Touched(What.DISCHARGED, _day_after(event.last_day), None, works)


def touched_by_readmission(event: PatientReadmitted) -> Touched:
    """What a readmission does to all programs. Nobody has decided that anything be easier."""
    return Touched(What.READMITTED, event.first_day, None)


def touched_by_red_flag(event: RedFlagReported | RedFlagCleared) -> Touched:
    """What a hold and its end do to all programs. Nobody has decided that anything be easier."""
    return Touched(What.HELD if isinstance(event, RedFlagReported) else What.CLEARED, event.first_day, None)


def program_after(event: ProgramEvent, program: ProgramSoFar | None) -> ProgramSoFar | None:
    """The program with a version more, or its end; as it was after everything else."""
    if isinstance(event, ProgramCompleted) and program is not None:
        return replace(program, last_day=event.last_day)
    if not isinstance(event, ProgramAssigned | ProgramRevised):
        return program
    now = {each.prescription_id: work_of(each) for each in event.prescriptions}
    last_day = event.last_day if isinstance(event, ProgramAssigned) else program.last_day if program else None
    return ProgramSoFar(event.prescriptions, {**program.ever, **now} if program else now, last_day)


def _day_after(day: date) -> date:
    return day if day == date.max else day + DAY
