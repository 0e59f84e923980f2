"""What became of an erasure: its certificate, for programs and as a page to be printed and filed."""

from pathlib import Path
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.ratings import encode
from services.records.erasing import Certificate, certificate_of

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def one_erasure(asked: Asked) -> Reply:
    return Reply(encode(await _certificate(asked)))


async def erasure_page(asked: Asked) -> Reply:
    page = PAGES.get_template("certificate.html").render(certificate=await _certificate(asked))
    return Reply(page.encode(), media_type="text/html")


async def _certificate(asked: Asked) -> Certificate:
    """Raises Problem `unknown_erasure` for one that is not there, or out of reach."""
    actor = asked.actor
    try:
        erasure_id = UUID(asked.path["erasure_id"])
    except ValueError as error:
        raise Problem("unknown_erasure") from error
    async with asked.context.reading(actor.org_id) as db:
        found = await certificate_of(db, actor.org_id, erasure_id)
    if found is None or (asked.guards.reach and not actor.reaches(found.clinic_id)):
        raise Problem("unknown_erasure")
    asked.seen.patient(found.patient_id, right_at(actor, found.clinic_id))
    return found
