"""A patient's complete record for the patient or another practice: asked for, looked at, fetched."""

from uuid import UUID

from eventstore.vault import PersonErased, VaultError
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.reach import reached_patient
from services.records.exporting import Export, Make, ask_export, one_export, sealed_of


async def ask_for_record(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    actor, context = asked.actor, asked.context
    make = Make(context.new_id(), patient_id)
    asked.seen.changed([patient_id], export=str(make.export_id))
    async with context.writing(actor.org_id) as db:
        await ask_export(db, actor.org_id, make, actor.signature, context.clock.now(actor.org_id))
    return Reply(encode(await _export(asked, patient_id, make.export_id)))


async def record_export(asked: Asked) -> Reply:
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    return Reply(encode(await _export(asked, patient_id, _export_id(asked))))


async def record_file(asked: Asked) -> Reply:
    """The zip itself. That it was handed out is a disclosure."""
    patient_id = await reached_patient(asked, asked.path["patient_id"])
    export, org_id = await _export(asked, patient_id, _export_id(asked)), asked.actor.org_id
    async with asked.context.reading(org_id) as db:
        sealed = await sealed_of(db, org_id, export.export_id)
    if sealed is None:
        raise Problem("export_waits")
    try:
        about = export.export_id.bytes
        packed = await asked.context.vault.open_for_person(org_id, patient_id, about, sealed)
    except (PersonErased, VaultError) as error:
        raise Problem("unknown_patient") from error
    asked.seen.discloses = True
    return Reply(packed, {"content-disposition": f'attachment; filename="record-{patient_id}.zip"'}, "application/zip")


async def _export(asked: Asked, patient_id: UUID, export_id: UUID) -> Export:
    """Raises Problem `unknown_export`."""
    org_id, now = asked.actor.org_id, asked.context.clock.now(asked.actor.org_id)
    async with asked.context.reading(org_id) as db:
        found = await one_export(db, org_id, patient_id, export_id, now)
    if found is None:
        raise Problem("unknown_export")
    return found


def _export_id(asked: Asked) -> UUID:
    try:
        return UUID(asked.path["export_id"])
    except ValueError as error:
        raise Problem("unknown_export") from error
