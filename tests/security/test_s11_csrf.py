"""S11: a request that a page of another site makes with a therapist's cookie changes nothing."""

from collections.abc import AsyncIterator, Mapping
from uuid import uuid4

import httpx2
import pytest

from services.http.body import JSON
from services.http.sign_in.cookie import CSRF_HEADER
from tests.support.database import Database
from tests.support.signing_in import HERE, Browser, House, open_house

PATH = "/v1/account/keys"
BODY = b'{"label": "theirs"}'
FORM = b'{"label": "theirs", "x": "=1"}'


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    async with house.browser() as opened:
        await house.accepted(opened, f"{uuid4().hex}@clinic.test")
        yield opened


async def forged(browser: Browser, headers: Mapping[str, str], kind: str = JSON, body: bytes = BODY) -> httpx2.Response:
    """With the cookie, as a browser sends it along, and whatever else another page can bring about."""
    return await browser.client.post(PATH, content=body, headers={"content-type": kind, **headers})


async def keys_of(browser: Browser) -> int:
    return len((await browser.get("/v1/account")).json()["keys"])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", BODY),
        ("text/plain;charset=utf-8", BODY),
        ("application/x-www-form-urlencoded", FORM),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
async def test_what_a_form_can_send_is_no_request_of_ours(browser: Browser, kind: str, body: bytes) -> None:
    assert (await forged(browser, {}, kind, body)).json()["code"] == "cross_site"
    meant = await forged(browser, {CSRF_HEADER: browser.csrf}, kind, body)
    assert (meant.status_code, meant.json()["code"]) == (415, "unsupported_media_type")
    assert await keys_of(browser) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null"},
        {"origin": "https://elsewhere.test"},
        {"origin": "http://carryover.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
)
async def test_a_page_of_another_site_is_refused_even_with_the_token(browser: Browser, headers: dict[str, str]) -> None:
    answer = await forged(browser, {**headers, CSRF_HEADER: browser.csrf})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert await keys_of(browser) == 0


async def test_without_the_token_or_with_a_planted_one_nothing_is_done(house: House, browser: Browser) -> None:
    async with house.browser() as attacker:
        await house.accepted(attacker, f"{uuid4().hex}@clinic.test")
        for planted in ("", "x", attacker.csrf, browser.csrf[:-1]):
            answer = await forged(browser, {"origin": HERE, CSRF_HEADER: planted})
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert await keys_of(browser) == 0


async def test_the_token_of_the_sign_in_before_is_good_no_longer(house: House, browser: Browser) -> None:
    old = browser.csrf
    body = {"password": "a long walk by the harbour", "new_password": "another walk, up the hill"}
    assert (await browser.send("PUT", "/v1/account/password", body)).status_code == 200
    assert (await forged(browser, {CSRF_HEADER: old})).status_code == 403
    assert (await forged(browser, {CSRF_HEADER: browser.csrf})).status_code == 200


async def test_nobody_is_signed_in_or_out_by_another_page(house: House, browser: Browser) -> None:
    assert (await browser.client.post("/v1/sign-out")).status_code == 403  # without the token
    for origin in ("null", "https://elsewhere.test"):
        assert (await browser.post("/v1/sign-out", origin=origin)).status_code == 403
        body = {"organisation_id": str(house.org_id), "email": "a@b", "password": "x"}
        answer = await browser.post("/v1/sign-in", body, origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await browser.get("/v1/whoami")).status_code == 200


async def test_what_the_page_itself_asks_is_done(browser: Browser) -> None:
    answer = await browser.post(PATH, {"label": "mine"}, sec_fetch_site="same-origin")
    assert (answer.status_code, await keys_of(browser)) == (200, 1)


async def test_a_cookie_and_a_key_at_once_are_refused(browser: Browser) -> None:
    key = (await browser.post(PATH, {"label": "mine"})).json()["api_key"]
    answer = await browser.client.get("/v1/whoami", headers={"authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_header")
