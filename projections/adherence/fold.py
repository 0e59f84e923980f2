"""One patient's plan, event by event, and the week in which a session counts under it."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.facts import SessionFact
from domain.adherence.plan import DayEvent, Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.patient.events import PatientEnrolled, PatientTransferred
from domain.program.events import ProgramEvent
from domain.zones import local_date
from eventstore.records import Recorded


class Patient(Struct, frozen=True):
    """A plan, and the versions of the patient's and the programs' streams up to which it is folded."""

    clinic_id: UUID | None = None
    patient_version: int = 0
    programs_version: int = 0
    plan: Plan = Plan()


def evolve_patient(patient: Patient, recorded: Recorded, event: DayEvent | ProgramEvent) -> Patient:
    """The patient after one more event; unchanged by one that was folded before."""
    if isinstance(event, DayEvent):
        if recorded.version <= patient.patient_version:
            return patient
        clinic_id = event.clinic_id if isinstance(event, PatientEnrolled | PatientTransferred) else patient.clinic_id
        return replace(
            patient, clinic_id=clinic_id, patient_version=recorded.version, plan=evolve_plan(patient.plan, event)
        )
    if recorded.version <= patient.programs_version:
        return patient
    return replace(patient, programs_version=recorded.version, plan=evolve_plan(patient.plan, event))


def week_of(plan: Plan, fact: SessionFact | None) -> date | None:
    """The Monday of the week a session counts in; None while it does not stand or the patient's dates are unknown."""
    return None if fact is None or not plan.zones else monday_of(local_date(plan.zones, fact.happened_at))
