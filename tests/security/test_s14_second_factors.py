"""S14: a second factor is good once: codes, challenges, counters and recovery codes that come again are refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from copy import deepcopy
from typing import Any
from uuid import uuid4

import httpx2
import pyotp
import pytest

from tests.support.authenticator import PRESENT, Device, text_of
from tests.support.database import Database
from tests.support.signing_in import HERE, Browser, House, open_house

HOST = "carryover.test"


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


class Kim:
    """Somebody with an account of her own."""

    def __init__(self, house: House, browser: Browser, email: str) -> None:
        self.house, self.browser, self.email, self.codes = house, browser, email, pyotp.TOTP(pyotp.random_base32())

    async def has_telephone(self) -> None:
        made = await self.browser.post("/v1/account/totp")
        assert made.status_code == 200, made.text
        self.codes = pyotp.TOTP(made.json()["secret"])
        self.house.time.move(minutes=2)
        confirmed = await self.browser.post("/v1/account/totp/confirm", {"code": self.code()})
        assert confirmed.status_code == 200, confirmed.text
        self.house.time.move(minutes=2)

    async def has_passkey(self) -> Device:
        device = Device(HERE, HOST)
        asked = (await self.browser.post("/v1/account/passkeys/options")).json()["options"]
        body = {"label": "Telephone", "credential": device.registered(asked)}
        assert (await self.browser.post("/v1/account/passkeys", body)).status_code == 200
        return device

    def code(self, steps: int = 0) -> str:
        return self.codes.generate_otp(int(self.house.time.instant.timestamp()) // 30 + steps)

    async def tells_password(self) -> dict[str, Any]:
        answer = await self.house.signs_in(self.browser, self.email)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def tells(self, code: str) -> httpx2.Response:
        return await self.browser.post("/v1/sign-in/totp", {"code": code})


@pytest.fixture
async def kim(house: House) -> AsyncIterator[Kim]:
    async with house.browser() as browser:
        email = f"{uuid4().hex}@clinic.test"
        await house.accepted(browser, email)
        yield Kim(house, browser, email)


async def challenge(house: House, browser: Browser) -> dict[str, Any]:
    answer = await browser.post("/v1/sign-in/passkey/options", {"organisation_id": str(house.org_id)})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["options"]
    return options


async def answers(house: House, browser: Browser, credential: dict[str, Any]) -> httpx2.Response:
    body = {"organisation_id": str(house.org_id), "credential": credential}
    return await browser.post("/v1/sign-in/passkey", body)


async def test_with_the_password_alone_nothing_is_open_and_the_code_begins_another_sign_in(kim: Kim) -> None:
    await kim.has_telephone()
    found = await kim.tells_password()
    assert (found["status"], found["second_factors"], found["csrf"]) == ("second_factor", ["totp"], None)
    half = kim.browser.cookie
    assert (await kim.browser.get("/v1/whoami")).status_code == 401
    assert (await kim.tells(kim.code())).json()["status"] == "signed_in"
    assert kim.browser.cookie != half
    assert (await kim.browser.get("/v1/sign-in")).json()["factors"] == ["password", "totp"]
    kim.browser.client.cookies.set("__Host-carryover", half, domain=HOST)
    assert (await kim.browser.get("/v1/whoami")).status_code == 401


async def test_a_code_is_good_once(kim: Kim) -> None:
    await kim.has_telephone()
    await kim.tells_password()
    code = kim.code()
    assert (await kim.tells(code)).status_code == 200
    await kim.tells_password()
    assert (await kim.tells(code)).json()["code"] == "sign_in_failed"


async def test_of_five_who_tell_one_code_at_once_one_comes_in(house: House, kim: Kim) -> None:
    """Each has told the password; more than five would be slowed down."""
    await kim.has_telephone()
    code = kim.code()
    async with AsyncExitStack() as opened:
        browsers = [await opened.enter_async_context(house.browser()) for _ in range(5)]
        for browser in browsers:
            assert (await house.signs_in(browser, kim.email)).json()["status"] == "second_factor"
        told = await asyncio.gather(*(browser.post("/v1/sign-in/totp", {"code": code}) for browser in browsers))
    assert [answer.status_code for answer in told].count(200) == 1


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
async def test_a_clock_may_be_one_step_off_and_not_two(kim: Kim, steps: int, status: int) -> None:
    await kim.has_telephone()
    await kim.tells_password()
    assert (await kim.tells(kim.code(steps))).status_code == status


async def test_guessing_codes_is_slowed_down(kim: Kim) -> None:
    await kim.has_telephone()
    await kim.tells_password()
    codes = [(await kim.tells("000000")).json()["code"] for _ in range(8)]
    assert codes == ["sign_in_failed"] * 5 + ["too_many_tries"] * 3


async def test_who_knows_the_password_keeps_nobody_from_their_own_device(house: House, kim: Kim) -> None:
    await kim.has_telephone()
    async with house.browser() as elsewhere:
        await house.signs_in(elsewhere, kim.email)
        for _ in range(8):
            answer = await elsewhere.post("/v1/sign-in/totp", {"code": "000000"})
        assert answer.json()["code"] == "too_many_tries"
    await kim.tells_password()
    assert (await kim.tells(kim.code())).status_code == 200


async def test_a_recovery_code_is_good_once(kim: Kim) -> None:
    await kim.has_telephone()
    codes = (await kim.browser.post("/v1/account/recovery-codes")).json()["codes"]
    assert len(set(codes)) == 10
    assert (await kim.tells_password())["second_factors"] == ["totp", "recovery"]
    first = await kim.browser.post("/v1/sign-in/recovery", {"code": codes[0].lower().replace("-", " ")})
    assert first.status_code == 200
    assert (await kim.browser.get("/v1/account")).json()["recovery_codes_left"] == 9
    await kim.tells_password()
    again = await kim.browser.post("/v1/sign-in/recovery", {"code": codes[0]})
    assert (again.status_code, again.json()["code"]) == (401, "sign_in_failed")


async def test_a_passkey_alone_lets_its_owner_in(house: House, kim: Kim) -> None:
    device = await kim.has_passkey()
    async with house.browser() as elsewhere:
        answer = await answers(house, elsewhere, device.signed(await challenge(house, elsewhere)))
        assert answer.json()["status"] == "signed_in"
        assert (await elsewhere.get("/v1/sign-in")).json()["factors"] == ["passkey"]


async def test_an_answer_that_comes_again_is_refused(house: House, kim: Kim) -> None:
    device = await kim.has_passkey()
    credential = device.signed(await challenge(house, kim.browser))
    assert (await answers(house, kim.browser, credential)).status_code == 200
    async with house.browser() as thief:
        assert (await answers(house, thief, credential)).json()["code"] == "sign_in_failed"


async def test_a_challenge_that_is_not_ours_or_ran_over_is_refused(house: House, kim: Kim) -> None:
    device = await kim.has_passkey()
    made_up = {"challenge": text_of(b"a challenge of nobody's at all!!")}
    late = await challenge(house, kim.browser)
    house.time.move(minutes=6)
    for options in (made_up, late):
        async with house.browser() as thief:
            assert (await answers(house, thief, device.signed(options))).json()["code"] == "sign_in_failed"


async def test_an_answer_for_another_origin_or_host_or_without_a_look_at_the_person_is_refused(
    house: House, kim: Kim
) -> None:
    device = await kim.has_passkey()
    for name, value in (
        ("origin", "https://carryover.test.elsewhere.test"),
        ("rp_id", "elsewhere.test"),
        ("flags", PRESENT),
    ):
        before = getattr(device, name)
        setattr(device, name, value)
        async with house.browser() as thief:
            credential = device.signed(await challenge(house, thief))
            assert (await answers(house, thief, credential)).json()["code"] == "sign_in_failed", name
        setattr(device, name, before)


async def test_a_counter_that_goes_back_is_refused(house: House, kim: Kim) -> None:
    device = await kim.has_passkey()
    device.counter = 7
    assert (await answers(house, kim.browser, device.signed(await challenge(house, kim.browser)))).status_code == 200
    for counter in (7, 3):  # signed with 8 and with 4
        device.counter = counter
        async with house.browser() as clone:
            credential = device.signed(await challenge(house, clone))
            assert (await answers(house, clone, credential)).json()["code"] == "sign_in_failed"


async def test_a_changed_answer_is_refused(house: House, kim: Kim) -> None:
    device = await kim.has_passkey()
    for part in ("signature", "authenticatorData", "userHandle"):
        async with house.browser() as thief:
            credential = deepcopy(device.signed(await challenge(house, thief)))
            credential["response"][part] = text_of(b"something else altogether")
            assert (await answers(house, thief, credential)).json()["code"] == "sign_in_failed", part


async def test_the_passkey_of_another_is_no_second_factor(house: House, kim: Kim) -> None:
    await kim.has_telephone()
    async with house.browser() as browser:
        await house.accepted(browser, email := f"{uuid4().hex}@clinic.test")
        theirs = await Kim(house, browser, email).has_passkey()
    await kim.tells_password()
    credential = theirs.signed(await challenge(house, kim.browser))
    assert (await answers(house, kim.browser, credential)).json()["code"] == "sign_in_failed"
    assert (await kim.browser.get("/v1/whoami")).status_code == 401
