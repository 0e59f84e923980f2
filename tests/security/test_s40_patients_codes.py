"""S40: nobody comes in as a patient but by a code or a link that staff gave, and on no more devices than it lets in."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import UUID, uuid4

import httpx2
import pytest

from services.accounts.tokens import new_token
from services.patient_access.codes import ALPHABET, new_code, read_code
from services.patient_access.entering import DEVICES_AT_MOST
from tests.support.coming_in import NOT_LET_IN, comes_in, enters, gives, is_in, left_out, my_cookie, why
from tests.support.database import Database
from tests.support.signing_in import HERE, House, open_house
from tests.support.times import NOON

FELT = {"region": "knee", "level": 5}


@pytest.fixture(scope="module")
async def shared(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture
def house(shared: House) -> House:
    """With the organisation's clock where it was."""
    shared.clock.instant = NOON
    return shared


def told(answer: httpx2.Response) -> tuple[int, dict[str, object]]:
    return answer.status_code, {name: value for name, value in answer.json().items() if name != "instance"}


async def test_whatever_is_wrong_with_a_code_or_a_link_the_answer_is_the_same(house: House) -> None:
    patient_id = await house.doors.enrol()
    ended, over, full = [await gives(house, patient_id) for _ in range(3)]
    renewed = await gives(house, patient_id, "carer")
    about = {"patient_id": str(patient_id)}
    for name, given in (("end-patient-access", ended), ("renew-patient-code", renewed)):
        body = {**about, "access_id": given["id"]}
        assert (await house.doors.owner.post(f"/v1/commands/{name}", json=body)).status_code == 200
    for _ in range(DEVICES_AT_MOST):
        async with house.browser() as browser:
            assert (await enters(browser, full)).status_code == 200
    tried = [{"code": new_code()}, {"code": "no code of ours"}, {"token": new_token(house.org_id)}]
    tried += [{"token": new_token(uuid4())}, {"token": "nothing"}, {"code": "\u0660" * 10}, {"code": "ﬀ" * 10}]
    for given in (ended, renewed, full):
        tried += [{"code": given["access_code"]["code"]}, {"token": given["access_code"]["link"].partition("#")[2]}]
    answers = [told(await left_out(house, body)) for body in tried]
    house.time.move(days=15)
    answers.append(told(await left_out(house, {"code": over["access_code"]["code"]})))
    assert [answer for answer in answers if answer != answers[0]] == []
    assert (answers[0][0], answers[0][1]["code"]) == NOT_LET_IN


async def test_a_code_is_read_as_people_write_it() -> None:
    assert read_code(" 7k3m 9qxa-vt ") == read_code("7K3M\u20139QXA\u2013VT") == "7K3M9QXAVT"
    assert read_code("oO0iIlL1uv") == "0001111" + "1VV"
    assert [read_code(text) for text in ("", "7K3M9QXAV", "7K3M9QXAVTT", "7K3M9QXAV!", "7K3M9QXAVÄ")] == [None] * 5


def test_codes_are_drawn_from_fifty_bits() -> None:
    drawn = {new_code() for _ in range(2000)}
    assert len(drawn) == 2000
    assert {letter for code in drawn for letter in code} == {*ALPHABET, "-"}
    assert len(ALPHABET) ** 10 == 2**50


async def test_guessing_is_slow_from_one_address_and_from_one_network(house: House) -> None:
    for addresses in (["203.0.113.80"] * 24, [f"2001:db8:80::{number + 1:x}" for number in range(24)]):
        codes = []
        for address in addresses:
            async with house.browser(address) as browser:
                codes.append((await browser.post("/v1/my/enter", {"code": new_code()})).json()["code"])
        assert codes == ["enter_failed"] * 20 + ["too_many_tries"] * 4


async def test_who_waits_in_one_room_with_many_is_not_slowed_down_by_those_who_are_right(house: House) -> None:
    """A clinic's own network is one address."""
    given = [await gives(house, await house.doors.enrol()) for _ in range(25)]
    for each in given:
        async with house.browser("203.0.113.81") as browser:
            assert (await enters(browser, each)).status_code == 200


