"""Who may see whom: a patient or a clinic out of reach is answered like one that does not exist."""

from collections.abc import Collection
from uuid import UUID

import structlog

from domain.clinic.decider import CLINIC
from domain.decider import fold
from domain.partner.events import Scope
from domain.patient.decider import PATIENT
from eventstore.codec import Undecodable
from eventstore.records import Recorded
from services.actor import ActorKind
from services.context import Context
from services.http.caseload import clinics_asked
from services.http.operation import Asked
from services.http.problems import Problem
from services.http.subjects import find_patient

log = structlog.get_logger()


async def reached_patient(asked: Asked, named: str) -> UUID:
    """The patient of this name. Raises Problem `unknown_patient` for one who is out of reach or does not exist, and
    `unreadable` where this program cannot read all that the log says of the patient: it may be about who reaches her.

    Asked of the log itself, not of a read model: who may see whom never lags.
    """
    actor, context = asked.actor, asked.context
    if actor.kind is ActorKind.PARTNER and Scope.READ not in actor.scopes:
        raise Problem("forbidden", "The key has no scope for reading.")
    patient_id = await find_patient(context, actor, named)
    clinics = {} if patient_id is None else await clinics_of(context, actor.org_id, [patient_id])
    if patient_id is None or patient_id not in clinics:
        raise Problem("unknown_patient")
    clinic_id = clinics[patient_id]
    if clinic_id is None:
        raise Problem("unreadable")
    if not actor.reaches(clinic_id):
        raise Problem("unknown_patient")
    return patient_id


async def clinics_of(context: Context, org_id: UUID, patient_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Where each patient is treated; None where this program cannot read all that the log says of them. Whoever is no
    patient is left out.
    """
    known = {patient_id: context.guards.get(org_id, patient_id) for patient_id in patient_ids}
    found = {patient_id: state.clinic_id for patient_id, state in known.items() if state is not None}
    streams: dict[UUID, list[Recorded]] = {patient_id: [] for patient_id in known.keys() - found.keys()}
    for event in await context.store.load(org_id, list(streams)) if streams else ():
        streams[event.stream_id].append(event)
    for patient_id, stored in streams.items():
        if not stored or stored[0].type not in PATIENT.events:  # some other stream's id
            continue
        try:
            state = fold(PATIENT, [context.codec.decode(event.type, event.schema_v, event.data) for event in stored])
        except Undecodable as error:
            log.error("stream unreadable", organisation=str(org_id), stream=str(patient_id), error=str(error))
            found[patient_id] = None
            continue
        context.guards.keep(org_id, patient_id, state)
        if state.clinic_id is not None:
            found[patient_id] = state.clinic_id
    return found


async def reached_clinic(asked: Asked) -> UUID:
    """The clinic in the address. Raises Problem `forbidden` for who is not staff, and `unknown_clinic` for one that is
    out of reach or does not exist. Asked of the log itself, as of a patient.
    """
    actor = asked.actor
    clinics_asked(actor, None)
    try:
        clinic_id = UUID(asked.path["clinic_id"])
    except ValueError as error:
        raise Problem("unknown_clinic") from error
    clinics_asked(actor, clinic_id)
    stored = await asked.context.store.load(actor.org_id, [clinic_id])
    if not stored or stored[0].type not in CLINIC.events:  # some other stream's id
        raise Problem("unknown_clinic")
    return clinic_id
