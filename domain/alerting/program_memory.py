"""The programs of a patient as far as an alert rule looks: when they run, and which exercise each prescription is."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.program.events import ProgramAssigned, ProgramCompleted, ProgramRevised
from domain.values import Entry, Prescription

KEPT_AFTER_END = timedelta(days=60)

ProgramMemoryEvent = ProgramAssigned | ProgramRevised | ProgramCompleted


class KnownProgram(Struct, frozen=True, array_like=True):
    """A program; which dates it expects work on is the plan's matter (domain.adherence.plan)."""

    assigned: UUID  # the event
    begins: date
    last_day: date | None
    exercises: dict[UUID, UUID]  # by prescription, of every version


Programs = Mapping[UUID, KnownProgram]
"""By program, in the order in which they were assigned."""


def with_program(known: Programs, event: ProgramMemoryEvent, event_id: UUID) -> dict[UUID, KnownProgram]:
    """The programs with one more event, without those that ended long ago. One never assigned is passed over."""
    if isinstance(event, ProgramAssigned):
        oldest = event.effective - KEPT_AFTER_END
        recent = {key: there for key, there in known.items() if there.last_day is None or there.last_day >= oldest}
        exercises = _exercises(event.prescriptions)
        return {**recent, event.program_id: KnownProgram(event_id, event.effective, event.last_day, exercises)}
    there = known.get(event.program_id)
    if there is None:
        return dict(known)
    if isinstance(event, ProgramRevised):
        begins = min(there.begins, event.effective)
        changed = replace(there, begins=begins, exercises={**there.exercises, **_exercises(event.prescriptions)})
    else:
        changed = replace(there, last_day=min(there.last_day or event.last_day, event.last_day))
    return {**known, event.program_id: changed}


def only_active(known: Programs, day: date, discharged_on: date | None) -> UUID | None:
    """The one program that has begun and not ended on a date; None where there is none, or more than one."""
    active = [
        program_id
        for program_id, there in known.items()
        if there.begins <= day <= min(there.last_day or date.max, discharged_on or date.max)
    ]
    return active[0] if len(active) == 1 else None


def exercise_of(known: Programs, entry: Entry) -> UUID | None:
    """The exercise of an entry: the one it names, else that of its prescription; None where nobody can tell."""
    if entry.exercise_id is not None:
        return entry.exercise_id
    for there in known.values():
        if entry.prescription_id in there.exercises:
            return there.exercises[entry.prescription_id]
    return None


def program_of(known: Programs, entries: tuple[Entry, ...]) -> UUID | None:
    """The program that a session belongs to: that of its first entry of which one can be told, the newest one."""
    newest_first = list(known.items())[::-1]
    for entry in entries:
        for program_id, there in newest_first:
            if entry.prescription_id in there.exercises:
                return program_id
        for program_id, there in newest_first:
            if entry.exercise_id is not None and entry.exercise_id in there.exercises.values():
                return program_id
    return None


def _exercises(prescriptions: tuple[Prescription, ...]) -> dict[UUID, UUID]:
    return {each.prescription_id: each.exercise_id for each in prescriptions}
