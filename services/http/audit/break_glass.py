"""POST /v1/patients/{id}/break-glass: a look at a patient out of reach, where there is a reason that cannot wait."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.values import LongText
from services.audit.break_glass import GlassBroken, break_glass
from services.audit.entry import Entry, Kind
from services.http.audit.seen import BREAK_GLASS
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.subjects import find_patient
from services.patients_known import patients_of, reads_restricted


class BreakGlassBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Why it cannot wait for somebody who reaches the patient."""

    reason: LongText


class GlassBrokenAnswer(Struct, frozen=True):
    """The patient may be read until then, and nothing may be changed."""

    grant_id: UUID
    ends_at: datetime  # UTC, real time


async def break_glass_for(asked: Asked) -> Reply:
    """Raises Problem `unknown_patient`, and `within_reach` for who needs no such look."""
    body, actor, context = read_form(asked.body, BreakGlassBody), asked.actor, asked.context
    patient_id = await find_patient(context, actor, asked.path["patient_id"])
    known = {} if patient_id is None else await patients_of(context, actor.org_id, [patient_id])
    if patient_id is None or actor.id is None or patient_id not in known:
        raise Problem("unknown_patient")
    patient = known[patient_id]
    if patient is None or patient.clinic_id is None:
        raise Problem("unreadable")
    patient_id, clinic_id = patient.merged_into or patient_id, patient.clinic_id  # of a duplicate the kept one is shown
    if patient.restricted and not reads_restricted(actor):
        asked.seen.refused(patient_id)
        raise Problem("unknown_patient")
    if actor.reaches(clinic_id):
        raise Problem("within_reach")
    what = GlassBroken(grant_id=context.new_id(), patient_id=patient_id, clinic_id=clinic_id)
    entry = Entry(
        kind=Kind.BREAK_GLASS,
        actor=actor.signature,
        via=actor.via,
        right=BREAK_GLASS,
        operation=asked.seen.operation,
        patients=(patient_id,),
        address=asked.seen.address,
        request_id=asked.request_id,
        detail={"grant_id": str(what.grant_id)},
    )
    ends_at = await break_glass(context, actor.org_id, actor.id, what, body.reason, entry)
    return Reply(encode(GlassBrokenAnswer(what.grant_id, ends_at)))
