"""The organisation's templates, each with what it prescribes."""

from services.http.exercise_library.templates import TemplatesAnswer, TemplateShown
from services.web.common.exercises import found
from services.web.page import Shown
from services.web.view import View

PAGES_AT_MOST = 10


async def templates(view: View) -> Shown:
    names = {line.exercise_id: line.name for line in await found(view, retired=True)}
    fields = {"templates": await all_templates(view), "names": names, "may_change": view.may("saveTemplate")}
    return Shown("exercise_library/templates.html", view.words("Templates"), fields)


async def all_templates(view: View) -> list[TemplateShown]:
    """Those that are not retired."""
    answer = await view.read("listTemplates", TemplatesAnswer, limit=200)
    shown = [*answer.templates]
    for _ in range(PAGES_AT_MOST - 1):
        if answer.next_cursor is None:
            break
        answer = await view.read("listTemplates", TemplatesAnswer, limit=200, cursor=answer.next_cursor)
        shown += answer.templates
    return shown
