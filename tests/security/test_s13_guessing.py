"""S13: guessing passwords is slow from everywhere, costs us little, and tells nobody who has an account."""

import asyncio
import threading
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from eventstore.store import StoreBusy
from services.accounts.passwords import THREADS, WAITING_AT_MOST, Passwords
from tests.support.database import Database
from tests.support.signing_in import WORD, House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


def an_email() -> str:
    return f"{uuid4().hex}@clinic.test"


def told(answer: httpx2.Response) -> tuple[int, dict[str, object]]:
    body = {name: value for name, value in answer.json().items() if name != "instance"}
    return answer.status_code, body


async def test_forwarded_addresses_that_rotate_do_not_help(house: House) -> None:
    async with house.browser("198.51.100.1") as browser:
        codes = []
        for number in range(30):
            body = {"organisation_id": str(house.org_id), "email": an_email(), "password": "wrong"}
            answer = await browser.post(
                "/v1/sign-in", body, x_forwarded_for=f"192.0.2.{number}", forwarded=f"for=192.0.2.{number}"
            )
            codes.append(answer.json()["code"])
        assert codes == ["sign_in_failed"] * 20 + ["too_many_tries"] * 10
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1


async def test_the_addresses_of_one_network_count_as_one(house: House) -> None:
    codes = []
    for number in range(22):
        async with house.browser(f"2001:db8:7::{number + 1:x}") as browser:
            codes.append((await house.signs_in(browser, an_email(), "wrong")).json()["code"])
    assert codes == ["sign_in_failed"] * 20 + ["too_many_tries"] * 2


async def test_many_addresses_on_one_account_are_slowed_down_together(house: House) -> None:
    async with house.browser() as owner:
        await house.accepted(owner, email := an_email())
    codes = []
    for number in range(12):
        async with house.browser(f"198.51.100.{100 + number}") as browser:
            codes.append((await house.signs_in(browser, email, "wrong")).json()["code"])
    assert codes.count("sign_in_failed") <= 6
    assert codes[-1] == "too_many_tries"


async def test_each_wait_is_longer_than_the_one_before(house: House) -> None:
    async with house.browser() as owner:
        await house.accepted(owner, email := an_email())
    waits = []
    for number in range(14):
        async with house.browser(f"192.0.2.{number}") as browser:
            answer = await house.signs_in(browser, email, "wrong")
            if answer.status_code == 429:
                waits.append(int(answer.headers["retry-after"]))
                house.time.move(seconds=waits[-1])
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]


async def test_the_owner_of_the_account_comes_in_from_a_known_device_all_the_same(house: House) -> None:
    async with house.browser() as own, house.browser("198.51.100.66") as stranger:
        await house.accepted(own, email := an_email())
        for _ in range(12):
            await house.signs_in(stranger, email, "wrong")
        assert (await house.signs_in(stranger, email)).json()["code"] == "too_many_tries"
        assert (await house.signs_in(own, email)).status_code == 200


async def test_a_known_device_may_not_guess_either(house: House) -> None:
    async with house.browser() as own:
        await house.accepted(own, email := an_email())
        codes = [(await house.signs_in(own, email, "wrong")).json()["code"] for _ in range(12)]
        assert codes[-1] == "too_many_tries"


async def test_an_unknown_person_is_answered_like_a_wrong_password(house: House) -> None:
    async with house.browser("203.0.113.50") as browser:
        await house.accepted(browser, email := an_email())
        browser.client.cookies.clear()
        wrong = await house.signs_in(browser, email, "wrong")
        unknown = await house.signs_in(browser, an_email(), WORD)
        body = {"organisation_id": str(uuid4()), "email": email, "password": WORD}
        nowhere = await browser.post("/v1/sign-in", body)
        assert told(wrong) == told(unknown) == told(nowhere)
        assert told(wrong)[0] == 401
        assert not {"set-cookie"} & set(wrong.headers)


async def test_an_unknown_person_costs_as_much_as_a_wrong_password(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in hashes, not in seconds."""
    compared: list[bool] = []
    before = house.context.passwords.verify

    async def counted(hash_: str | None, password: str) -> bool:
        compared.append(await before(hash_, password))
        return compared[-1]

    monkeypatch.setattr(house.context.passwords, "verify", counted)
    async with house.browser("203.0.113.51") as browser:
        await house.accepted(browser, email := an_email())
        browser.client.cookies.clear()
        for org_id, who in ((house.org_id, email), (house.org_id, an_email()), (uuid4(), email)):
            await browser.post("/v1/sign-in", {"organisation_id": str(org_id), "email": who, "password": "wrong"})
    assert compared == [False, False, False]


async def test_asking_for_a_link_tells_nothing(house: House) -> None:
    async with house.browser("203.0.113.52") as browser:
        await house.accepted(browser, email := an_email())
        answers = [
            await browser.post("/v1/sign-in/link", {"organisation_id": str(org_id), "email": who})
            for org_id, who in ((house.org_id, email), (house.org_id, an_email()), (uuid4(), email))
        ]
        assert [(answer.status_code, answer.json()) for answer in answers] == [(202, {"status": "accepted"})] * 3
    async with house.context.reading(house.org_id) as db:
        payloads = await db.fetch(
            "SELECT payload FROM log.effect WHERE org_id = $1 AND kind = 'account.link'", house.org_id
        )
    assert len(payloads) == 1


@pytest.mark.parametrize(
    ("password", "code"), [("x" * 129, "invalid"), ("x" * (1 << 20), "too_large"), ("a\0b", "invalid")]
)
async def test_passwords_that_cannot_be_are_refused_before_they_cost_anything(
    house: House, password: str, code: str
) -> None:
    async with house.browser() as browser:
        answer = await house.signs_in(browser, "kim@clinic.test", password)
        assert answer.json()["code"] == code


async def test_of_two_hundred_at_once_two_are_hashed_some_wait_and_the_rest_is_sent_away() -> None:
    hasher = Slow()
    passwords = Passwords(hasher)  # type: ignore[arg-type]  # all of it that is asked
    tasks = [asyncio.create_task(passwords.verify(None, "wrong")) for _ in range(200)]
    await asyncio.to_thread(hasher.both.wait)  # two are at it
    sent_away = [task for task in tasks if task.done()]
    hasher.on.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    passwords.close()
    assert len(sent_away) == 200 - THREADS - WAITING_AT_MOST
    assert all(isinstance(task.exception(), StoreBusy) for task in sent_away)
    assert [outcome for outcome in outcomes if not isinstance(outcome, StoreBusy)] == [False] * (
        THREADS + WAITING_AT_MOST
    )
    assert hasher.most == THREADS


class Slow:
    """A hasher that waits until it may go on, and counts how many hash at the same time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock, self.both, self.on = threading.Lock(), threading.Event(), threading.Event()

    def hash(self, password: str) -> str:
        return "of nobody"

    def verify(self, hash_: str, password: str) -> bool:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == THREADS:
                self.both.set()
        self.on.wait()
        with self.lock:
            self.now -= 1
        return False
