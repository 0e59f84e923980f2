"""The addresses of the patient's page."""

from msgspec import Struct

from services.web.my.feel import feel
from services.web.my.messages import messages
from services.web.my.progress import progress
from services.web.my.settings import settings
from services.web.my.today import today
from services.web.my.wrong import wrong
from services.web.page import Page


class ThreadQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a page of older messages begins."""

    cursor: str | None = None


PAGES = (
    Page(path="/my", name="my", show=today),
    Page(path="/my/feel", name="myFeel", show=feel),
    Page(path="/my/wrong", name="myWrong", show=wrong),
    Page(path="/my/progress", name="myProgress", show=progress),
    Page(path="/my/messages", name="myMessages", query=ThreadQuery, show=messages),
    Page(path="/my/settings", name="mySettings", show=settings),
)
