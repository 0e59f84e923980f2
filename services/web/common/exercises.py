"""The exercises of the library and of the organisation, all that a question finds."""

from typing import Any

from services.http.exercises import ExerciseLine, Exercises
from services.web.view import View


async def found(view: View, **query: object) -> list[ExerciseLine]:
    """In the viewer's language unless it names another. To name what a program may hold, ask with `retired=True`."""
    asked: dict[str, Any] = {"language": view.viewer.language, **query}
    lines: list[ExerciseLine] = []
    cursor: str | None = None
    while True:
        page = await view.read("listExercises", Exercises, **asked, cursor=cursor)
        lines += page.exercises
        cursor = page.next_cursor
        if cursor is None:
            return lines
