"""S15: a provider's word that does not hold signs nobody in and links nobody, whatever exactly is wrong with it."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx2
import pytest

from services.accounts.one_time import Kind
from services.egress import Egress
from tests.support.database import Database
from tests.support.doors import open_doors
from tests.support.faulty_provider import CLIENT, FaultyProvider, provider_running
from tests.support.signing_in import Browser, House, open_house
from tests.support.sweep import told


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        opened.context.egress = Egress(trying_out=True)
        yield opened


class Ways:
    """An organisation with a provider, and somebody whom it knows."""

    def __init__(self, house: House, provider: FaultyProvider, provider_id: UUID) -> None:
        self.house, self.provider, self.provider_id = house, provider, provider_id
        self.email = f"{uuid4().hex}@clinic.test"
        self.staff_id = UUID(int=0)

    async def sent_out(self, browser: Browser, **query: str) -> str:
        path = f"/v1/sign-in/oidc/{self.house.org_id}/{self.provider_id}"
        answer = await browser.client.get(path, params=query)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def comes_back(self, browser: Browser, **changed: str | None) -> httpx2.Response:
        """After the person was let in there; with what the browser brings back changed or left out."""
        code, state = self.provider.let_in(await self.sent_out(browser))
        return await self.back(browser, **{"code": code, "state": state, "iss": self.provider.issuer, **changed})

    async def back(self, browser: Browser, **query: str | None) -> httpx2.Response:
        told = {name: value for name, value in query.items() if value is not None}
        return await browser.client.get("/v1/sign-in/oidc/callback", params=told)

    async def links(self) -> int:
        async with self.house.context.reading(self.house.org_id) as db:
            asked = "SELECT count(*) FROM access.identity WHERE org_id = $1 AND issuer = $2"
            count: int = await db.fetchval(asked, self.house.org_id, self.provider.issuer)
            return count


@pytest.fixture
async def ways(house: House) -> AsyncIterator[Ways]:
    """Whom the provider means has accepted an invitation under the address that it tells, verified."""
    async with provider_running(house.time.seconds) as provider, house.browser() as browser:
        body = {"issuer": provider.issuer, "client_id": CLIENT, "domains": ["clinic.test"]}
        answer = await house.doors.owner.post(
            "/v1/commands/set-identity-provider", json={**body, "private": {"client_secret": "a secret"}}
        )
        assert answer.status_code == 200, answer.text
        found = Ways(house, provider, UUID(answer.json()["id"]))
        found.staff_id = await house.accepted(browser, found.email, await house.invited(email=found.email))
        provider.claims = {"email": found.email, "email_verified": True, "sub": found.email}
        yield found


async def refused(ways: Ways, answer: httpx2.Response, browser: Browser, code: str = "provider_failed") -> None:
    assert answer.json()["code"] == code, answer.text
    assert browser.cookie == ""
    assert (await browser.get("/v1/whoami")).status_code == 401
    assert await ways.links() == 0


async def test_whom_the_provider_lets_in_is_signed_in_and_linked(house: House, ways: Ways) -> None:
    async with house.browser() as browser:
        answer = await ways.comes_back(browser)
        assert (answer.status_code, answer.headers["location"]) == (302, "https://carryover.test/")
        known = (await browser.get("/v1/sign-in")).json()
        assert (known["staff_id"], known["factors"]) == (str(ways.staff_id), ["provider"])
    ways.provider.claims = {"sub": ways.email}  # from now on the subject is enough
    async with house.browser() as browser:
        assert (await ways.comes_back(browser)).status_code == 302
        assert await ways.links() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "x" * 64},
        {"state": None},
        {"iss": "https://elsewhere.test"},
        {"iss": None},
        {"code": "made-up"},
        {"code": None},
        {"error": "access_denied"},
    ],
    ids=["another state", "no state", "another iss", "no iss", "another code", "no code", "refused there"],
)
async def test_what_the_browser_brings_back_has_to_be_what_was_agreed(
    house: House, ways: Ways, changed: dict[str, str | None]
) -> None:
    async with house.browser() as browser:
        await refused(ways, await ways.comes_back(browser, **changed), browser)


async def test_another_browser_does_not_finish_what_this_one_began(house: House, ways: Ways) -> None:
    """An attacker's own code, planted in the browser of a victim."""
    async with house.browser() as attacker, house.browser() as victim:
        code, state = ways.provider.let_in(await ways.sent_out(attacker))
        answer = await ways.back(victim, code=code, state=state, iss=ways.provider.issuer)
        await refused(ways, answer, victim)
        await ways.sent_out(victim)  # with a way of its own under way
        await refused(ways, await ways.back(victim, code=code, state=state, iss=ways.provider.issuer), victim)


