"""Whether a way in stands: that is for the log to say, whatever rows there are."""

from uuid import UUID

from domain.patient.access import Access
from domain.patient.state import Patient
from services.context import Context
from services.patients_known import patients_of


class Unreadable(RuntimeError):
    """What the log says of the patient cannot be read: whether she may come in nobody knows at the moment."""


async def standing(context: Context, org_id: UUID, patient_id: UUID, access_id: UUID) -> tuple[Patient, Access] | None:
    """The patient and the way in; None for one that was ended, has run over or never was, and for a patient who was
    erased or merged into another. Raises Unreadable.

    What this process remembers may lack a way in that was given a moment ago elsewhere: then the log is asked.
    """
    for again in (False, True):
        if again:
            context.guards.forget(org_id, patient_id)
        known = await patients_of(context, org_id, [patient_id])
        if patient_id not in known:
            continue
        patient = known[patient_id]
        if patient is None:
            raise Unreadable(str(patient_id))
        access = patient.accesses.get(access_id)
        if access is not None and patient.merged_into is None and access.stands(context.clock.now(org_id)):
            return patient, access
    return None
