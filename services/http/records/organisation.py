"""All that an organisation has, for its owners: asked for, looked at, and fetched part by part."""

from uuid import UUID

from eventstore.vault import VaultError
from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.records.organisation_export import OrganisationExport, ask_export, one_export, part_of


async def ask_for_organisation(asked: Asked) -> Reply:
    actor, context = asked.actor, asked.context
    async with context.writing(actor.org_id) as db:
        now = context.clock.now(actor.org_id)
        export_id = await ask_export(db, actor.org_id, context.new_id(), actor.signature, now)
    asked.seen.changed([], export=str(export_id))
    return Reply(encode(await _export(asked, export_id)))


async def organisation_export(asked: Asked) -> Reply:
    return Reply(encode(await _export(asked, _export_id(asked))))


async def organisation_part(asked: Asked) -> Reply:
    """A zip file. That it was handed out is a disclosure: of which part, its hash says."""
    export, org_id = await _export(asked, _export_id(asked)), asked.actor.org_id
    number = asked.path["number"]
    part = next((one for one in export.parts if str(one.number) == number), None)
    if part is None:
        raise Problem("unknown_export" if export.state == "done" else "export_waits")
    async with asked.context.reading(org_id) as db:
        try:
            packed = await part_of(db, asked.context.vault, org_id, export.export_id, part.number)
        except VaultError as error:
            raise Problem("unknown_export") from error
    if packed is None:  # its day ended between the two looks
        raise Problem("unknown_export")
    asked.seen.discloses = True
    asked.seen.looked([], right_at(asked.actor))
    name = f"organisation-{part.number:05}.zip"
    return Reply(packed, {"content-disposition": f'attachment; filename="{name}"'}, "application/zip")


async def _export(asked: Asked, export_id: UUID) -> OrganisationExport:
    """Raises Problem `unknown_export`."""
    org_id, now = asked.actor.org_id, asked.context.clock.now(asked.actor.org_id)
    async with asked.context.reading(org_id) as db:
        found = await one_export(db, org_id, export_id, now)
    if found is None:
        raise Problem("unknown_export")
    return found


def _export_id(asked: Asked) -> UUID:
    try:
        return UUID(asked.path["organisation_export_id"])
    except ValueError as error:
        raise Problem("unknown_export") from error
