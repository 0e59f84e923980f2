"""What happens to an organisation's templates: programs that are prescribed again and again."""

from uuid import UUID

from domain.decider import Event
from domain.values import LongText, ShortText, TemplateLine


class TemplateSaved(Event):
    """All that is said of it, in the place of what was said before; programs made from it stay as they are."""

    template_id: UUID
    name: ShortText
    prescriptions: tuple[TemplateLine, ...]
    note: LongText | None = None  # for who prescribes it: about no patient


class TemplateRetired(Event):
    template_id: UUID


TemplateEvent = TemplateSaved | TemplateRetired

EVENTS: dict[str, type[Event]] = {"template.saved": TemplateSaved, "template.retired": TemplateRetired}
