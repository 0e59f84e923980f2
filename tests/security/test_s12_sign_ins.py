"""S12: a sign-in that was planted, left behind, ended or overtaken by a new role opens nothing from that moment on."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pyotp
import pytest

from services.accounts.tokens import new_token
from services.context import open_engine_pool
from tests.support.database import Database
from tests.support.effect_hands import done_now
from tests.support.signing_in import WORD, House, open_house
from workers.delivery import Delivery
from workers.effects import End

TABLES = """
SELECT table_name AS name FROM information_schema.columns
WHERE table_schema = 'access' AND column_name = 'staff_id'
"""


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


def an_address() -> str:
    return f"{uuid4().hex}@clinic.test"


async def worked_off(house: House) -> list[End]:
    """What is due now, done."""
    async with open_engine_pool(house.context.settings) as pool:
        delivery = Delivery(house.context, pool, {})
        return await done_now(pool, house.org_id, house.context.clock.now(house.org_id), delivery)


async def rows_of(house: House, staff_id: UUID) -> dict[str, int]:
    """How many rows there are of somebody, in each table of the doors that has any."""
    async with house.context.writing(house.org_id) as db:
        names = [row["name"] for row in await db.fetch(TABLES)]
        count = "SELECT count(*) FROM access.{} WHERE org_id = $1 AND staff_id = $2"
        found = {name: await db.fetchval(count.format(name), house.org_id, staff_id) for name in names}
    return {name: number for name, number in found.items() if number}


async def test_who_has_signed_in_is_known_by_the_cookie_alone(house: House) -> None:
    async with house.browser() as browser:
        staff_id = await house.accepted(browser, an_address())
        known = (await browser.get("/v1/sign-in")).json()
        assert (known["staff_id"], known["organisation_id"], known["role"], known["csrf"]) == (
            str(staff_id),
            str(house.org_id),
            "therapist",
            browser.csrf,
        )
        assert (await browser.get("/v1/whoami")).json()["id"] == str(staff_id)


async def test_the_cookie_is_for_this_host_for_https_and_for_no_script(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, address := an_address())
        answer = await house.signs_in(browser, address)
        cookies = {part.partition("=")[0]: part for part in answer.headers.get_list("set-cookie")}
        assert cookies.keys() == {"__Host-carryover"}
        flags = {flag.strip() for flag in cookies["__Host-carryover"].split(";")[1:]}
        assert flags == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}


async def test_a_planted_cookie_is_not_taken_up(house: House) -> None:
    async with house.browser() as attacker, house.browser() as victim:
        await house.accepted(attacker, an_address())
        await house.accepted(victim, address := an_address())
        for planted in (attacker.cookie, new_token(house.org_id)):
            victim.client.cookies.clear()
            victim.client.cookies.set("__Host-carryover", planted, domain="carryover.test")
            assert (await house.signs_in(victim, address)).status_code == 200
            assert victim.cookie != planted
            assert (await attacker.get("/v1/whoami")).status_code == 401


async def test_signing_in_again_ends_the_one_before(house: House) -> None:
    async with house.browser() as browser, house.browser() as thief:
        await house.accepted(browser, address := an_address())
        thief.client.cookies.set("__Host-carryover", browser.cookie, domain="carryover.test")
        assert (await thief.get("/v1/whoami")).status_code == 200
        await house.signs_in(browser, address)
        assert (await thief.get("/v1/whoami")).status_code == 401
        assert (await browser.get("/v1/whoami")).status_code == 200


async def test_after_signing_out_the_cookie_opens_nothing(house: House) -> None:
    async with house.browser() as browser, house.browser() as thief:
        await house.accepted(browser, an_address())
        thief.client.cookies.set("__Host-carryover", browser.cookie, domain="carryover.test")
        assert (await browser.post("/v1/sign-out")).status_code == 200
        assert browser.cookie == ""
        assert (await thief.get("/v1/whoami")).status_code == 401


async def test_who_signs_out_of_what_is_over_keeps_no_cookie(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, address := an_address())
        house.time.move(minutes=31)
        again = await browser.post("/v1/sign-out")
        assert (again.status_code, browser.cookie) == (200, "")
        await house.signs_in(browser, address)
        browser.client.cookies.set("__Host-carryover", "of another house", domain="carryover.test")
        assert (await browser.post("/v1/sign-out")).json() == {"ended": 0}
        assert (await browser.client.post("/v1/sign-out")).json() == {"ended": 0}


async def test_several_sign_ins_stand_side_by_side_and_are_ended_one_by_one_or_all(house: House) -> None:
    async with house.browser("203.0.113.7") as desk, house.browser("198.51.100.9") as phone, house.browser() as other:
        await house.accepted(desk, address := an_address())
        await house.signs_in(phone, address)
        await house.signs_in(other, address)
        listed = (await desk.get("/v1/sign-ins")).json()["sign_ins"]
        assert [(line["here"], line["address"]) for line in listed].count((True, "203.0.113.7")) == 1
        (far,) = [line["sign_in_id"] for line in listed if line["address"] == "198.51.100.9"]
        assert (await desk.send("DELETE", f"/v1/sign-ins/{far}")).json() == {"ended": 1}
        assert (await phone.get("/v1/whoami")).status_code == 401
        assert (await desk.send("DELETE", "/v1/sign-ins")).json() == {"ended": 2}
        assert (await desk.get("/v1/whoami")).status_code == 401
        assert (await other.get("/v1/whoami")).status_code == 401


async def test_nobody_ends_the_sign_in_of_another(house: House) -> None:
    async with house.browser() as mine, house.browser() as theirs:
        await house.accepted(mine, an_address())
        await house.accepted(theirs, an_address())
        (line,) = (await theirs.get("/v1/sign-ins")).json()["sign_ins"]
        taken = await mine.send("DELETE", f"/v1/sign-ins/{line['sign_in_id']}")
        absent = await mine.send("DELETE", f"/v1/sign-ins/{uuid4()}")
        assert (
            (taken.status_code, taken.json()["code"])
            == (absent.status_code, absent.json()["code"])
            == (404, "not_found")
        )
        assert (await theirs.get("/v1/whoami")).status_code == 200


async def test_half_an_hour_without_a_request_ends_it(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, an_address())
        for _ in range(3):
            house.time.move(minutes=29)
            assert (await browser.get("/v1/whoami")).status_code == 200
        house.time.move(minutes=31)
        assert (await browser.get("/v1/whoami")).status_code == 401


async def test_twelve_hours_end_it_however_busy_it_was(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, an_address())
        for _ in range(12 * 3 - 1):
            house.time.move(minutes=20)
            assert (await browser.get("/v1/whoami")).status_code == 200
        house.time.move(minutes=20)
        assert (await browser.get("/v1/whoami")).status_code == 401


async def test_another_password_ends_every_other_sign_in(house: House) -> None:
    async with house.browser() as browser, house.browser() as elsewhere:
        await house.accepted(browser, address := an_address())
        await house.signs_in(elsewhere, address)
        old = browser.cookie
        body = {"password": "a long walk by the harbour", "new_password": "another walk, up the hill"}
        assert (await browser.send("PUT", "/v1/account/password", body)).status_code == 200
        assert browser.cookie not in ("", old)
        assert (await elsewhere.get("/v1/whoami")).status_code == 401
        assert (await browser.get("/v1/whoami")).status_code == 200
        assert (await house.signs_in(elsewhere, address)).status_code == 401
        assert (await house.signs_in(elsewhere, address, "another walk, up the hill")).status_code == 200


async def test_a_new_factor_makes_a_sign_in_neither_younger_nor_longer(house: House) -> None:
    """Whoever took a cookie away proves nothing by a secret that they were just given."""
    async with house.browser() as browser:
        await house.accepted(browser, an_address())
        before = (await browser.get("/v1/sign-in")).json()
        house.time.move(minutes=10)
        secret = (await browser.post("/v1/account/totp")).json()["secret"]
        code = pyotp.TOTP(secret).at(int(house.time.seconds()))
        assert (await browser.post("/v1/account/totp/confirm", {"code": code})).status_code == 200
        assert (await browser.send("DELETE", "/v1/account/totp")).status_code == 200
        after = (await browser.get("/v1/sign-in")).json()
        assert after["sign_in_id"] != before["sign_in_id"]
        assert [after[name] for name in ("began_at", "ends_at")] == [before[name] for name in ("began_at", "ends_at")]
        house.time.move(minutes=6)
        assert (await browser.post("/v1/account/keys", {"label": "x"})).json()["code"] == "sign_in_again"


async def test_the_password_told_once_more_makes_it_younger_and_no_longer(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, an_address())
        before = (await browser.get("/v1/sign-in")).json()
        house.time.move(minutes=10)
        body = {"password": WORD, "new_password": "another walk, up the hill"}
        assert (await browser.send("PUT", "/v1/account/password", body)).status_code == 200
        after = (await browser.get("/v1/sign-in")).json()
        assert (after["began_at"] > before["began_at"], after["ends_at"]) == (True, before["ends_at"])


async def test_what_lets_somebody_in_is_changed_only_soon_after_signing_in(house: House) -> None:
    async with house.browser() as browser:
        await house.accepted(browser, an_address())
        house.time.move(minutes=16)
        for method, path in (("POST", "/v1/account/totp"), ("POST", "/v1/account/recovery-codes")):
            assert (await browser.send(method, path)).json()["code"] == "sign_in_again"
        key = await browser.post("/v1/account/keys", {"label": "x"})
        assert key.json()["code"] == "sign_in_again"


async def test_another_role_ends_the_sign_ins_from_before(house: House) -> None:
    async with house.browser() as browser:
        staff_id = await house.accepted(browser, address := an_address())
        change = {"staff_id": str(staff_id), "role": "assistant", "clinics": [str(house.doors.org.clinic_ids[0])]}
        assert (await house.doors.owner.post("/v1/commands/change-staff-role", json=change)).status_code == 200
        assert (await browser.get("/v1/whoami")).status_code == 401
        assert (await house.signs_in(browser, address)).status_code == 200
        assert (await browser.get("/v1/sign-in")).json()["role"] == "assistant"


async def test_who_has_left_is_signed_out_and_stays_out_with_word_and_key(house: House) -> None:
    async with house.browser() as browser, house.browser() as program:
        staff_id = await house.accepted(browser, address := an_address())
        key = (await browser.post("/v1/account/keys", {"label": "A program"})).json()["api_key"]
        headers = {"authorization": f"Bearer {key}"}
        assert (await program.client.get("/v1/whoami", headers=headers)).json()["id"] == str(staff_id)
        leaves = {"staff_id": str(staff_id), "hand_over_to": str(house.doors.org.owner_id)}
        gone = await house.doors.owner.post("/v1/commands/remove-staff", json=leaves)
        assert gone.status_code == 200, gone.text
        assert (await browser.get("/v1/whoami")).status_code == 401
        assert (await program.client.get("/v1/whoami", headers=headers)).status_code == 401
        assert (await house.signs_in(browser, address)).json()["code"] == "sign_in_failed"


async def test_who_comes_back_to_the_house_signs_in_by_the_same_address(house: House) -> None:
    async with house.browser() as browser:
        left = await house.accepted(browser, address := an_address())
        await browser.post("/v1/account/totp")
        await browser.post("/v1/account/keys", {"label": "A program"})
        gone = await house.doors.owner.post("/v1/commands/remove-staff", json={"staff_id": str(left)})
        assert gone.status_code == 200, gone.text
    assert set(await rows_of(house, left)) > {"account", "totp", "personal_key"}
    assert set(await worked_off(house)) == {End.DONE}
    async with house.browser() as browser:
        back = await house.accepted(browser, address)
        assert (await browser.get("/v1/whoami")).json()["id"] == str(back)
    assert await rows_of(house, left) == {}


async def test_a_key_of_ones_own_ends_with_its_day_or_by_hand_and_there_are_five(house: House) -> None:
    async with house.browser() as browser, house.browser() as program:
        await house.accepted(browser, an_address())
        made = [(await browser.post("/v1/account/keys", {"label": "x", "days": 1})).json() for _ in range(6)]
        assert made[5]["code"] == "enough_keys"
        asked = [{"authorization": f"Bearer {each['api_key']}"} for each in made[:2]]
        assert (await browser.send("DELETE", f"/v1/account/keys/{made[0]['key_id']}")).status_code == 200
        assert [(await program.client.get("/v1/whoami", headers=each)).status_code for each in asked] == [401, 200]
        house.time.move(days=1)
        assert (await program.client.get("/v1/whoami", headers=asked[1])).status_code == 401
