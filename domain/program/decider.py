"""Assigning, revising, pausing, resting and completing programs.

All programs of a patient are one stream: so "the same exercise and side in two" and "in place of" are decided
under one version check.
"""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID, uuid5

from domain.decider import Decider, Need, Seen
from domain.exercise.decider import not_in_library
from domain.patient.state import Patient, clinic_of, known_patient
from domain.program.commands import (
    AdviseRest,
    AssignProgram,
    CompleteProgram,
    PauseProgram,
    ProgramCommand,
    ResumeProgram,
    ReviseProgram,
)
from domain.program.events import (
    EVENTS,
    CompletionReason,
    ProgramAssigned,
    ProgramCompleted,
    ProgramEvent,
    ProgramPaused,
    ProgramResumed,
    ProgramRevised,
    RestAdvised,
)
from domain.program.prescriptions import apart, faithful, sound
from domain.program.state import DAY, Program, Programs, Span, evolve
from domain.rejections import refused
from domain.zones import local_date


def programs_of(patient_id: UUID) -> UUID:
    """The id of the one stream that holds all programs of a patient."""
    return uuid5(patient_id, "programs")


def decide(command: ProgramCommand, programs: Programs, seen: Seen) -> Sequence[ProgramEvent]:
    patient = known_patient(seen, command.patient_id)
    if patient.merged_into is not None:
        raise refused("merged")
    today = local_date(patient.zones, command.at)
    if isinstance(command, AssignProgram):
        return assign(command, programs, patient, today, seen)
    program = programs.by_id.get(command.program_id)
    if program is None:
        raise refused("unknown_program")
    match command:
        case ReviseProgram():
            return revise(command, program, programs, today, seen)
        case PauseProgram():
            return pause(command, program, today)
        case ResumeProgram():
            return resume(command, program, today)
        case AdviseRest():
            return advise_rest(command, program, today)
        case CompleteProgram():
            return complete(command, program, today)
        case _:
            assert_never(command)


def assign(
    command: AssignProgram, programs: Programs, patient: Patient, today: date, seen: Seen
) -> Sequence[ProgramEvent]:
    """The assignment comes first, so that it carries the command's id; then the end of the program it replaces."""
    there = programs.by_id.get(command.program_id)
    if there is not None:
        if _assigns_again(command, there):
            return []
        raise refused("already_assigned")
    effective = command.effective or today + DAY
    _not_past(effective, today)
    if command.last_day is not None and command.last_day < effective:
        raise refused("bad_dates")
    if patient.discharge is not None and effective > patient.discharge.last_day:
        raise refused("discharged")
    sound(command.prescriptions, seen)
    ended = _replaced(command, programs, effective, today)
    others = evolve(programs, ended[0]) if ended else programs
    apart(command.prescriptions, Span(effective, command.last_day), others.by_id.values())
    assigned = ProgramAssigned(
        patient_id=command.patient_id,
        clinic_id=clinic_of(seen, command.patient_id),
        program_id=command.program_id,
        prescriptions=command.prescriptions,
        effective=effective,
        last_day=command.last_day,
        private=command.private,
    )
    return [assigned, *ended]


def _assigns_again(command: AssignProgram, there: Program) -> bool:
    assigned = there.assigned
    return (
        command.prescriptions == assigned.prescriptions
        and command.effective in (None, assigned.effective)
        and command.last_day == assigned.last_day
        and command.private == assigned.private
    )


def _replaced(command: AssignProgram, programs: Programs, effective: date, today: date) -> list[ProgramCompleted]:
    if command.replaces is None:
        return []
    old = programs.by_id.get(command.replaces)
    if old is None:
        raise refused("unknown_program")
    _still_runs(old, today)
    last_day = effective - DAY if old.last_day is None else min(old.last_day, effective - DAY)
    return [
        ProgramCompleted(
            patient_id=command.patient_id,
            program_id=command.replaces,
            last_day=last_day,
            reason=CompletionReason.REPLACED,
        )
    ]