async def test_a_code_and_its_state_come_back_once(house: House, ways: Ways) -> None:
    async with house.browser() as browser, house.browser() as thief:
        code, state = ways.provider.let_in(await ways.sent_out(browser))
        way = browser.client.cookies["__Host-carryover-way"]
        back = {"code": code, "state": state, "iss": ways.provider.issuer}
        assert (await ways.back(browser, **back)).status_code == 302
        thief.client.cookies.set("__Host-carryover-way", way, domain="carryover.test")
        assert (await ways.back(thief, **back)).json()["code"] == "provider_failed"
        assert thief.cookie == ""


async def test_a_code_that_was_asked_for_with_another_verifier_is_no_good(house: House, ways: Ways) -> None:
    async with house.browser() as browser, house.browser() as other:
        code, _ = ways.provider.let_in(await ways.sent_out(other))
        state = parse_qs(urlsplit(await ways.sent_out(browser)).query)["state"][0]
        await refused(ways, await ways.back(browser, code=code, state=state, iss=ways.provider.issuer), browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://elsewhere.test"},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "kim@elsewhere.test"},
        {"email": "nobody.knows@clinic.test"},
    ],
    ids=str,
)
async def test_a_token_that_does_not_say_what_it_must_lets_nobody_in(
    house: House, ways: Ways, claims: dict[str, Any]
) -> None:
    ways.provider.claims |= claims
    async with house.browser() as browser:
        await refused(ways, await ways.comes_back(browser), browser)


async def test_keys_that_were_rotated_are_known_at_once_and_others_never(house: House, ways: Ways) -> None:
    async with house.browser() as browser:
        ways.provider.rotate(published=False)
        await refused(ways, await ways.comes_back(browser), browser)
        ways.provider.rotate()
        assert (await ways.comes_back(browser)).status_code == 302


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (503, b""), (200, b'{"error": "temporarily_unavailable"}'), (200, b"<html>"), (200, b"x" * 70_000)],
    ids=["500", "503", "200 with an error", "200 with a page", "200 without end"],
)
async def test_a_provider_that_is_away_or_answers_nonsense_lets_nobody_in(
    house: House, ways: Ways, path: str, status: int, body: bytes
) -> None:
    async with house.browser() as browser:
        code, state = ways.provider.let_in(await ways.sent_out(browser))
        ways.provider.lies[path] = status, body
        answer = await ways.back(browser, code=code, state=state, iss=ways.provider.issuer)
        await refused(ways, answer, browser, "provider_away")


async def test_a_provider_that_calls_itself_otherwise_is_not_gone_to(house: House, ways: Ways) -> None:
    ways.provider.described = {"issuer": "https://elsewhere.test"}
    async with house.browser() as browser:
        answer = await browser.get(f"/v1/sign-in/oidc/{house.org_id}/{ways.provider_id}")
        assert answer.json()["code"] == "provider_failed"


async def test_a_provider_that_was_removed_lets_nobody_in(house: House, ways: Ways) -> None:
    async with house.browser() as browser:
        code, state = ways.provider.let_in(await ways.sent_out(browser))
        body = {"provider_id": str(ways.provider_id)}
        removed = await house.doors.owner.post("/v1/commands/remove-identity-provider", json=body)
        assert removed.status_code == 200
        await refused(ways, await ways.back(browser, code=code, state=state, iss=ways.provider.issuer), browser)


async def test_anothers_provider_is_answered_like_one_that_is_not_there(house: House, ways: Ways) -> None:
    """S1, too: from outside an organisation without it looks like none, and from inside nobody removes another's."""
    async with open_doors(house.context) as others, house.browser() as browser:
        theirs, nobody = others.org.organisation_id, uuid4()
        ways_out = [(theirs, ways.provider_id), (theirs, nobody), (nobody, ways.provider_id), (house.org_id, nobody)]
        answers = [await browser.client.get(f"/v1/sign-in/oidc/{org}/{provider}") for org, provider in ways_out]
        assert [answer.status_code for answer in answers] == [401] * 4
        assert [told(answer) for answer in answers] == [told(answers[0])] * 4
        removing = "/v1/commands/remove-identity-provider"
        taken, absent = [
            await others.owner.post(removing, json={"provider_id": str(one)}) for one in (ways.provider_id, nobody)
        ]
        assert (taken.json()["code"], told(taken)) == ("unknown_provider", told(absent))
        await ways.sent_out(browser)


