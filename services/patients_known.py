"""A patient as everybody has to take them who shows something of them: where they are treated, whether their record is
kept and nothing else, and into whom they were merged. Whoever was erased is nobody.
"""

from collections.abc import Collection
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.decider import fold
from domain.patient.decider import PATIENT
from domain.patient.state import Patient
from domain.staff.events import Role
from eventstore.codec import Undecodable
from eventstore.records import Recorded
from services.actor import Actor, ActorKind
from services.places import Log

log = structlog.get_logger()


def reads_restricted(actor: Actor) -> bool:
    """Whether somebody may read records that are kept and nothing else."""
    return actor.kind is ActorKind.STAFF and actor.role in (Role.OWNER, Role.ADMIN)


async def patients_of(context: Log, org_id: UUID, patient_ids: Collection[UUID]) -> dict[UUID, Patient | None]:
    """As the log has them, up to a minute ago; None for one whom this program cannot read. Whoever is no patient, or
    none any more, is left out.

    A duplicate stands where the one does who is kept, and their record is restricted as that one's is.
    """
    found = await _folded(context, org_id, patient_ids)
    kept_ids = {patient.merged_into for patient in found.values() if patient and patient.merged_into} - found.keys()
    kept = {**found, **(await _folded(context, org_id, kept_ids) if kept_ids else {})}
    as_kept = {patient_id: _as_kept(patient, kept) for patient_id, patient in found.items()}
    return {
        patient_id: patient
        for patient_id, patient in as_kept.items()
        if patient is None or patient.clinic_id is not None
    }


async def records_of(context: Log, org_id: UUID, patient_id: UUID) -> list[UUID]:
    """Under which ids something is kept of a patient: their own first, and those of the duplicates merged into them."""
    patient = (await patients_of(context, org_id, [patient_id])).get(patient_id)
    named = await patients_of(context, org_id, patient.duplicates) if patient and patient.duplicates else {}
    merged = sorted(key for key, one in named.items() if one is not None and one.merged_into == patient_id)
    return [patient_id, *merged]


def _as_kept(patient: Patient | None, kept: dict[UUID, Patient | None]) -> Patient | None:
    if patient is None or patient.merged_into is None:
        return patient
    other = kept.get(patient.merged_into)
    if other is None:
        return None
    return replace(patient, clinic_id=other.clinic_id, restricted=other.restricted or patient.restricted)


async def _folded(context: Log, org_id: UUID, patient_ids: Collection[UUID]) -> dict[UUID, Patient | None]:
    known = {patient_id: context.guards.get(org_id, patient_id) for patient_id in patient_ids}
    found: dict[UUID, Patient | None] = {patient_id: state for patient_id, state in known.items() if state}
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
        found[patient_id] = state
    return found
