"""The address without a name, which leads to where people begin."""

from services.web.page import Elsewhere, Page
from services.web.view import View


async def home(view: View) -> Elsewhere:
    return Elsewhere("/today")


PAGES = (Page(path="/", name="home", show=home),)
