"""One's own account: how one is reached, days away, and everything that lets one in."""

import re
from datetime import date

import pyotp
import pytest
from playwright.async_api import expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE
from tests.browser.test_sign_in import with_authenticator
from tests.support.signing_in import WORD

OTHER_WORD = "another walk, up the hill"


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", DESK, "dark"), ("de", NARROWEST, "light"), ("es", PHONE, "light"), ("fr", DESK, "light")],
)
async def test_both_pages_of_an_account(page_of: PageOf, language: str, width: int, scheme: str) -> None:
    screen = await page_of("therapist", language=language, width=width, scheme=scheme)
    for name, path in (("account", "/account"), ("account-sign-in", "/account/sign-in")):
        await screen.open(path)
        await expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
        await screen.good(name)


async def test_the_language_and_the_telephone_are_kept(page_of: PageOf) -> None:
    screen = await page_of("owner", language="en")
    await screen.open("/account")
    await screen.page.get_by_label("Language").select_option("de")
    await screen.page.get_by_label("Phone for urgent alerts").fill("+47 22 00 00 00")
    await screen.page.get_by_role("button", name="Save").click()
    await expect(screen.page.locator("html")).to_have_attribute("lang", "de")
    await expect(screen.page.get_by_label("Telefon für dringende Meldungen")).to_have_value("+47 22 00 00 00")


async def test_days_away_are_told_with_who_covers_and_called_off(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    await screen.open("/account")
    await screen.page.get_by_label("First day").fill("2026-03-09")
    await screen.page.get_by_label("Last day").fill("2026-03-13")
    await screen.page.get_by_label("Who covers").select_option(label="Sigrid Holm")
    await screen.page.get_by_role("button", name="Add these days").click()
    await expect(screen.page.get_by_text("Sigrid Holm covers")).to_be_visible()
    await screen.good("account-away")
    member = await (await screen.page.request.get(f"{screen.url}/v1/staff/{house.staff['therapist']}")).json()
    [away] = member["member"]["away"]
    assert (away["first_day"], away["last_day"]) == (str(date(2026, 3, 9)), str(date(2026, 3, 13)))
    await screen.page.get_by_role("button", name="Call off").click()
    await expect(screen.page.get_by_text("Sigrid Holm covers")).to_be_hidden()


async def test_codes_of_the_telephone_are_set_up_with_recovery_codes_and_turned_off(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of("other")
    page = screen.page
    await screen.open("/account/sign-in")
    await page.get_by_role("button", name="Set up codes").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    await screen.good("account-codes")
    await page.get_by_text("It cannot read it").click()
    secret = (await page.locator("#totp-secret").inner_text()).replace(" ", "")
    await page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).at(house.time.instant))
    await page.get_by_role("button", name="Turn codes on").click()
    await expect(page.get_by_text("A code is asked for after the password.")).to_be_visible()
    await expect(page.get_by_text("Make new ones now")).to_be_visible()

    await page.get_by_role("button", name="Make ten codes").click()
    await expect(page.locator("#codes li")).to_have_count(10)
    await screen.good("account-recovery")
    await screen.follow(page.get_by_role("link", name="I have kept them"))
    await expect(page.get_by_text("10 are left.")).to_be_visible()

    await page.get_by_role("button", name="Turn codes off").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_role("button", name="Set up codes")).to_be_visible()


async def test_a_passkey_is_added_and_removed(page_of: PageOf) -> None:
    screen = await page_of("admin")
    page = screen.page
    await with_authenticator(page)
    await screen.open("/account/sign-in")
    await page.get_by_label("Name of the device").fill("Telephone")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_role("button", name="Remove Telephone").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_role("button", name="Remove Telephone")).to_be_hidden()


async def test_a_key_is_shown_once_and_ended(page_of: PageOf) -> None:
    screen = await page_of("therapist")
    page = screen.page
    await screen.open("/account/sign-in")
    await page.get_by_label("What it is for").fill("Monthly figures")
    await page.get_by_role("button", name="Make a key").click()
    key = page.locator("#key-text")
    await expect(key).to_have_text(re.compile(r"\S{40,}"))
    await screen.follow(page.get_by_role("link", name="I have kept it"))
    await page.get_by_role("button", name="End Monthly figures").click()
    await page.get_by_role("button", name="Yes, do it").click()
    await expect(page.get_by_text("Monthly figures")).to_be_hidden()


async def test_another_device_is_signed_out_and_then_the_password_is_changed(page_of: PageOf) -> None:
    there, here = await page_of("assistant", width=PHONE), await page_of("assistant")
    await there.open("/account")
    await here.open("/account/sign-in")
    await here.page.get_by_role("button", name=re.compile("^Sign out: ")).first.click()
    await expect(here.page.get_by_text("this device")).to_be_visible()
    await here.page.get_by_label("The one so far").fill(WORD)
    await here.page.get_by_label("The new one").fill(OTHER_WORD)
    await here.page.get_by_role("button", name="Change the password").click()
    await expect(here.page.get_by_label("The one so far")).to_have_value("")
    await there.page.goto(there.url + "/account")
    await there.page.wait_for_url(re.compile(r"/sign-in\?next=%2Faccount$"))


async def test_long_after_signing_in_one_signs_in_again_first(page_of: PageOf, house: House) -> None:
    screen = await page_of("therapist")
    house.time.move(minutes=20)
    await screen.open("/account/sign-in")
    await expect(screen.page.get_by_role("link", name="Sign in again")).to_be_visible()
    await expect(screen.page.get_by_role("button", name="Change the password")).to_be_hidden()
    await screen.good("account-old-sign-in")
