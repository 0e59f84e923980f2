"""The organisation's templates: programs that are prescribed again and again."""

from uuid import UUID

from msgspec import Struct

from domain.template.decider import Template
from domain.values import TemplateLine
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.people.members import HouseQuery, Stream, page_of
from services.http.ratings import encode


class TemplatesQuery(HouseQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page."""

    retired: bool = False


class TemplateShown(Struct, frozen=True):
    """A template as it stands."""

    template_id: UUID
    name: str
    prescriptions: tuple[TemplateLine, ...]
    note: str | None  # for who prescribes it
    retired: bool
    version: int  # give it as If-Match to change only what you saw


class TemplatesAnswer(Struct, frozen=True):
    """A page, in the order in which they were first saved."""

    as_of: AsOf
    templates: list[TemplateShown]
    next_cursor: str | None


async def list_templates(asked: Asked) -> Reply:
    query: TemplatesQuery = asked.query
    async with page_of(asked, "template") as page:
        shown = [_shown(found) for found in page.found]
    wanted = [template for template in shown if query.retired or not template.retired]
    return Reply(encode(TemplatesAnswer(page.as_of, wanted, page.next_cursor)))


def _shown(found: Stream) -> TemplateShown:
    template: Template = found.state
    saved = template.saved
    assert saved is not None  # noqa: S101 for the type checker: a stream of this kind begins so
    return TemplateShown(
        template_id=found.stream_id,
        name=saved.name,
        prescriptions=saved.prescriptions,
        note=saved.note,
        retired=template.retired,
        version=found.version,
    )
