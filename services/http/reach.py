"""Who may see whom: a patient or a clinic out of reach is answered like one that does not exist."""

from uuid import UUID

from domain.clinic.decider import CLINIC
from services.actor import ActorKind
from services.audit.break_glass import is_broken
from services.http.audit.seen import BREAK_GLASS, right_at
from services.http.caseload import clinics_asked
from services.http.operation import Asked
from services.http.problems import Problem
from services.http.subjects import find_patient
from services.patients_known import patients_of, reads_restricted


async def reached_patient(asked: Asked, named: str) -> UUID:
    """The patient of this name. Raises Problem `unknown_patient` for one who is out of reach or does not exist, and
    `unreadable` where this program cannot read all that the log says of the patient: it may be about who reaches her.

    Asked of the log itself, not of a read model: who may see whom never lags.
    """
    actor, context = asked.actor, asked.context
    patient_id = await find_patient(context, actor, named)
    if patient_id is None or (actor.kind is ActorKind.PATIENT and patient_id != actor.id):
        raise Problem("unknown_patient")
    if not asked.guards.reach:
        return patient_id
    known = await patients_of(context, actor.org_id, [patient_id])
    if patient_id not in known:
        raise Problem("unknown_patient")
    patient = known[patient_id]
    if patient is None or patient.clinic_id is None:
        raise Problem("unreadable")
    patient_id, clinic_id = patient.merged_into or patient_id, patient.clinic_id  # of a duplicate the kept one is shown
    if patient.restricted and not reads_restricted(actor):
        asked.seen.refused(patient_id)
        raise Problem("unknown_patient")
    if actor.reaches(clinic_id):
        asked.seen.patient(patient_id, right_at(actor, clinic_id))
    elif await _looks_through_broken_glass(asked, patient_id):
        asked.seen.patient(patient_id, BREAK_GLASS)
    else:
        asked.seen.refused(patient_id)
        raise Problem("unknown_patient")
    return patient_id


async def _looks_through_broken_glass(asked: Asked, patient_id: UUID) -> bool:
    """Staff who gave a reason may read for an hour; they change nothing."""
    actor = asked.actor
    if actor.kind is not ActorKind.STAFF or actor.id is None or not asked.seen.reads:
        return False
    return await is_broken(asked.context, actor.org_id, actor.id, patient_id)


async def reached_clinic(asked: Asked) -> UUID:
    """The clinic in the address. Raises Problem `unknown_clinic` for one that is out of reach or does not exist. Asked
    of the log itself, as of a patient.
    """
    actor = asked.actor
    try:
        clinic_id = UUID(asked.path["clinic_id"])
    except ValueError as error:
        raise Problem("unknown_clinic") from error
    if not asked.guards.reach:
        return clinic_id
    clinics_asked(actor, clinic_id)
    stored = await asked.context.store.load(actor.org_id, [clinic_id])
    if not stored or stored[0].type not in CLINIC.events:  # some other stream's id
        raise Problem("unknown_clinic")
    return clinic_id
