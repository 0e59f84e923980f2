"""Opening a window on the house's pages: of a role, at a width, in a language, by day or by night."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, expect

from tests.browser.running_house import House
from tests.browser.screen import DESK, TABLET, Screen, open_screen

HEIGHTS = {True: 844, False: 800}
LOCALES = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR"}
PATIENCE = 60_000  # milliseconds for whatever must appear: the machine may do much else
expect.set_options(timeout=PATIENCE)


@asynccontextmanager
async def window(
    browser: Browser,
    house: House,
    role: str | None = None,
    *,
    width: int = DESK,
    language: str = "en",
    scheme: str = "light",
) -> AsyncIterator[Screen]:
    """Of somebody who is signed in, or of nobody. Its date is the house's."""
    is_phone = width < TABLET
    context = await browser.new_context(
        viewport={"width": width, "height": HEIGHTS[is_phone]},
        locale=LOCALES[language],
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=is_phone,
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(PATIENCE)
        await context.clock.set_fixed_time(house.clock.instant)
        if role is not None:
            secure = house.url.replace("http:", "https:")  # or the protocol refuses what the browser itself takes
            given = (await house.sign_in(role)).items()
            await context.add_cookies(
                [
                    {"name": name, "value": value, "url": secure, "secure": True, "httpOnly": True}
                    for name, value in given
                ]
            )
        yield await open_screen(context, house.url, width, language, scheme)
    finally:
        await context.close()