def revise(
    command: ReviseProgram, program: Program, programs: Programs, today: date, seen: Seen
) -> Sequence[ProgramRevised]:
    latest = program.versions[-1]
    same = command.prescriptions == latest.prescriptions and command.private == latest.private
    if same and command.effective in (None, latest.effective):
        return []
    effective = command.effective or today + DAY
    _not_past(effective, today)
    _still_runs(program, effective)
    sound(command.prescriptions, seen, program.exercises)
    faithful(command.prescriptions, program)
    others = [other for other in programs.by_id.values() if other is not program]
    apart(command.prescriptions, Span(effective, program.last_day), others)
    return [
        ProgramRevised(
            patient_id=command.patient_id,
            program_id=command.program_id,
            version=len(program.versions) + 1,
            prescriptions=command.prescriptions,
            effective=effective,
            private=command.private,
        )
    ]


def pause(command: PauseProgram, program: Program, today: date) -> Sequence[ProgramPaused]:
    wanted = Span(command.first_day or today + DAY, command.last_day)
    if any(there.covers(wanted) for there in program.pauses):
        return []
    _not_past(wanted.first, today)
    if wanted.last is not None and wanted.last < wanted.first:
        raise refused("bad_dates")
    _still_runs(program, wanted.first)
    return [
        ProgramPaused(
            patient_id=command.patient_id,
            program_id=command.program_id,
            first_day=wanted.first,
            reason=command.reason,
            last_day=wanted.last,
        )
    ]


def resume(command: ResumeProgram, program: Program, today: date) -> Sequence[ProgramResumed]:
    """Ends every pause decided so far, one that has not begun as well."""
    first_day = command.first_day or today + DAY
    if all(there.last is not None and there.last < first_day for there in program.pauses):
        return []
    _not_past(first_day, today)
    _still_runs(program, first_day)
    return [ProgramResumed(patient_id=command.patient_id, program_id=command.program_id, first_day=first_day)]


def advise_rest(command: AdviseRest, program: Program, today: date) -> Sequence[RestAdvised]:
    wanted = RestAdvised(
        patient_id=command.patient_id,
        program_id=command.program_id,
        prescriptions=tuple(sorted(set(command.prescriptions))),
        first_day=command.first_day or today + DAY,
        last_day=command.last_day,
    )
    if wanted in program.rests:
        return []
    _not_past(wanted.first_day, today)
    if wanted.last_day < wanted.first_day:
        raise refused("bad_dates")
    _still_runs(program, wanted.first_day)
    known = {prescription.prescription_id for version in program.versions for prescription in version.prescriptions}
    if not known.issuperset(wanted.prescriptions):
        raise refused("unknown_prescription")
    return [wanted]


def complete(command: CompleteProgram, program: Program, today: date) -> Sequence[ProgramCompleted]:
    """An end that has not come yet may be brought forward, never put off; without a date it is brought to today."""
    ends = program.last_day
    over = ends is not None and ends < today
    last_day = command.last_day or (ends if over and ends else today)
    if (over or program.completed is not None) and last_day == ends:
        return []
    _still_runs(program, today)
    _not_past(last_day, today)
    if ends is not None and last_day > ends:
        raise refused("bad_dates")
    return [
        ProgramCompleted(
            patient_id=command.patient_id, program_id=command.program_id, last_day=last_day, reason=command.reason
        )
    ]


def _not_past(day: date, today: date) -> None:
    if day < today:
        raise refused("in_the_past")


def _still_runs(program: Program, day: date) -> None:
    if program.last_day is not None and program.last_day < day:
        raise refused("program_ended")


def needs(command: ProgramCommand) -> Sequence[Need]:
    patient = Need("patient", command.patient_id)
    if isinstance(command, AssignProgram | ReviseProgram):
        return [patient, *not_in_library([prescription.exercise_id for prescription in command.prescriptions])]
    return [patient]


PROGRAM = Decider(
    kind="program",
    empty=Programs(),
    commands=(AssignProgram, ReviseProgram, PauseProgram, ResumeProgram, AdviseRest, CompleteProgram),
    events=EVENTS,
    stream=lambda command: programs_of(command.patient_id),
    decide=decide,
    evolve=evolve,
    needs=needs,
)
