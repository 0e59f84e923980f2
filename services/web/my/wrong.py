"""What somebody has to look at once: the signs, and whom to call, with or without a connection."""

from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View


async def wrong(view: View) -> Shown:
    me = await who(view)
    return Shown("my/wrong.html", view.words("Is something wrong?"), framed(view, me))
