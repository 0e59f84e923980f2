"""S27: one address is one account however its letters are written; what looks alike is another; none costs much."""

from collections.abc import AsyncIterator
from unicodedata import normalize
from uuid import uuid4

import pytest

from services.accounts.emails import canonical
from tests.support.database import Database
from tests.support.signing_in import House, open_house

WIDE = "\uff4b\uff49\uff4d"


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Jose\u0301@clinic.test", "josé@clinic.test"),
        ("JOSÉ@CLINIC.TEST", "josé@clinic.test"),
        ("straße@clinic.test", "STRASSE@clinic.test"),
        ("\u212bngstrom@clinic.test", "ångstrom@clinic.test"),
    ],
    ids=["composed or not", "capitals", "ß", "the sign for ångström"],
)
async def test_one_address_in_two_ways_of_writing_is_one_account(house: House, written: str, meant: str) -> None:
    mark = uuid4().hex
    async with house.browser() as browser, house.browser() as other:
        await house.accepted(browser, f"{mark}{written}")
        assert (await house.signs_in(other, f"{mark}{meant}")).status_code == 200
        taken = {"token": await house.token(await house.invited()), "email": f"{mark}{meant}", "password": "x" * 12}
        assert (await other.post("/v1/invitations/accept", taken)).json()["code"] == "login_taken"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kim", "k\u0456m"),
        ("ada", "\u0430da"),
        ("\u0130da", "ida"),
        ("ida", "\u0131da"),
        ("kim", "kim\u200b"),
        ("kim", WIDE),
    ],
    ids=["a Cyrillic i", "a Cyrillic a", "a dotted capital", "a dotless i", "a space of no width", "wide letters"],
)
async def test_letters_that_only_look_alike_are_somebody_else(house: House, one: str, other: str) -> None:
    mark = uuid4().hex
    async with house.browser("203.0.113.99") as browser:
        await house.accepted(browser, f"{one}.{mark}@clinic.test")
        browser.client.cookies.clear()
        answer = await house.signs_in(browser, f"{other}.{mark}@clinic.test")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")


@pytest.mark.parametrize("field", ["email", "password"])
async def test_ten_thousand_combining_marks_are_refused_for_their_length(house: House, field: str) -> None:
    body = {"organisation_id": str(house.org_id), "email": "a@clinic.test", "password": "x"}
    async with house.browser() as browser:
        answer = await browser.post("/v1/sign-in", {**body, field: "a" + "\u0301" * 10_000 + "@clinic.test"})
        assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, "invalid", f"/{field}")


async def test_a_password_is_the_same_word_composed_or_not(house: House) -> None:
    async with house.browser() as browser, house.browser() as other:
        email, word = f"{uuid4().hex}@clinic.test", "eine lange Straße führt über Kräuter"
        await house.accepted(browser, email, word=normalize("NFD", word))
        assert (await house.signs_in(other, email, normalize("NFC", word))).status_code == 200


@pytest.mark.parametrize("text", ["ΑΣ@x", "ΐ@x", "ǰ@x", "ﬃ@x", "Å\u0323@x", "ẞ@x"])
def test_the_canonical_form_is_stable(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert canonical(normalize("NFD", text)) == canonical(normalize("NFC", text))