async def test_of_code_and_link_and_device_only_hashes_are_kept(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        given = await comes_in(house, browser, patient_id)
        code, token = given["access_code"]["code"], given["access_code"]["link"].partition("#")[2]
        async with house.context.writing(house.org_id) as db:
            rows = [
                repr(dict(row))
                for table in ("patient_code", "patient_device")
                for row in await db.fetch(f"SELECT * FROM access.{table} WHERE patient_id = $1", patient_id)
            ]
            [kept] = await db.fetch("SELECT code_hash FROM access.patient_code WHERE patient_id = $1", patient_id)
        text = " ".join(rows)
        assert not [each for each in (code, read_code(code) or "", token, my_cookie(browser)) if each in text]
        assert kept["code_hash"] != sha256((read_code(code) or "").encode()).digest()
    stored = await house.context.store.by_subject(house.org_id, patient_id, 0, 50)
    assert not [one for one in stored if code in str(one.data) or token in str(one.data)]


async def test_a_code_is_told_once_also_under_one_idempotency_key(house: House) -> None:
    patient_id, key = await house.doors.enrol(), {"idempotency-key": str(uuid4())}
    body = {"patient_id": str(patient_id)}
    first, again = [
        (await house.doors.owner.post("/v1/commands/give-patient-access", json=body, headers=key)).json()
        for _ in range(2)
    ]
    assert "access_code" in first
    assert again == {name: value for name, value in first.items() if name != "access_code"}


async def test_nothing_of_the_patient_stands_in_link_or_code(house: House) -> None:
    patient_id = await house.doors.enrol()
    given = await gives(house, patient_id, "carer", private={"label": "Her daughter"})
    address, _, token = given["access_code"]["link"].partition("#")
    assert address == f"{HERE}/my/enter"
    assert str(patient_id) not in token
    assert len(token) == 64


async def test_so_many_devices_come_in_by_one_code_also_at_once_and_one_that_leaves_makes_room(house: House) -> None:
    given = await gives(house, await house.doors.enrol())

    async def one() -> int:
        async with house.browser() as browser:
            return (await enters(browser, given)).status_code

    found = await asyncio.gather(*(one() for _ in range(DEVICES_AT_MOST + 3)))
    assert sorted(found) == [200] * DEVICES_AT_MOST + [401] * 3
    again = {"patient_id": await whose(house, given), "access_id": given["id"]}
    renewed = (await house.doors.owner.post("/v1/commands/renew-patient-code", json=again)).json()
    async with house.browser() as browser, house.browser() as other:
        assert (await enters(browser, renewed)).status_code == 200
        for _ in range(DEVICES_AT_MOST - 1):
            async with house.browser() as more:
                assert (await enters(more, renewed)).status_code == 200
        assert why(await enters(other, renewed)) == NOT_LET_IN
        await browser.post("/v1/my/leave")
        assert (await enters(other, renewed)).status_code == 200


async def whose(house: House, given: dict[str, str]) -> str:
    async with house.context.writing(house.org_id) as db:
        sql = "SELECT patient_id FROM access.patient_code WHERE access_id = $1"
        return str(await db.fetchval(sql, UUID(given["id"])))


async def test_who_comes_in_again_on_the_same_device_takes_no_other_place(house: House) -> None:
    given = await gives(house, await house.doors.enrol())
    async with house.browser() as browser:
        for _ in range(DEVICES_AT_MOST + 3):
            assert (await enters(browser, given)).status_code == 200


async def test_a_new_code_puts_an_end_to_the_one_before_and_to_no_device(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        given = await comes_in(house, browser, patient_id)
        body = {"patient_id": str(patient_id), "access_id": given["id"]}
        renewed = (await house.doors.owner.post("/v1/commands/renew-patient-code", json=body)).json()
        assert why(await left_out(house, {"code": given["access_code"]["code"]})) == NOT_LET_IN
        assert await is_in(browser)
        async with house.browser() as other:
            assert (await enters(other, renewed)).status_code == 200


async def test_the_cookie_is_for_this_host_for_https_and_for_no_script(house: House) -> None:
    given = await gives(house, await house.doors.enrol())
    async with house.browser() as browser:
        [cookie] = (await enters(browser, given)).headers.get_list("set-cookie")
    name, *flags = [part.strip() for part in cookie.split(";")]
    assert name.startswith("__Host-carryover-my=")
    assert set(flags) == {"HttpOnly", "Path=/", "SameSite=lax", "Secure", f"Max-Age={180 * 24 * 3600}"}


async def test_a_planted_cookie_is_not_taken_up(house: House) -> None:
    async with house.browser() as attacker, house.browser() as victim:
        await comes_in(house, attacker, await house.doors.enrol())
        given = await gives(house, patient_id := await house.doors.enrol())
        for planted in (my_cookie(attacker), new_token(house.org_id)):
            victim.client.cookies.clear()
            victim.client.cookies.set("__Host-carryover-my", planted, domain="carryover.test")
            assert (await enters(victim, given)).status_code == 200
            assert my_cookie(victim) != planted
            assert (await victim.get("/v1/my")).json()["patient_id"] == str(patient_id)
            assert not await is_in(attacker)
