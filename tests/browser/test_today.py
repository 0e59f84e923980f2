"""The therapist's day: who needs her, an alert that arrives, is taken on and closed while she looks, keys for all."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import NARROWEST, PHONE
from tests.support.doors import event
from tests.support.times import NOON

STEADY, SLIPPING, PAINED, SILENT = "Ingrid Solberg", "Eskil Nordby", "Tarjei Bakken", "Petter Lien"
PAIN: dict[str, Any] = {"region": "low_back", "side": "none", "level": 8, "timing": "after"}


async def hurts(house: House, patient_id: UUID) -> None:
    now = house.clock.instant.isoformat()
    [outcome] = await house.doors.send(event("symptom.reported", patient_id, PAIN, time=now))
    assert outcome["status"] == "stored", outcome


def row(page: Page, patient_id: UUID) -> Locator:
    return page.locator(f"#p-{patient_id}")


def band(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def test_an_alert_arrives_while_she_looks_is_taken_on_and_closed(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    page, patient_id = screen.page, house.patient(SLIPPING)
    await screen.open("/today")
    await expect(page.locator(".live")).to_have_text("Live")
    await expect(band(page, "Nothing open")).to_contain_text(SLIPPING)
    await screen.good("today")
    await page.evaluate("window.opened = true")
    await hurts(house, patient_id)
    await expect(band(page, "Alerts")).to_contain_text(SLIPPING)
    await expect(page.get_by_role("status")).to_contain_text(f"New: {SLIPPING}")
    arrived = row(page, patient_id)
    await expect(arrived).to_contain_text("Pain of 8 out of 10: low back")
    await expect(arrived).to_contain_text("answer in")
    await arrived.get_by_role("button", name="Take on").click()
    await expect(arrived).to_contain_text("taken on")
    await expect(arrived.get_by_role("button", name="Take on")).to_have_count(0)
    await arrived.get_by_role("button", name="Act").click()
    dialog = page.get_by_role("dialog", name=SLIPPING)
    await expect(dialog).to_contain_text("Pain of 8 out of 10: low back")
    change = dialog.get_by_role("link", name="Change the program")
    alert_id = await arrived.get_attribute("data-alert")
    await expect(change).to_have_attribute("href", f"/patients/{patient_id}/program?from_alert={alert_id}")
    await screen.good("today-act")
    await dialog.get_by_role("radio", name="reassured").check()
    await dialog.get_by_label("Note").fill("It was the garden.")
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(band(page, "Nothing open")).to_contain_text(SLIPPING)
    assert await page.evaluate("window.opened"), "the page was never loaded anew"


async def test_everything_by_keyboard_alone(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    page, keys = screen.page, screen.page.keyboard
    await screen.open("/today")
    first, second = house.patient(PAINED), house.patient(SILENT)

    async def at(patient_id: UUID) -> None:
        await expect(page.locator(f"#n-{patient_id}")).to_be_focused()

    for key, patient_id in (("j", first), ("j", second), ("k", first), ("j", second)):
        await keys.press(key)
        await at(patient_id)
    await keys.press("a")
    await expect(row(page, second)).to_contain_text("taken on")
    await at(second)
    await keys.press("r")
    dialog = page.get_by_role("dialog", name=SILENT)
    await expect(dialog).to_be_visible()
    await dialog.get_by_label("Put off").select_option(label="For 3 days")
    await dialog.get_by_role("button", name="Put off").press("Enter")
    await expect(row(page, second)).to_contain_text("put off until")
    await keys.press("?")
    listed = page.get_by_role("dialog", name="Keys")
    await expect(listed).to_contain_text("Take on the alert")
    await screen.judge()
    await keys.press("Escape")
    await keys.press("/")
    await expect(page.get_by_role("searchbox", name="Name")).to_be_focused()
    await keys.type("tarj")
    await keys.press("Enter")
    await expect(page.locator(".need")).to_have_count(1)
    await expect(page).to_have_url(f"{screen.url}/today?of=mine&q=tarj")
    await page.get_by_role("searchbox", name="Name").blur()
    await keys.press("j")
    await at(first)
    await keys.press("m")
    await expect(page).to_have_url(f"{screen.url}/patients/{first}/messages")


async def test_filters_stay_in_the_address_and_nobody_is_good_news(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/today")
    await page.get_by_role("navigation", name="Who needs somebody").get_by_role("link", name="Critical").click()
    await expect(page.locator(".need")).to_have_count(1)
    await expect(page).to_have_url(f"{screen.url}/today?grade=critical")
    await page.get_by_label("Reason").select_option(label="long soreness")
    await expect(page.locator("#day")).to_contain_text("Nobody here fits")
    await expect(page).to_have_url(f"{screen.url}/today?of=mine&reason=long_soreness&grade=critical")
    await screen.good("today-nobody")
    await page.go_back()
    await expect(page.locator(".need")).to_have_count(1)
    await page.get_by_label("Whose patients").select_option(label="All patients")
    await expect(page).to_have_url(f"{screen.url}/today?of=all&grade=critical")


async def test_what_is_new_since_her_last_visit(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    async with screen.page.expect_response("**/v1/today/looked"):
        await screen.open("/today")
    house.clock.instant = NOON + timedelta(hours=2)
    try:
        now = house.clock.instant.isoformat()
        await house.doors.send(event("session.logged", house.patient(STEADY), {}, time=now))
        again = await page_of("therapist")
        await again.open("/today")
        await expect(row(again.page, house.patient(STEADY))).to_contain_text("New: 1 session")
        await expect(again.page.locator("#day")).to_contain_text("since your last visit, 2 hours ago")
    finally:
        house.clock.instant = NOON


async def test_on_phones_at_night_and_in_other_languages(page_of: PageOf) -> None:
    for language, title in (("de", "Heute"), ("es", "Hoy"), ("fr", "Aujourd'hui")):
        screen = await page_of("other", width=PHONE, language=language, scheme="dark")
        await screen.open("/today")
        await expect(screen.page.get_by_role("heading", level=1)).to_have_text(title)
        await screen.good("today")
    narrow = await page_of("owner", width=NARROWEST, language="de")
    await narrow.open("/today")
    await expect(narrow.page.locator(".need").first).to_be_visible()
    await narrow.good("today")
