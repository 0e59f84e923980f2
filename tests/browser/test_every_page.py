"""Every page that there is, in every language, by day and by night, on a phone and on a desk: it opens, people of all
kinds can use it, nothing is cut off, nothing moves about, and no word of it is left in English.
"""

import pytest

from services.web.access import PAGE_ACCESS
from services.web.page import Page
from tests.browser.addresses import path_of
from tests.browser.conftest import PageOf
from tests.browser.patients_phone import phone_of, speaks
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE, Screen
from tests.browser.small_demonstration import HURTS
from tests.browser.untranslated import untranslated
from tests.support.pages_swept import ELSEWHERE, SWEPT

LOOKS = (
    ("en", DESK, "light", True),
    ("de", PHONE, "dark", True),
    ("es", DESK, "dark", False),
    ("fr", PHONE, "light", False),
)
"""Each page in each language, at each width and in each scheme; axe asks about form and colour, not about words."""

SHOWN = [page for page in SWEPT if page.name not in ELSEWHERE]


async def window_on(page: Page, page_of: PageOf, house: House) -> Screen:
    """Of somebody who may look there."""
    access = PAGE_ACCESS[page.name]
    if access.bearers:
        return await phone_of(page_of, house, HURTS)
    role = next((role for role in ("therapist", "owner") if role in access.roles), None)
    return await page_of(role)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
async def test_a_page_in_every_language(page: Page, page_of: PageOf, house: House) -> None:
    screen = await window_on(page, page_of, house)
    path = await path_of(page, house)
    for language, width, scheme, by_axe in LOOKS:
        await screen.becomes(language=language, width=width, scheme=scheme)
        if PAGE_ACCESS[page.name].bearers:
            await speaks(house, house.patient(HURTS), language)
            house.context.forget(house.made.organisation_id, house.patient(HURTS))
        await screen.open(path)
        assert await screen.page.locator("html").get_attribute("lang") == language
        assert await untranslated(screen.page, language) == []
        await screen.keep_picture(page.name)
        await screen.judge(by_axe=by_axe)
        await screen.page.set_viewport_size({"width": NARROWEST, "height": 700})
        await screen.fits()
