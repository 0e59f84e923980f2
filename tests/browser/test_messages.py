"""Who waits for an answer, a thread with its read marks, and patients found by name."""

from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import PHONE
from tests.support.doors import event

HURTS, ASKED = "Tarjei Bakken", "Ingrid Solberg"


async def test_an_answer_is_written_and_nobody_waits_any_more(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/messages")
    await expect(page.locator("#waiting").get_by_role("listitem")).to_have_count(1)
    await screen.good("messages")
    async with page.expect_response("**/read"):
        await page.get_by_role("link", name=HURTS).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Messages with {HURTS}")
    thread = page.locator("#thread")
    await expect(thread).to_contain_text("The band exercise hurts more than last week.")
    await page.get_by_label("Write to").fill("Leave it out until Friday, please.")
    await page.get_by_role("button", name="Send").click()
    await expect(thread.get_by_role("listitem").last).to_contain_text("Leave it out until Friday, please.")
    await expect(thread.get_by_role("listitem").last).to_contain_text("not read yet")
    await screen.good("thread")
    answer = {"text": "Thank you!"}
    async with page.expect_response("**/read"):
        [outcome] = await house.doors.send(event("message.sent", house.patient(HURTS), answer))
    assert outcome["status"] == "stored"
    await expect(thread).to_contain_text("Thank you!")
    await expect(thread).to_contain_text(f"read by {HURTS}")
    await screen.open("/messages")
    await expect(page.locator("#waiting")).to_contain_text("You have read everything that patients wrote.")
    await screen.judge()


async def test_a_patient_is_found_by_a_part_of_the_name(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/patients")
    rows = page.locator("tbody tr")
    await expect(page.get_by_role("link", name=ASKED)).to_be_visible()
    await screen.good("patients")
    await page.get_by_label("Name").fill("ingr")
    await page.get_by_role("button", name="Search").click()
    await expect(rows).to_have_count(1)
    await expect(page).to_have_url(f"{screen.url}/patients?q=ingr&of=all&status=active")
    await page.get_by_label("Name").fill("nobody of this name")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("#people")).to_contain_text("Nobody here fits")
    await screen.judge()


async def test_on_phones_at_night_and_in_other_languages(page_of: PageOf, house: House) -> None:
    for language in ("de", "es", "fr"):
        screen = await page_of("owner", width=PHONE, language=language, scheme="dark")
        for name, path in (
            ("messages", "/messages"),
            ("thread", f"/patients/{house.patient(ASKED)}/messages"),
            ("patients", "/patients"),
        ):
            await screen.open(path)
            await expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
            await screen.good(name)
