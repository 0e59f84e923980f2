"""S7: an assertion gives one token, also fifty times at once; and what was taken away signs nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from services.clock import SetClock
from services.context import open_context
from tests.support.assertions import EC, NOW, OTHER_RSA, RSA, Client, public, signing_partner
from tests.support.database import Database, copied
from tests.support.doors import Doors, client, open_doors
from tests.support.times import NOON


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON), real_now=lambda: NOON) as context,
        open_doors(context) as opened,
    ):
        yield opened


@pytest.fixture
async def partner(doors: Doors) -> Client:
    return await signing_partner(doors)


async def test_of_fifty_at_once_one_is_let_in(partner: Client) -> None:
    assertion = partner.signed()
    answers = await asyncio.gather(*(partner.ask(assertion) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 49}


async def test_the_same_id_in_another_assertion_is_the_same(partner: Client) -> None:
    jti = str(uuid4())
    answers = [
        await partner.ask(partner.signed(partner.claims(jti=jti, exp=NOW + 200))),
        await partner.ask(partner.signed(partner.claims(jti=jti, exp=NOW + 210))),
        await partner.ask(partner.signed(partner.claims(jti=jti), key=EC, head={"alg": "ES384", "kid": "e"})),
    ]
    assert [answer.status_code for answer in answers] == [200, 401, 401]


async def test_the_same_id_of_another_partner_is_another(partner: Client, doors: Doors) -> None:
    jti, other = str(uuid4()), await signing_partner(doors)
    answers = [await each.ask(each.signed(each.claims(jti=jti))) for each in (partner, other)]
    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize("seconds", [306, 360, 86_400])
async def test_one_that_lasts_longer_than_five_minutes_is_refused(partner: Client, seconds: int) -> None:
    assert (await partner.ask(partner.signed(partner.claims(exp=NOW + seconds)))).status_code == 401


async def test_a_key_that_was_replaced_signs_nothing_and_its_tokens_end(partner: Client, doors: Doors) -> None:
    async with client(doors.app, await partner.token()) as line:
        assert (await line.get("/v1/whoami")).status_code == 200
        await partner.told("set-partner-key-set", keys=[public(OTHER_RSA, "r")])
        assert (await line.get("/v1/whoami")).status_code == 401
    assert (await partner.ask(partner.signed(key=RSA))).status_code == 401
    assert (await partner.ask(partner.signed(key=OTHER_RSA))).status_code == 200
    await partner.told("set-partner-key-set")
    assert (await partner.ask(partner.signed(key=OTHER_RSA))).status_code == 401


async def test_a_partner_that_is_suspended_is_given_none_and_its_tokens_open_nothing(
    partner: Client, doors: Doors
) -> None:
    async with client(doors.app, await partner.token()) as line:
        await partner.told("suspend-partner")
        assert (await line.get("/v1/whoami")).status_code == 401
        assert (await partner.ask(partner.signed())).status_code == 401
        await partner.told("resume-partner")
        assert (await line.get("/v1/whoami")).status_code == 200