async def test_an_invitation_links_whoever_comes_back_with_it(house: House, ways: Ways) -> None:
    ways.provider.claims = {"sub": "somebody new"}
    staff_id = await house.invited()
    async with house.browser() as browser:
        code, state = ways.provider.let_in(await ways.sent_out(browser, invitation=await house.token(staff_id)))
        answer = await ways.back(browser, code=code, state=state, iss=ways.provider.issuer)
        assert answer.status_code == 302
        assert (await browser.get("/v1/sign-in")).json()["staff_id"] == str(staff_id)


async def test_an_invitation_that_was_used_on_the_way_links_nobody(house: House, ways: Ways) -> None:
    ways.provider.claims = {"sub": "somebody else"}
    staff_id = await house.invited("admin", None)
    token = await house.token(staff_id)
    async with house.browser() as browser, house.browser() as person:
        code, state = ways.provider.let_in(await ways.sent_out(browser, invitation=token))
        body = {"token": token, "email": f"{uuid4().hex}@clinic.test", "password": "a long walk by the harbour"}
        assert (await person.post("/v1/invitations/accept", body)).status_code == 200
        answer = await ways.back(browser, code=code, state=state, iss=ways.provider.issuer)
        await refused(ways, answer, browser, "link_over")


async def test_an_address_that_only_its_holder_claimed_links_nobody(house: House, ways: Ways) -> None:
    """An assistant who signs in by a colleague's address is not the colleague."""
    async with house.browser() as mallory, house.browser() as alice:
        await house.accepted(mallory, address := f"{uuid4().hex}@clinic.test", await house.invited("assistant"))
        ways.provider.claims = {"email": address, "email_verified": True, "sub": "alice"}
        await refused(ways, await ways.comes_back(alice), alice)
        told = await house.invited("assistant", email=f"{uuid4().hex}@clinic.test")
        await house.accepted(mallory, address := f"{uuid4().hex}@clinic.test", told)
        ways.provider.claims["email"] = address
        await refused(ways, await ways.comes_back(alice), alice)


async def test_an_address_that_came_back_by_a_mailed_link_is_ones_own(house: House, ways: Ways) -> None:
    async with house.browser() as person, house.browser() as browser:
        staff_id = await house.accepted(person, address := f"{uuid4().hex}@clinic.test")
        link = {"token": await house.token(staff_id, Kind.FORGOTTEN), "password": "another walk, up the hill"}
        assert (await person.post("/v1/sign-in/password", link)).status_code == 200
        ways.provider.claims = {"email": address, "email_verified": True, "sub": address}
        assert (await ways.comes_back(browser)).status_code == 302
        assert (await browser.get("/v1/sign-in")).json()["staff_id"] == str(staff_id)


async def test_what_let_in_by_an_address_before_the_provider_knew_it_is_over(house: House, ways: Ways) -> None:
    """Whoever invited somebody was shown the link, and may have used it themselves."""
    async with house.browser() as before, house.browser() as person:
        await house.signs_in(before, ways.email)
        key = (await before.post("/v1/account/keys", {"label": "A program"})).json()["api_key"]
        assert (await ways.comes_back(person)).status_code == 302
        assert (await before.get("/v1/whoami")).status_code == 401
        assert (await house.signs_in(before, ways.email)).json()["code"] == "sign_in_failed"
        by_key = await ways.house.doors.nobody.get("/v1/whoami", headers={"authorization": f"Bearer {key}"})
        assert by_key.status_code == 401
        assert (await person.get("/v1/whoami")).json()["id"] == str(ways.staff_id)


async def test_what_the_provider_says_that_somebody_is_they_are(house: House, ways: Ways) -> None:
    roles = [{"value": "front desk", "role": "assistant", "clinics": [str(house.doors.org.clinic_ids[0])]}]
    body = {
        "provider_id": str(ways.provider_id),
        "issuer": ways.provider.issuer,
        "client_id": CLIENT,
        "domains": ["clinic.test"],
        "acr": ["mfa"],
        "role_claim": "groups",
        "roles": roles,
    }
    assert (await house.doors.owner.post("/v1/commands/set-identity-provider", json=body)).status_code == 200
    async with house.browser() as browser:
        for lacking in ({"groups": ["front desk"]}, {"groups": ["cooks"], "acr": "mfa"}, {"acr": "mfa"}):
            before, ways.provider.claims = ways.provider.claims, {**ways.provider.claims, **lacking}
            await refused(ways, await ways.comes_back(browser), browser)
            ways.provider.claims = before
        ways.provider.claims |= {"groups": ["cooks", "front desk"], "acr": "mfa"}
        assert (await ways.comes_back(browser)).status_code == 302
        assert (await browser.get("/v1/sign-in")).json()["role"] == "assistant"
