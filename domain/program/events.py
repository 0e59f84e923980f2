"""What happens to a patient's programs. A version is never edited; nothing takes effect in the past."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.decider import Event
from domain.values import Prescription


class PauseReason(StrEnum):
    UNWELL = "unwell"
    TRAVELLING = "travelling"
    PAIN = "pain"
    SURGERY = "surgery"
    PATIENT_WISH = "patient_wish"
    OTHER = "other"


class CompletionReason(StrEnum):
    COMPLETED = "completed"
    REPLACED = "replaced"
    STOPPED = "stopped"


class ProgramAssigned(Event):
    """Version 1 of a program, in force from `effective` on."""

    patient_id: UUID
    clinic_id: UUID
    program_id: UUID
    prescriptions: tuple[Prescription, ...]
    effective: date
    last_day: date | None = None  # the last day that still expects
    private: str | None = None  # keyed digest of the vault's item of this event: notes


class ProgramRevised(Event):
    patient_id: UUID
    program_id: UUID
    version: int  # from 2 on
    prescriptions: tuple[Prescription, ...]
    effective: date
    private: str | None = None


class ProgramPaused(Event):
    """From `first_day` on nothing is expected and nothing counts, until resumed or past `last_day`."""

    patient_id: UUID
    program_id: UUID
    first_day: date
    reason: PauseReason
    last_day: date | None = None


class ProgramResumed(Event):
    patient_id: UUID
    program_id: UUID
    first_day: date  # the first day that expects again


class RestAdvised(Event):
    """Days on which some prescriptions expect nothing; an empty list means all of the program's."""

    patient_id: UUID
    program_id: UUID
    prescriptions: tuple[UUID, ...]
    first_day: date
    last_day: date


class ProgramCompleted(Event):
    patient_id: UUID
    program_id: UUID
    last_day: date  # the last day that still expects
    reason: CompletionReason = CompletionReason.COMPLETED


ProgramEvent = ProgramAssigned | ProgramRevised | ProgramPaused | ProgramResumed | RestAdvised | ProgramCompleted

EVENTS: dict[str, type[Event]] = {
    "program.assigned": ProgramAssigned,
    "program.revised": ProgramRevised,
    "program.paused": ProgramPaused,
    "program.resumed": ProgramResumed,
    "program.rest_advised": RestAdvised,
    "program.completed": ProgramCompleted,
}
