"""S12: nobody takes over the account of somebody else, whatever they may do in the house: not by the address that its
links are mailed to, and not by an invitation."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from services.accounts.invitations import forgotten, have_link_mailed
from services.accounts.one_time import Kind
from services.accounts.sign_ins import From
from services.context import open_engine_pool
from tests.support.database import Database
from tests.support.effect_hands import done_now
from tests.support.signing_in import Browser, House, open_house
from workers.channels.letter import Letter
from workers.delivery import Delivery


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


class Post:
    """A channel that keeps what goes out."""

    name, dedupes = "email", True

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter) -> None:
        self.letters.append(letter)


def an_address() -> str:
    return f"{uuid4().hex}@clinic.test"


async def mailed(house: House) -> list[str | None]:
    """Where the letters go that are due."""
    post = Post()
    async with open_engine_pool(house.context.settings) as pool:
        delivery = Delivery(house.context, pool, {post.name: post})
        await done_now(pool, house.org_id, house.context.clock.now(house.org_id), delivery)
    return [letter.to.email for letter in post.letters]


async def prefers(browser: Browser, staff_id: UUID, **said: object) -> int:
    body = {"staff_id": str(staff_id), **said}
    return (await browser.post("/v1/commands/set-staff-preferences", body)).status_code


async def test_an_address_is_said_by_the_person_alone(house: House) -> None:
    async with house.browser() as owner, house.browser() as admin:
        owner_id = await house.accepted(owner, an_address(), await house.invited("owner", None))
        admin_id = await house.accepted(admin, an_address(), await house.invited("admin", None))
        mine = {"private": {"email": "mine@elsewhere.test"}}
        assert await prefers(admin, owner_id, **mine) == 403
        assert await prefers(admin, owner_id, language="de") == 403
        assert await prefers(owner, admin_id, **mine) == 403
        assert await prefers(owner, admin_id, language="de") == 200
        assert await prefers(owner, owner_id, **mine) == 200


async def test_a_link_for_another_password_goes_to_the_address_of_the_login_and_to_no_other(house: House) -> None:
    for login, address in (("kim@one.test", "kim@two.test"), ("lou@one.test", "Lou@one.test")):
        async with house.browser() as browser:
            staff_id = await house.accepted(browser, login)
            assert await prefers(browser, staff_id, private={"email": address}) == 200
        await forgotten(house.context, house.org_id, login, From())
        assert await mailed(house) == ([address] if address.lower() == login else [])


async def test_who_has_an_account_is_not_invited_again(house: House) -> None:
    async with house.browser() as admin, house.browser() as victim, house.browser() as thief:
        await house.accepted(admin, an_address(), await house.invited("admin", None))
        victim_id = await house.invited("admin", None)
        early, late = await house.token(victim_id), await house.token(victim_id)
        await house.accepted(victim, address := an_address(), victim_id)
        refused = await admin.post(f"/v1/staff/{victim_id}/invitation")
        assert (refused.status_code, refused.json()["code"]) == (409, "already_accepted")
        for token in (early, late, await house.token(victim_id)):
            body = {"token": token, "email": an_address(), "password": "a word of the thief's"}
            assert (await thief.post("/v1/invitations/accept", body)).json()["code"] == "link_over"
        assert (await house.signs_in(victim, address)).status_code == 200


async def test_an_invitation_that_was_accepted_is_not_mailed_any_more(house: House) -> None:
    staff_id = await house.invited()
    await have_link_mailed(house.context, house.org_id, staff_id, Kind.INVITATION)
    async with house.browser() as browser:
        await house.accepted(browser, address := an_address(), staff_id)
        assert await prefers(browser, staff_id, private={"email": address}) == 200
    assert await mailed(house) == []


async def test_another_password_ends_the_keys_of_ones_own(house: House) -> None:
    async with house.browser() as browser, house.browser() as program:

        async def key() -> dict[str, str]:
            made = await browser.post("/v1/account/keys", {"label": "A program"})
            return {"authorization": f"Bearer {made.json()['api_key']}"}

        staff_id = await house.accepted(browser, address := an_address())
        keys = [await key()]
        link = {"token": await house.token(staff_id, Kind.FORGOTTEN), "password": "another walk, up the hill"}
        assert (await program.post("/v1/sign-in/password", link)).status_code == 200
        await house.signs_in(browser, address, "another walk, up the hill")
        keys.append(await key())
        change = {"password": "another walk, up the hill", "new_password": "a third one, by the river"}
        assert (await browser.send("PUT", "/v1/account/password", change)).status_code == 200
        assert [(await program.client.get("/v1/whoami", headers=each)).status_code for each in keys] == [401, 401]
