"""One patient on the therapist's screen: figures, explanations, the past, thresholds, logging by phone, paper."""

import json
import re
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from services.web.charts.calendar import CELL
from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import NARROWEST, PHONE, Screen
from tests.browser.small_demonstration import ASKED, DONE, HURTS
from tests.support.times import NOON

ALL_PAGES = ("", "/explain/adherence?range=28", "/explain/symptoms", "/thresholds", "/log", "/care", "/print")


async def api(house: House, path: str, **query: str) -> Any:
    answer = await house.doors.therapist.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def of(house: House, name: str) -> str:
    return f"/patients/{house.patient(name)}"


def percent(number: dict[str, Any]) -> str:
    return f"{round(Fraction(number['value']) * 100)} %"


async def ready_to_be_kept(page: Page) -> None:
    """A mark that a reload would wipe away."""
    await page.evaluate("globalThis.stays = true")


async def was_kept(page: Page) -> bool:
    return bool(await page.evaluate("globalThis.stays === true"))


async def test_the_page_says_what_the_api_says(house: House, page_of: PageOf) -> None:
    told = await api(house, f"/v1{of(house, HURTS)}/adherence", explain="true")
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(of(house, HURTS))
    await expect(page.get_by_role("heading", level=1)).to_have_text(HURTS)
    for row, range_ in zip(await page.locator("table.done tbody tr").all(), told["adherence"]["ranges"], strict=True):
        cells = [re.sub(r"\s+", " ", await cell.inner_text()) for cell in await row.locator("td").all()]
        for cell, number in zip(cells, (range_["doses"], range_["days"]), strict=True):
            assert cell.startswith(percent(number)), (cell, number)
    days = {day["day"]: day["slots"] for day in told["explained"]["days"]}
    for box in await page.locator("#days .calendars").first.locator(".day-done").all():
        day = await box.locator("xpath=..").get_attribute("data-day")
        slots = days.get(day or "")
        if slots is None:  # today is not over
            continue
        done, expected = sum(Fraction(slot["done"]) for slot in slots), sum(slot["expected"] for slot in slots)
        height = float(await box.get_attribute("height") or 0)
        assert abs(height - float(done / expected) * (CELL - 1)) < 0.01, day
    await screen.good("patient")
    symptoms = await api(house, f"/v1{of(house, HURTS)}/symptoms")
    rows = page.locator("#felt > .scrolls tbody tr")
    for row, place in zip(await rows.all(), symptoms["places"], strict=True):
        assert f"{place['newest']['felt']['level']:g}" in await row.inner_text()


async def test_a_figure_opens_its_explanation(house: House, page_of: PageOf) -> None:
    told = await api(house, f"/v1{of(house, HURTS)}/adherence")
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(of(house, HURTS))
    await screen.follow(page.locator("table.done tbody tr").nth(1).get_by_role("link").first)
    month = told["adherence"]["ranges"][1]["doses"]
    await expect(page.locator(".large-figure strong")).to_have_text(percent(month))
    await expect(page.get_by_text(f"version {told['adherence']['definition']}", exact=True)).to_be_visible()
    await expect(page.get_by_role("heading", name="Day by day")).to_be_visible()
    await screen.good("patient-explained")
    await screen.open(f"{of(house, HURTS)}/explain/symptoms")
    await expect(page.get_by_text("the median of the five reports before it:").first).to_be_visible()
    await screen.good("patient-explained-pain")


async def test_the_page_as_it_was_known_on_another_day(house: House, page_of: PageOf) -> None:
    day = (NOON - timedelta(days=7)).date()
    screen = await page_of("therapist", scheme="dark")
    page = screen.page
    await screen.open(of(house, HURTS))
    await page.get_by_label("Day", exact=True).fill(day.isoformat())
    await page.get_by_role("button", name="Show it").click()
    await expect(page.locator(".as-of")).to_be_visible()
    then = await api(house, f"/v1{of(house, HURTS)}/adherence", as_of=f"{day.isoformat()}T22:59:59Z")
    week = then["adherence"]["ranges"][0]["doses"]
    await expect(page.locator("table.done tbody tr").first.locator("strong").first).to_have_text(percent(week))
    await expect(page.get_by_role("heading", name="What is known otherwise by now")).to_be_visible()
    await screen.good("patient-as-of")
    await screen.follow(page.get_by_role("link", name="Back to what is known now"))
    await expect(page.locator(".as-of")).to_have_count(0)


