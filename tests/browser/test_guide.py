"""The page that takes a developer from nothing to a first alert, as a browser shows it."""

from playwright.async_api import expect

from tests.browser.conftest import PageOf


async def test_the_guide_opens(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    await screen.open("/docs/start")
    await expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    await screen.good("guide")
