"""One patient's plan and sessions, event by event: pure, so that any order of reports ends in the same bytes."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.facts import (
    SessionFact,
    SessionRecord,
    merge_correction,
    merge_logged,
    merge_retraction,
)
from domain.adherence.plan import Plan, evolve_plan
from domain.adherence.week import monday_of
from domain.patient.events import PatientDischarged, PatientEnrolled, PatientZoneSet
from domain.program.events import ProgramEvent
from domain.session.events import SessionCorrected, SessionEvent, SessionLogged, SessionRetracted
from domain.zones import local_date
from eventstore.records import Recorded

PatientFact = PatientEnrolled | PatientZoneSet | PatientDischarged
"""What of the patient's own stream decides about days."""


class Patient(Struct, frozen=True):
    """A plan, and the versions of the patient's and the programs' streams up to which it is folded."""

    clinic_id: UUID | None = None
    patient_version: int = 0
    programs_version: int = 0
    plan: Plan = Plan()


def evolve_patient(patient: Patient, recorded: Recorded, event: PatientFact | ProgramEvent) -> Patient:
    """The patient after one more event; unchanged by one that was folded before."""
    if isinstance(event, PatientFact):
        if recorded.version <= patient.patient_version:
            return patient
        clinic_id = event.clinic_id if isinstance(event, PatientEnrolled) else patient.clinic_id
        return replace(
            patient, clinic_id=clinic_id, patient_version=recorded.version, plan=evolve_plan(patient.plan, event)
        )
    if recorded.version <= patient.programs_version:
        return patient
    return replace(patient, programs_version=recorded.version, plan=evolve_plan(patient.plan, event))


def merge(record: SessionRecord, recorded: Recorded, event: SessionEvent) -> SessionRecord:
    """The record of a session with one more event, whether it is the log, a correction or a retraction."""
    match event:
        case SessionLogged():
            return merge_logged(record, event, recorded.occurred_at)
        case SessionCorrected():
            return merge_correction(record, event, recorded.event_id, recorded.occurred_at)
        case SessionRetracted():
            return merge_retraction(record, event)
        case _:
            assert_never(event)


def session_id_of(recorded: Recorded, event: SessionEvent) -> UUID:
    """The session an event speaks of; a log's own id is the session's."""
    return recorded.event_id if isinstance(event, SessionLogged) else event.session_id


def week_of(plan: Plan, fact: SessionFact | None) -> date | None:
    """The Monday of the week a session counts in; None while it does not stand or the patient's dates are unknown."""
    return None if fact is None or not plan.zones else monday_of(local_date(plan.zones, fact.happened_at))
