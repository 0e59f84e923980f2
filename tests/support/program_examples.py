"""The programs of the example patient: what was assigned, what is wished, and what becomes of a wish."""

from datetime import date, datetime
from uuid import UUID

from domain.patient.events import DischargeReason, PatientDischarged
from domain.program.commands import AssignProgram, ProgramCommand, ReviseProgram
from domain.program.decider import PROGRAM
from domain.program.events import CompletionReason, ProgramAssigned, ProgramCompleted, ProgramRevised
from domain.values import Prescription
from tests.support.examples import (
    ADDED,
    CLINIC_ID,
    ENROLLED,
    NOON,
    OWN_EXERCISE_ID,
    PATIENT_ID,
    TOMORROW,
    WISH_ID,
    named,
    prescription,
)
from tests.support.spec import Decided, History, given

PROGRAM_ID = named("a program")
OTHER_PROGRAM_ID = named("another program")
LAST_WEEK = date(2026, 6, 2)
FRIDAY = date(2026, 6, 12)
NEXT_WEEK = date(2026, 6, 16)
BRIDGES = prescription("bridges")
PULLS = prescription("pulls", exercise_id=OWN_EXERCISE_ID)
DISCHARGED_FRIDAY = PatientDischarged(patient_id=PATIENT_ID, last_day=FRIDAY, reason=DischargeReason.GOALS_MET)


def assigned(
    *prescriptions: Prescription,
    program_id: UUID = PROGRAM_ID,
    effective: date = LAST_WEEK,
    last_day: date | None = None,
    private: str | None = None,
) -> ProgramAssigned:
    return ProgramAssigned(
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        program_id=program_id,
        prescriptions=prescriptions or (BRIDGES,),
        effective=effective,
        last_day=last_day,
        private=private,
    )


def completed(
    last_day: date, *, program_id: UUID = PROGRAM_ID, reason: CompletionReason = CompletionReason.COMPLETED
) -> ProgramCompleted:
    return ProgramCompleted(patient_id=PATIENT_ID, program_id=program_id, last_day=last_day, reason=reason)


def assign(
    *prescriptions: Prescription,
    program_id: UUID = PROGRAM_ID,
    effective: date | None = None,
    last_day: date | None = None,
    replaces: UUID | None = None,
    private: str | None = None,
    at: datetime = NOON,
) -> AssignProgram:
    return AssignProgram(
        command_id=WISH_ID,
        at=at,
        patient_id=PATIENT_ID,
        program_id=program_id,
        prescriptions=prescriptions or (BRIDGES,),
        effective=effective,
        last_day=last_day,
        replaces=replaces,
        private=private,
    )


def decided(history: History, command: ProgramCommand, patient: History = (ENROLLED,)) -> Decided:
    """What becomes of a wish for the enrolled patient, in an organisation that has an exercise of its own."""
    needed = {need.stream_id for need in PROGRAM.needs(command)}
    others = {PATIENT_ID: patient, OWN_EXERCISE_ID: [ADDED]}
    return given(PROGRAM, history).seeing({k: v for k, v in others.items() if k in needed}).when(command)


def revised(
    version: int, *prescriptions: Prescription, effective: date = TOMORROW, private: str | None = None
) -> ProgramRevised:
    return ProgramRevised(
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        version=version,
        prescriptions=prescriptions or (BRIDGES,),
        effective=effective,
        private=private,
    )


def revise(*prescriptions: Prescription, effective: date | None = None, private: str | None = None) -> ReviseProgram:
    return ReviseProgram(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        program_id=PROGRAM_ID,
        prescriptions=prescriptions or (BRIDGES,),
        effective=effective,
        private=private,
    )
