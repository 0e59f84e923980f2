"""S15: signing in works with an identity provider that somebody else wrote."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from services.egress import Egress
from tests.support.database import Database
from tests.support.node_packages import FILES, NotInstalled, installed
from tests.support.node_provider import node_provider
from tests.support.signing_in import HERE, House, open_house

CLIENT, SECRET = "carryover", "a secret & more: of both"
CALLBACK = f"{HERE}/v1/sign-in/oidc/callback"
FORM = re.compile(r'action="([^"]+)"')
STEPS_AT_MOST = 12


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        opened.context.egress = Egress(trying_out=True)
        yield opened


@pytest.fixture(scope="module")
async def issuer(house: House) -> AsyncIterator[str]:
    try:
        folder = await asyncio.to_thread(installed, FILES, "provider.mjs")
    except NotInstalled as reason:
        pytest.skip(f"oidc-provider is not installed: {reason}")
    async with node_provider(folder, CLIENT, SECRET, CALLBACK) as running:
        house.time.instant = house.time.instant.now(house.time.instant.tzinfo)  # the provider has the machine's clock
        yield running


async def let_in(location: str, login: str) -> str:
    """What a person does there: a name, a password, a click. The address that the browser is sent back to."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(location)
        for _ in range(STEPS_AT_MOST):
            where = answer.headers.get("location")
            if where is not None and where.startswith(HERE):
                return str(where)
            if where is not None:
                answer = await client.get(answer.url.join(where))
                continue
            found = FORM.search(answer.text)
            assert found is not None, answer.text
            asked = {"prompt": "login", "login": login, "password": "x"}
            body = asked if 'value="login"' in answer.text else {"prompt": "consent"}
            answer = await client.post(answer.url.join(found[1]), data=body)
        raise AssertionError(f"still not let in at {answer.url}")


async def test_a_therapist_comes_in_through_it_and_is_known_again(house: House, issuer: str) -> None:
    body = {"issuer": issuer, "client_id": CLIENT, "domains": ["clinic.test"], "private": {"client_secret": SECRET}}
    made = await house.doors.owner.post("/v1/commands/set-identity-provider", json=body)
    out = f"/v1/sign-in/oidc/{house.org_id}/{made.json()['id']}"
    email = f"{uuid4().hex}@clinic.test"
    async with house.browser() as browser:
        staff_id = await house.accepted(browser, email, await house.invited(email=email))
    for _ in range(2):
        async with house.browser() as browser:
            location = (await browser.get(out)).headers["location"]
            back = await let_in(location, email)
            assert (await browser.get(back)).status_code == 302
            assert (await browser.get("/v1/sign-in")).json()["staff_id"] == str(staff_id)
            assert (await browser.get(back)).json()["code"] == "provider_failed"


async def test_whom_it_lets_in_and_nobody_knows_here_stays_out(house: House, issuer: str) -> None:
    body = {"issuer": issuer, "client_id": CLIENT, "domains": ["clinic.test"], "private": {"client_secret": SECRET}}
    made = await house.doors.owner.post("/v1/commands/set-identity-provider", json=body)
    async with house.browser() as browser:
        out = await browser.get(f"/v1/sign-in/oidc/{house.org_id}/{made.json()['id']}")
        back = await let_in(out.headers["location"], f"{uuid4().hex}@clinic.test")
        assert (await browser.get(back)).json()["code"] == "provider_failed"
        assert browser.cookie == ""
