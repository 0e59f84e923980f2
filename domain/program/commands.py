"""What can be wished for a patient's programs. Days are the patient's local dates."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.decider import Command
from domain.program.events import CompletionReason, PauseReason
from domain.values import Prescription

Prescriptions = Annotated[tuple[Prescription, ...], Meta(min_length=1, max_length=40)]


class AssignProgram(Command):
    patient_id: UUID
    program_id: UUID
    prescriptions: Prescriptions
    effective: date | None = None  # tomorrow in the patient's zone where it is not given
    last_day: date | None = None
    replaces: UUID | None = None  # a program of the same patient that ends the day before
    private: str | None = None


class ReviseProgram(Command):
    patient_id: UUID
    program_id: UUID
    prescriptions: Prescriptions
    effective: date | None = None  # tomorrow where it is not given
    private: str | None = None


class PauseProgram(Command):
    patient_id: UUID
    program_id: UUID
    reason: PauseReason
    first_day: date | None = None  # tomorrow where it is not given
    last_day: date | None = None


class ResumeProgram(Command):
    patient_id: UUID
    program_id: UUID
    first_day: date | None = None  # tomorrow where it is not given


class AdviseRest(Command):
    patient_id: UUID
    program_id: UUID
    last_day: date
    first_day: date | None = None  # tomorrow where it is not given
    prescriptions: tuple[UUID, ...] = ()  # empty: all of the program's


class CompleteProgram(Command):
    patient_id: UUID
    program_id: UUID
    last_day: date | None = None  # today where it is not given: tomorrow expects nothing
    reason: CompletionReason = CompletionReason.COMPLETED


ProgramCommand = AssignProgram | ReviseProgram | PauseProgram | ResumeProgram | AdviseRest | CompleteProgram
