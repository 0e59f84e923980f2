"""S22: what people write is text on every page: no browser makes an element of it, runs it, or turns the line round."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from services.web.access import PAGE_ACCESS
from services.web.page import Page
from tests.browser.addresses import PARTS, names_in
from tests.browser.patients_phone import come_in
from tests.browser.running_house import House
from tests.browser.screen import PHONE, Screen
from tests.browser.windows import window
from tests.browser.written_by_people import MARK, NAME, written
from tests.support.pages_swept import SWEPT
from tests.support.waiting import until

RAN = f"() => typeof canary !== 'undefined' || document.querySelectorAll('{MARK}, [onerror], svg[onload]').length > 0"
TURNED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), told = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.nodeValue)) told.push(node.parentElement.outerHTML.slice(0, 200));
  return told;
}"""
"""Where a page shows characters that turn the line round."""


@pytest.fixture(scope="module")
async def ids(house: House) -> dict[str, str]:
    """Of what is named so, and of the alert that its pain has raised."""
    ids = await written(house)

    async def raised() -> list[dict[str, str]]:
        found = await house.doors.owner.get(f"/v1/alerts?status=open&patient={ids['patient_id']}")
        alerts: list[dict[str, str]] = found.json()["alerts"]
        return alerts

    return {**ids, "alert_id": (await until(raised))[0]["alert_id"]}


@pytest.fixture(scope="module")
async def owner(browser: Browser, house: House) -> AsyncIterator[Screen]:
    async with window(browser, house, "owner") as screen:
        yield screen


@pytest.fixture(scope="module")
async def phone(browser: Browser, house: House, ids: dict[str, str]) -> AsyncIterator[Screen]:
    """The patient's own."""
    async with window(browser, house, width=PHONE) as screen:
        await come_in(screen, house, UUID(ids["patient_id"]))
        yield screen


@pytest.mark.parametrize("page", SWEPT, ids=lambda page: page.name)
async def test_s22_what_people_write_is_text_on_a_page(
    page: Page, house: House, ids: dict[str, str], owner: Screen, phone: Screen
) -> None:
    screen = phone if PAGE_ACCESS[page.name].bearers else owner
    parts = {name: ids.get(name) or await PARTS[name](house) for name in names_in(page.path)}
    await screen.open(page.path.format(**parts))
    assert not await screen.page.evaluate(RAN)
    assert await screen.page.evaluate(TURNED) == []
    await screen.quiet()


async def test_s22_the_name_is_there_as_it_was_written(house: House, ids: dict[str, str], owner: Screen) -> None:
    await owner.open(f"/patients/{ids['patient_id']}")
    await expect(owner.page.get_by_role("heading", level=1)).to_contain_text(NAME[:60])
