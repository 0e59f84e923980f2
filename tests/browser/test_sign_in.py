"""Coming in, as people do it: a password, a code, a recovery code, a passkey, a mailed link, an invitation."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import pyotp
import pytest
from playwright.async_api import Page, expect

from services.accounts.one_time import Kind
from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import DESK, NARROWEST, PHONE, Screen
from tests.browser.small_demonstration import EMAILS
from tests.support.signing_in import WORD

OTHER_WORD = "another walk, up the hill"


def door(house: House, **query: str) -> str:
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in query.items())
    return f"/sign-in?organisation={house.made.organisation_id}{more}"


async def type_in(page: Page, role: str, word: str = WORD) -> None:
    await page.get_by_label("E-mail").fill(EMAILS[role])
    await page.get_by_label("Password", exact=True).fill(word)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def signed_in_at(screen: Screen, path: str) -> None:
    await screen.page.wait_for_url(screen.url + path)
    told = await screen.page.request.get(screen.url + "/v1/sign-in")
    assert told.status == 200


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", DESK, "light"), ("de", PHONE, "light"), ("es", NARROWEST, "dark"), ("fr", PHONE, "dark")],
)
async def test_the_pages_of_coming_in(page_of: PageOf, house: House, language: str, width: int, scheme: str) -> None:
    screen = await page_of(language=language, width=width, scheme=scheme)
    for name, path in (
        ("sign-in", door(house)),
        ("sign-in-organisation", "/sign-in?organisation="),
        ("sign-in-forgotten", f"/sign-in/forgotten?organisation={house.made.organisation_id}"),
        ("sign-in-password", "/sign-in/password#" + "A" * 64),
        ("sign-in-invitation", "/sign-in/invitation#" + "A" * 64),
        ("sign-in-invitation-broken", "/sign-in/invitation#half"),
    ):
        await screen.open(path)
        await expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
        await screen.good(name)


async def test_a_password_lets_in_to_where_somebody_was_and_this_device_remembers_the_organisation(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of()
    await screen.open(door(house, next="/docs/start?a=b"))
    await type_in(screen.page, "therapist")
    await signed_in_at(screen, "/docs/start?a=b")
    await screen.open("/sign-in")
    await expect(screen.page.get_by_label("E-mail")).to_be_visible()


async def test_a_wrong_password_is_told_kindly_and_too_many_with_the_time_to_wait(
    page_of: PageOf, house: House
) -> None:
    screen = await page_of()
    screen.foresee(401, "/v1/sign-in")
    screen.foresee(429, "/v1/sign-in")
    await screen.open(door(house))
    for _ in range(7):
        async with screen.page.expect_response("**/v1/sign-in") as answer:
            await type_in(screen.page, "assistant", "not the right word")
        if (await answer.value).status == 429:
            break
    trouble = screen.page.locator("#by-password .trouble")
    await expect(trouble).to_contain_text("Try again in")
    await screen.good("sign-in-too-many")
    house.time.move(minutes=30)
    await type_in(screen.page, "assistant")
    await screen.page.wait_for_url(screen.url + "/today")


async def test_the_link_of_the_organisation_is_asked_for_and_read(page_of: PageOf, house: House) -> None:
    screen = await page_of()
    await screen.open("/sign-in")
    field = screen.page.get_by_label("Your organisation")
    await field.fill("my clinic")
    await screen.page.get_by_role("button", name="Continue").click()
    await expect(screen.page.get_by_role("alert")).to_contain_text("no organisation in this")
    await screen.judge()
    await field.fill(f"https://carryover.example/sign-in?organisation={house.made.organisation_id}")
    await screen.page.get_by_role("button", name="Continue").click()
    await expect(screen.page.get_by_label("E-mail")).to_be_visible()


async def test_a_code_from_the_telephone_is_asked_for_then_a_recovery_code_does_too(
    page_of: PageOf, house: House
) -> None:
    secret, codes = await with_totp(house, "other")
    screen = await page_of(width=PHONE)
    screen.foresee(401, "/v1/sign-in/totp")
    await screen.open(door(house, next="/docs/start"))
    await type_in(screen.page, "other")
    code = screen.page.get_by_label("Code", exact=True)
    await code.fill("000000")
    await screen.page.get_by_role("button", name="Continue").click()
    await expect(screen.page.locator("#by-totp .trouble")).to_be_visible()
    await screen.good("sign-in-code")
    house.time.move(seconds=60)
    await code.fill(pyotp.TOTP(secret).at(house.time.instant))
    await screen.page.get_by_role("button", name="Continue").click()
    await signed_in_at(screen, "/docs/start")

    again = await page_of(width=PHONE)
    await again.open(door(house, next="/docs/start"))
    await type_in(again.page, "other")
    await again.page.get_by_role("button", name="Use a recovery code").click()
    await again.page.get_by_label("Recovery code").fill(codes[0])
    await again.page.get_by_role("button", name="Continue").click()
    await signed_in_at(again, "/docs/start")


async def test_a_forgotten_password_is_asked_for_and_set_by_the_link(page_of: PageOf, house: House) -> None:
    screen = await page_of()
    await screen.open(f"/sign-in/forgotten?organisation={house.made.organisation_id}")
    await screen.page.get_by_label("E-mail").fill(EMAILS["admin"])
    await screen.page.get_by_role("button", name="Send me the link").click()
    await expect(screen.page.get_by_role("status").first).to_contain_text("the e-mail is on its way")
    await screen.judge()

    await screen.page.goto(await house.link("admin", Kind.FORGOTTEN))
    await screen.page.get_by_label("Your new password").fill(OTHER_WORD)
    await screen.page.get_by_role("button", name="Set this password").click()
    await expect(screen.page.get_by_role("status").first).to_contain_text("Your password is set")
    await type_in(screen.page, "admin", OTHER_WORD)
    await screen.page.wait_for_url(screen.url + "/today")


async def test_an_invitation_is_accepted_and_a_second_time_is_told_that_it_is_over(
    page_of: PageOf, house: House
) -> None:
    answer = await house.doors.owner.post(
        "/v1/commands/invite-staff", json={"role": "therapist", "clinics": [str(house.made.clinic_ids[0])]}
    )
    house.staff["new"] = UUID(answer.json()["id"])
    link = await house.link("new", Kind.INVITATION)
    for turn in ("accepted", "over"):
        screen = await page_of()
        screen.foresee(410, "/v1/invitations/accept")
        await screen.page.goto(link)
        await screen.page.get_by_label("E-mail").fill("new.therapist@harbour.example")
        await screen.page.get_by_label("Password", exact=True).fill(WORD)
        await screen.page.get_by_role("button", name="Accept and sign in").click()
        if turn == "accepted":
            await screen.page.wait_for_url(screen.url + "/today")
        else:
            await expect(screen.page.get_by_role("alert")).to_contain_text("The link has been used")


async def test_a_passkey_alone_lets_in(page_of: PageOf, house: House) -> None:
    screen = await page_of("owner")
    await screen.open("/docs/start")
    await with_authenticator(screen.page)
    await screen.open(door(house))
    added = await screen.page.evaluate(ADD_A_PASSKEY, [*await own_csrf(screen)])
    assert added == 200
    await screen.page.get_by_role("button", name="Sign in with a passkey").click()
    await screen.page.wait_for_url(screen.url + "/today")
    factors = (await (await screen.page.request.get(screen.url + "/v1/sign-in")).json())["factors"]
    assert factors == ["passkey"]


async def test_without_a_passkey_it_is_said_that_none_was_used(page_of: PageOf, house: House) -> None:
    screen = await page_of()
    await with_authenticator(screen.page)
    await screen.open(door(house))
    await screen.page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(screen.page.get_by_text("No passkey was used.")).to_be_visible()


ADD_A_PASSKEY = """async ([csrf]) => {
  const told = { method: "POST", headers: { "x-carryover-csrf": csrf, "content-type": "application/json" } };
  const { options } = await (await fetch("/v1/account/passkeys/options", told)).json();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = (await navigator.credentials.create({ publicKey })).toJSON();
  const body = JSON.stringify({ label: "Telephone", credential });
  return (await fetch("/v1/account/passkeys", { ...told, body })).status;
}"""


async def own_csrf(screen: Screen) -> list[str]:
    told = await (await screen.page.request.get(screen.url + "/v1/sign-in")).json()
    return [str(told["csrf"])]


async def with_authenticator(page: Page) -> Any:
    """A telephone with a finger on it, in software."""
    protocol = await page.context.new_cdp_session(page)
    await protocol.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return protocol


async def with_totp(house: House, role: str) -> tuple[str, list[str]]:
    """Set up on their telephone: the secret, and ten recovery codes."""
    async with house.signed_in(role) as browser:
        secret = (await browser.post("/v1/account/totp")).json()["secret"]
        code = pyotp.TOTP(secret).at(house.time.instant)
        assert (await browser.post("/v1/account/totp/confirm", {"code": code})).status_code == 200
        codes = (await browser.post("/v1/account/recovery-codes")).json()["codes"]
        return secret, codes
