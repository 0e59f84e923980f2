"""Staff give a way in, and whoever has it comes in by the link or the code."""

import re
from uuid import UUID

from playwright.async_api import Page, expect

from services.patient_access.codes import new_code
from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE

CODE = re.compile("^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$")


def some_patient(house: House, place: int = 0) -> UUID:
    return sorted(house.patients.values())[place]


async def given(house: House, patient_id: UUID, bearer: str = "patient") -> dict[str, str]:
    """The link, the code and the id of a new way in."""
    body = {"patient_id": str(patient_id), "bearer": bearer}
    answer = (await house.doors.owner.post("/v1/commands/give-patient-access", json=body)).json()
    return {**answer["access_code"], "access_id": answer["id"]}


async def comes_in(page: Page, button: str) -> None:
    """To the patient's own page, which has tests of its own."""
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url("**/my")


async def is_in(page: Page) -> bool:
    return bool(await page.evaluate("async () => (await fetch('/v1/my')).ok"))


async def test_staff_give_a_way_in_and_the_card_is_shown_once(page_of: PageOf, house: House) -> None:
    at = f"/patients/{some_patient(house)}/access"
    screen = await page_of("owner", width=DESK)
    page = screen.page
    await screen.open(at)
    await screen.good("way-in-none")
    await page.get_by_label("A carer, who logs for the patient").check()
    await page.get_by_label("What you call the carer").fill("Her daughter")
    await screen.good("way-in-carer")
    await page.get_by_role("button", name="Make a link and a code").click()
    card = page.locator("#card")
    await expect(card.locator("#qr svg")).to_be_visible()
    await expect(card.locator("#code")).to_have_text(CODE)
    await expect(page.locator("#ways")).to_contain_text("Carer: Her daughter")
    await screen.good("way-in-card")
    code = await card.locator("#code").inner_text()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", name="Who may come in")).to_be_hidden()
    await screen.keep_picture("way-in-printed")
    await page.emulate_media(media="screen")
    await page.get_by_role("button", name="Put it away").click()
    await expect(card).to_be_hidden()
    await expect(card.locator("#code")).to_have_text("")  # a dialog tells of its end a moment later
    assert code not in await page.content()
    phone = await page_of(width=PHONE)
    await phone.open("/my/enter")
    await phone.page.get_by_label("Your code").fill(code)
    await comes_in(phone.page, "Come in")
    await screen.open(at)
    await expect(page.get_by_role("list", name="Devices").get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("button", name="New code").click()
    await expect(card.locator("#qr svg")).to_be_visible()
    await expect(card.locator("#code")).not_to_have_text(code)
    await page.get_by_role("button", name="Put it away").click()
    await page.get_by_role("button", name="End").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("1 that is over")).to_be_visible()
    phone.foresee(401, "/v1/my")
    assert not await is_in(phone.page)
    await phone.page.goto("about:blank")


async def test_the_staffs_page_in_other_languages_widths_and_by_night(page_of: PageOf, house: House) -> None:
    patient_id = some_patient(house, 1)
    await given(house, patient_id)
    for language, button, width in (
        ("de", "Link und Code machen", PHONE),
        ("es", "Hacer enlace y código", DESK),
        ("fr", "Faire un lien et un code", NARROWEST),
    ):
        screen = await page_of("owner", width=width, language=language, scheme="dark")
        await screen.open(f"/patients/{patient_id}/access")
        await screen.page.get_by_role("button", name=button).click()
        await expect(screen.page.locator("#qr svg")).to_be_visible()
        await screen.good("way-in-card")


async def test_a_link_is_opened_and_lets_nobody_in_until_the_button_is_pressed(page_of: PageOf, house: House) -> None:
    made = await given(house, some_patient(house, 2))
    link = made["link"].removeprefix(house.url)
    screen = await page_of(width=PHONE, language="de")
    page = screen.page
    await screen.open(link)
    await expect(page.get_by_text("Das ist Ihr persönlicher Link.")).to_be_visible()
    screen.foresee(401, "/v1/my")
    assert not await is_in(page)
    await screen.good("enter-link")
    await comes_in(page, "Seite öffnen")
    assert await is_in(page)
    assert "#" not in page.url
    await page.go_back()
    assert page.url == "about:blank"


async def test_a_code_is_typed_as_people_type_and_what_is_wrong_is_said(page_of: PageOf, house: House) -> None:
    made = await given(house, some_patient(house, 3), "carer")
    screen = await page_of(width=PHONE, scheme="dark")
    page, code = screen.page, made["code"]
    await screen.open("/my/enter")
    field = page.get_by_label("Your code")
    await field.press_sequentially(new_code().lower().replace("-", ""))
    await expect(field).to_have_value(CODE)
    await screen.good("enter-code")
    screen.foresee(401, "/v1/my/enter")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("alert")).to_contain_text("lets nobody in")
    await screen.good("enter-wrong")
    await field.fill(code.lower().replace("-", " "))
    await comes_in(page, "Come in")
    assert await is_in(page)
    await page.goto("about:blank")


async def test_the_page_to_come_in_speaks_four_languages_and_fits_everywhere(page_of: PageOf, house: House) -> None:
    screen = await page_of(width=NARROWEST, language="fr")
    page = screen.page
    await screen.open("/my/enter")
    for name, label in (("Deutsch", "Ihr Code"), ("Español", "Su código"), ("English", "Your code")):
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_label(label)).to_be_visible()
    for summary in await page.locator("summary").all():
        await summary.click()
    await screen.good("enter-about")
    desk = await page_of(width=DESK, language="de")
    await desk.open("/my/enter")
    await desk.good("enter")


async def test_a_link_that_is_over_says_so_and_a_code_can_be_typed_instead(page_of: PageOf, house: House) -> None:
    patient_id = some_patient(house, 4)
    made = await given(house, patient_id)
    body = {"patient_id": str(patient_id), "access_id": made["access_id"]}
    assert (await house.doors.owner.post("/v1/commands/end-patient-access", json=body)).status_code == 200
    screen = await page_of(width=PHONE, language="es")
    page = screen.page
    await screen.open(made["link"].removeprefix(house.url))
    screen.foresee(401, "/v1/my/enter")
    await page.get_by_role("button", name="Entrar").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await screen.good("enter-over")
    await page.get_by_role("button", name="Tengo un código").click()
    await expect(page.get_by_label("Su código")).to_be_focused()
