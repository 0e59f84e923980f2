"""The operations page as an operator reads it at night: on a phone, in the dark, by whatever means."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser

from services.measured.listener import listening
from services.measured.page import operations, runbook
from tests.browser.axe import violations
from tests.support.sightings import FINE, WHOLE

WIDE_THAN_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PHONE, DESK = 360, 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_page_and_a_runbook_can_be_read_by_everybody_and_on_a_phone(
    browser: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    file = tmp_path / "effects-dead.md"
    file.write_text("# EffectsDead\n\n## Look\n\n```sh\ncarryover effects list --state pending --limit 10\n```\n")
    pages = {
        "/": lambda: operations(replace(FINE, sighting=WHOLE)),
        "/well": lambda: operations(FINE),
        "/docs/runbooks/effects-dead.md": lambda: runbook(file),
    }
    with listening("127.0.0.1", 0, pages) as port:
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]  # one of two words
        )
        try:
            page = await context.new_page()
            for path in pages:
                await page.goto(f"http://127.0.0.1:{port}{path}")
                assert await violations(page) == []
                assert not await page.evaluate(WIDE_THAN_SCREEN)
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.get_by_role("link", name="What to do: EffectsDead").click()
            assert await page.get_by_role("heading", level=1).inner_text() == "EffectsDead"
        finally:
            await context.close()
