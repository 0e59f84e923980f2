"""Reminders and their quiet hours, the home screen, what this phone holds, and leaving."""

from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View

FROM, UNTIL = (12, 20), (9, 16)
"""Hours between which the quiet ones begin and end; the clinic's own are in them in any case."""


async def settings(view: View) -> Shown:
    me = await who(view)
    return Shown(
        "my/settings.html", view.words("Settings"), framed(view, me, evenings=_halves(*FROM), mornings=_halves(*UNTIL))
    )


def _halves(first: int, last: int) -> list[str]:
    """Each half hour of the wall clock, from one full hour to another."""
    return [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(first * 60, last * 60 + 1, 30)]
