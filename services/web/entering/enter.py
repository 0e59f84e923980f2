"""Coming in by a link or a code: the same page for everybody, whatever there is behind them."""

from services.accounts.public import origin_of
from services.web.page import Shown
from services.web.view import View


async def enter(view: View) -> Shown:
    fields = {"organisation": None, "origin": origin_of(view.context.settings.public_url)}
    return Shown("entering/enter.html", view.words("Your exercises"), fields)