async def test_thresholds_of_a_patients_own_hold_until_their_date(house: House, page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open(f"{of(house, ASKED)}/thresholds")
    await screen.good("patient-thresholds")
    until = (NOON + timedelta(days=30)).date()
    await page.get_by_label("Pain from this level on").fill("8.5")
    await page.get_by_label("Until, this day included").fill(until.isoformat())
    await page.get_by_role("button", name="Save the thresholds").click()
    await expect(page.locator("#standing")).to_contain_text("in force until")
    await expect(page.get_by_label("Pain from this level on")).to_have_value("8.5")
    care = await api(house, f"/v1{of(house, ASKED)}/care")
    assert care["own_policy"] == {"policy": {"high_pain": 8.5}, "version": 1, "until": until.isoformat()}
    screen.foresee(422, "/v1/commands/set-patient-policy")
    await page.get_by_label("An alert after so many").fill("30")  # later than the high one that follows it
    await page.get_by_role("button", name="Save the thresholds").click()
    await expect(page.locator("#own .trouble")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Go back to the clinic's thresholds").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.locator("#standing")).to_contain_text("The clinic's thresholds hold")


async def test_what_is_logged_by_phone_appears_without_a_reload(house: House, page_of: PageOf) -> None:
    screen = await page_of("therapist", width=PHONE)
    page, lately = screen.page, screen.page.locator("#lately li")
    await screen.open(f"{of(house, DONE)}/log")
    before = await lately.count()
    await ready_to_be_kept(page)
    entry = page.locator("[data-entry]").first
    await entry.get_by_label("Sets", exact=True).fill("1")
    await entry.get_by_label("Pain, 0 to 10").fill("3.5")
    await expect(entry.get_by_role("checkbox")).to_be_checked()
    await page.get_by_role("button", name="Log the session").click()
    await expect(lately).to_have_count(before + 1)
    await page.get_by_role("heading", name="Pain or another symptom").click()
    await page.get_by_label("Where").select_option("shoulder")
    await page.locator("#side").select_option("left")
    await page.get_by_label("Level, 0 to 10").fill("4.5")
    await page.get_by_role("button", name="Log the symptom").click()
    await expect(lately).to_have_count(before + 2)
    await page.get_by_role("heading", name="What stood in the way").click()
    await page.get_by_label("Reason").select_option("travelling")
    prescribed = await page.locator("#barrier-exercise option").nth(1).get_attribute("value")
    await page.locator("#barrier-exercise").select_option(prescribed)
    await page.locator("#barrier-note").fill("Her sister's <b>wedding</b>")
    await page.get_by_role("button", name="Log the reason").click()
    await expect(lately).to_have_count(before + 3)
    assert await was_kept(page)
    await screen.good("patient-log")
    sessions = await api(house, f"/v1{of(house, DONE)}/sessions")
    newest = sessions["sessions"][-1]
    assert (newest["provenance"], newest["entries"][0]["sets"], newest["entries"][0]["pain"]) == ("clinician", 1, 3.5)
    symptoms = await api(house, f"/v1{of(house, DONE)}/symptoms")
    felt = symptoms["symptoms"][-1]["felt"]
    assert (felt["provenance"], felt["region"], felt["side"], felt["level"]) == ("clinician", "shoulder", "left", 4.5)
    barriers = await api(house, f"/v1{of(house, DONE)}/barriers")
    told = {name: barriers["barriers"][0][name] for name in ("reason", "exercise_id", "side")}
    assert told == {"reason": "travelling", **json.loads(prescribed or "")}
    await screen.open(of(house, DONE))
    await expect(page.locator("blockquote", has_text="Her sister's <b>wedding</b>")).to_be_visible()


async def test_an_alert_is_taken_on_and_closed_where_it_stands(house: House, page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page, alerts = screen.page, screen.page.locator("#alerts .alert-item")
    await screen.open(of(house, HURTS))
    await ready_to_be_kept(page)
    before = await alerts.count()
    assert before
    await alerts.first.get_by_role("button", name="Take on").click()
    await expect(page.get_by_text("taken on by").first).to_be_visible()
    first = alerts.filter(has_text="taken on by").first
    await first.get_by_role("button", name="Act").click()
    dialog = page.get_by_role("dialog")
    await screen.good("patient-alert")
    await dialog.get_by_label("called").check()
    await dialog.get_by_label("Note for the next who looks").fill("She rests the shoulder for two days.")
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(alerts).to_have_count(before - 1)
    assert await was_kept(page)


async def test_a_new_patient_has_a_page_that_says_so(house: House, page_of: PageOf) -> None:
    screen = await page_of("owner")
    page = screen.page
    await screen.open("/patients/new")
    await screen.good("patient-new")
    await page.get_by_label("Name").fill("Nora Ny")
    screen.foresee(422, "/v1/commands/enrol-patient")
    await page.get_by_label("The patient's clocks follow").fill("Nowhere/Atlantis")
    await page.get_by_role("button", name="Enrol the patient").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await page.get_by_label("The patient's clocks follow").fill("Europe/Oslo")
    await page.get_by_role("button", name="Enrol the patient").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nora Ny")
    await expect(page.get_by_text("No visit was recorded yet")).to_be_visible()
    await screen.good("patient-empty")
    await screen.follow(page.get_by_role("link", name="Care and record"))
    await page.get_by_label("Phone", exact=True).fill("+47 22 00 00 00")
    await page.get_by_label("Text message").check()
    await page.get_by_role("button", name="Save the contact").click()
    await expect(page.locator("#who")).to_contain_text("+47 22 00 00 00")
    await page.get_by_label("Version of the text").first.fill("2026-1")
    await page.get_by_role("button", name="Record").first.click()
    await expect(page.get_by_text("given, text 2026-1")).to_be_visible()
    await screen.good("patient-care")
    patient_id = UUID(page.url.split("/")[-2])
    care = (await house.doors.owner.get(f"/v1/patients/{patient_id}/care")).json()
    assert (care["channels"], care["consents"][0]["text_version"]) == (["sms"], "2026-1")


async def test_who_is_out_of_reach_is_nobody_until_the_glass_is_broken(house: House, page_of: PageOf) -> None:
    screen = await page_of("other")
    page, address = screen.page, of(house, ASKED)
    for path in (address, f"/patients/{UUID(int=5)}"):
        screen.foresee(404, path)
        await screen.open(path)
        await expect(page.get_by_text("If it cannot wait")).to_be_visible()
    screen.foresee(404, address)
    await screen.open(address)
    await page.get_by_text("If it cannot wait").click()
    await screen.good("patient-glass")
    await page.get_by_label("Why it cannot wait").fill("She is here and her therapist is not.")
    await page.get_by_role("button", name="Look at the record").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)
    await expect(page.get_by_text("You look at this record for a reason that you gave.")).to_be_visible()
    await screen.good("patient-through-glass")


async def test_paper_has_two_pages_at_most(house: House, page_of: PageOf) -> None:
    screen = await page_of("therapist")
    await screen.open(f"{of(house, HURTS)}/print")
    await screen.good("patient-print")
    pdf = await screen.page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


async def _by_keyboard(screen: Screen) -> list[str]:
    """What is met by the tabulator key until an explanation is."""
    met = []
    for _ in range(80):
        await screen.page.keyboard.press("Tab")
        met.append(await screen.page.evaluate("document.activeElement?.textContent?.trim().slice(0, 60) ?? ''"))
        if met[-1].startswith("Warum?"):
            break
    return met


async def test_every_page_reads_well_on_a_phone_in_german_at_night(house: House, page_of: PageOf) -> None:
    screen = await page_of("therapist", width=NARROWEST, language="de", scheme="dark")
    for path in ALL_PAGES:
        await screen.open(of(house, HURTS) + path)
        await screen.good(f"patient{path.partition('?')[0].replace('/', '-')}")
    await screen.open(of(house, HURTS))
    met = await _by_keyboard(screen)
    assert met[-1].startswith("Warum?"), met
    await screen.page.keyboard.press("Enter")
    await expect(screen.page.locator(".large-figure")).to_be_visible()
