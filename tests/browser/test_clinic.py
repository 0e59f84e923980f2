"""A clinic in the browser: how it goes, its thresholds tried on the past before they count, its hours."""

from playwright.async_api import expect

from services.http.people.house import ClinicAnswer
from services.http.ratings import decode
from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE


async def test_how_a_clinic_goes_is_shown_with_a_table_beside_every_drawing(page_of: PageOf, house: House) -> None:
    at = f"/clinics/{house.made.clinic_ids[0]}"
    desk = await page_of("owner", width=DESK)
    await desk.open(at)
    for drawing in await desk.page.locator("figure.drawn").all():
        await drawing.locator("summary").click()
        await expect(drawing.locator("tbody tr").first).to_be_visible()
    await desk.good("clinic")
    phone = await page_of("therapist", width=PHONE, language="de", scheme="dark")
    await phone.open(at)
    await phone.good("clinic")


async def test_thresholds_are_tried_on_the_past_and_then_switched_on(page_of: PageOf, house: House) -> None:
    clinic_id = house.made.clinic_ids[0]
    screen = await page_of("owner", language="fr")
    page = screen.page
    await screen.open(f"/clinics/{clinic_id}/thresholds")
    await screen.good("thresholds")
    await page.get_by_label("Douleur à partir de").fill("5.5")
    await page.get_by_role("button", name="Essayer sur notre année passée").click()
    await expect(page.locator("[data-running]")).to_be_visible()
    await screen.good("thresholds-running")
    async with house.engine():
        await expect(page.get_by_role("button", name="Activer ceux-ci")).to_be_visible()
    await expect(page.get_by_role("row", name="douleur forte Douleur à partir de")).to_contain_text("5.5")
    await screen.good("thresholds-tried")
    await page.get_by_role("button", name="Activer ceux-ci").click()
    await expect(page).to_have_url(f"{screen.url}/clinics/{clinic_id}/thresholds")
    await expect(page.get_by_label("Douleur à partir de")).to_have_value("5.5")
    answer = await house.doors.owner.get(f"/v1/clinics/{clinic_id}")
    assert decode(answer.content, ClinicAnswer).policy.high_pain == 55


async def test_who_may_not_change_thresholds_reads_them(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist", width=NARROWEST, language="es")
    await screen.open(f"/clinics/{house.made.clinic_ids[0]}/thresholds")
    await expect(screen.page.get_by_role("button", name="Probar con nuestro último año")).to_have_count(0)
    await screen.good("thresholds")


async def test_the_week_s_hours_are_saved_and_the_lead_is_named(page_of: PageOf, house: House) -> None:
    clinic_id = house.made.clinic_ids[1]
    screen = await page_of("owner", width=PHONE, scheme="dark")
    page = screen.page
    await screen.open(f"/clinics/{clinic_id}/hours")
    for field in await page.locator("[data-day] input").all():
        await field.fill("")
    await page.get_by_label("Monday, opens").first.fill("08:00")
    await page.get_by_label("Monday, closes").first.fill("12:30")
    await page.get_by_label("Closed all day on").fill("2026-12-25\n2026-12-26")
    await page.get_by_role("button", name="Save the hours").click()
    await expect(page.get_by_text("Done.")).to_be_visible()
    await expect(page.get_by_label("Monday, opens").first).to_have_value("08:00")
    await screen.good("hours")
    hours = (await house.doors.owner.get(f"/v1/clinics/{clinic_id}")).json()["hours"]
    assert hours == {
        "weekly": [{"weekday": 1, "opens": "08:00", "closes": "12:30"}],
        "holidays": ["2026-12-25", "2026-12-26"],
    }
