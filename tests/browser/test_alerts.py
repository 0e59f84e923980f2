"""The inbox of alerts, and one alert with what it rests on, what happened to it, and what is done about it."""

from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import PHONE
from tests.support.doors import event

PAINED, STEADY = "Tarjei Bakken", "Ingrid Solberg"


async def test_from_the_inbox_to_a_closed_alert(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/alerts")
    inbox = page.locator("#inbox")
    await expect(inbox.get_by_role("listitem").filter(has_text=PAINED)).to_have_count(2)
    await screen.good("alerts")
    await page.get_by_label("Grade").select_option(label="critical")
    await expect(inbox.get_by_role("listitem")).to_have_count(1)
    await expect(page).to_have_url(f"{screen.url}/alerts?of=mine&grade=critical")
    await screen.follow(inbox.get_by_role("link", name=PAINED))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Pain of 8 out of 10: shoulder")
    rests = page.get_by_role("region", name="What it rests on")
    await expect(rests).to_contain_text("pain 8: shoulder, right")
    await expect(rests).to_contain_text("Fires with pain of 7 or more.")
    steps = page.get_by_role("region", name="What happened to it")
    await expect(steps).to_contain_text("Raised: critical")
    await screen.good("alert")
    await page.get_by_role("button", name="Take on").click()
    await expect(steps).to_contain_text("Taken on · Marit Lunde")
    await page.get_by_label("Note").fill("Rested for two days.")
    await page.get_by_role("radio", name="called").check()
    await page.get_by_role("button", name="Resolve").click()
    await expect(steps).to_contain_text("Resolved: called · Marit Lunde")
    await expect(steps).to_contain_text("Rested for two days.")
    await expect(page.locator("#does")).to_contain_text("This alert is closed.")
    await screen.judge()
    await screen.open("/alerts?status=resolved")
    await expect(inbox.get_by_role("listitem").filter(has_text="called, ").filter(has_text="shoulder")).to_have_count(1)
    await screen.open("/alerts?reason=silent")
    await expect(inbox).to_contain_text("No alert here.")
    await screen.judge()


async def test_an_alert_about_an_exercise_of_the_clinics_own_names_it(page_of: PageOf, house: House) -> None:
    own = {"name": "Stairs, sideways", "region": "hip", "deficit": "strength", "sided": True}
    told = {**own, "instructions": "Step up sideways.", "dose": {"sets": 2, "reps": 8}}
    added = (await house.doors.owner.post("/v1/commands/add-exercise", json=told)).json()["id"]
    hurts = event("barrier.reported", house.patient(STEADY), {"reason": "hurts", "exercise_id": added})
    [outcome] = await house.doors.send(hurts)
    assert outcome["status"] == "stored", outcome
    screen = await page_of("owner")
    await screen.open("/alerts?reason=hurts")
    row = screen.page.locator("#inbox").get_by_role("link", name=STEADY)
    await expect(row).to_contain_text("Left out because it hurts: “Stairs, sideways”")
    await row.click()
    await expect(screen.page.locator("#rests")).to_contain_text("Stairs, sideways")
    await screen.judge()


async def test_on_phones_at_night_and_in_other_languages(page_of: PageOf) -> None:
    for language, fires in (("de", "Meldet"), ("es", "Avisa"), ("fr", "Alerte")):
        screen = await page_of("owner", width=PHONE, language=language, scheme="dark")
        await screen.open("/alerts")
        await expect(screen.page.locator("#inbox").get_by_role("listitem").first).to_be_visible()
        await screen.good("alerts")
        await screen.follow(screen.page.locator("#inbox").get_by_role("link").first)
        await expect(screen.page.locator("#rests")).to_contain_text(fires)
        await screen.good("alert")
