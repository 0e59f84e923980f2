"""S20: a quota holds over four processes, to the last request; addresses are not made up; without Valkey it is shared.

Each process has a context, an application and connections of its own; only Valkey and Postgres are between them.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from services.app import create_app
from services.clock import SetClock
from services.context import Context, open_context
from services.http.cloud_events import BATCH, ONE
from services.quotas.settings import Quotas
from services.settings import Settings
from tests.support.doors import Doors, event
from tests.support.servers import ServerAddresses
from tests.support.times import NOON

PROCESSES = 4
QUOTAS = Quotas(
    requests=50, organisation_requests=80, events=200, organisation_events=300, sign_ins=20, red_flags=3, processes=4
)


@pytest.fixture
async def one_valkey(doors: Doors) -> Settings:
    """Nobody has counted anything yet."""
    settings = replace(doors.context.settings, quotas=QUOTAS)
    valkey = Redis.from_url(settings.valkey_url)
    async for key in valkey.scan_iter("carryover:quota:*"):
        await valkey.delete(key)
    await valkey.aclose()
    return settings


def at_noon() -> Any:
    """Real time stands, so that no minute ends in the middle."""
    return NOON


class Processes:
    """Asked in turn, each for itself."""

    def __init__(self, lines: list[httpx2.AsyncClient]) -> None:
        self.lines = lines
        self._next = 0

    async def ask(self, method: str = "GET", path: str = "/v1/whoami", **more: Any) -> httpx2.Response:
        self._next += 1
        return await self.lines[self._next % len(self.lines)].request(method, path, **more)

    async def until_refused(self, most: int, key: str, path: str = "/v1/whoami", method: str = "GET") -> Counter[int]:
        """What each status was answered how often, of more requests than there may be."""
        answers = [
            await self.ask(method, path, headers={"authorization": f"Bearer {key}"} if key else {}) for _ in range(most)
        ]
        return Counter(answer.status_code for answer in answers)


@asynccontextmanager
async def running(settings: Settings, peer: str = "203.0.113.7") -> AsyncIterator[Processes]:
    async with AsyncExitStack() as opened:
        lines = []
        for _ in range(PROCESSES):
            context: Context = await opened.enter_async_context(
                open_context(settings, clock=SetClock(NOON), real_now=at_noon)
            )
            transport = httpx2.ASGITransport(create_app(context), client=(peer, 4711))  # type: ignore[arg-type]
            lines.append(
                await opened.enter_async_context(
                    httpx2.AsyncClient(transport=transport, base_url="http://carryover.test")
                )
            )
        yield Processes(lines)


async def test_of_one_sender_exactly_as_many_requests_pass_as_the_quota_has(doors: Doors, one_valkey: Settings) -> None:
    async with running(one_valkey) as processes:
        assert await processes.until_refused(70, doors.org.partner_key) == {200: 50, 429: 20}


async def test_all_of_an_organisation_together_have_one_too(doors: Doors, one_valkey: Settings) -> None:
    async with running(one_valkey) as processes:
        keys = (doors.org.partner_key, doors.org.owner_key, doors.org.therapist_key)
        passed = [(await processes.until_refused(50, key))[200] for key in keys]
    assert passed == [50, 30, 0]


async def test_a_partner_may_have_less_and_the_answer_says_how_it_stands(doors: Doors, one_valkey: Settings) -> None:
    body = {"name": "Small", "scopes": ["read"], "requests_a_minute": 5}
    made = (await doors.owner.post("/v1/commands/register-partner", json=body)).json()
    async with running(one_valkey) as processes:
        key = {"authorization": f"Bearer {made['api_key']}"}
        answers = [await processes.ask(headers=key) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"requests";q=5;w=60'}
    assert answers[0].headers["ratelimit"] == '"requests";r=4;t=60'
    refused = answers[-1]
    assert (refused.headers["ratelimit"], refused.headers["retry-after"]) == ('"requests";r=0;t=60', "60")
    assert refused.json()["code"] == "too_many_requests"


async def test_the_events_of_a_batch_count_and_it_passes_as_a_whole_or_not_at_all(
    doors: Doors, one_valkey: Settings
) -> None:
    patient_id = await doors.enrol()
    key = {"authorization": f"Bearer {doors.org.partner_key}", "content-type": BATCH}
    async with running(one_valkey) as processes:
        statuses = []
        for size in (90, 90, 90, 20, 1):
            batch = [event("session.logged", patient_id, {}) for _ in range(size)]
            statuses.append((await processes.ask("POST", "/v1/events", json=batch, headers=key)).status_code)
    assert statuses == [200, 200, 429, 200, 429]


async def test_a_red_flag_is_taken_when_all_else_is_used_up_and_never_without_whom_to_call(
    doors: Doors, one_valkey: Settings
) -> None:
    patient_id = await doors.enrol()
    key = {"authorization": f"Bearer {doors.org.partner_key}", "content-type": ONE}
    async with running(one_valkey) as processes:
        await processes.until_refused(60, doors.org.partner_key)
        answers = [
            await processes.ask(
                "POST", "/v1/events", json=event("redflag.reported", patient_id, {"signs": ["chest_pain"]}), headers=key
            )
            for _ in range(4)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert all(answer.json()["emergency"] for answer in answers)


FORWARDED = [f"198.51.100.{number}" for number in range(1, 61)]


async def test_a_made_up_address_does_not_make_another_sender(one_valkey: Settings) -> None:
    async with running(one_valkey) as processes:
        answers = [
            await processes.ask("POST", "/v1/sign-in", headers={"x-forwarded-for": made_up, "forwarded": made_up})
            for made_up in FORWARDED
        ]
    assert sum(answer.status_code != 429 for answer in answers) == QUOTAS.sign_ins


async def test_behind_a_trusted_proxy_the_address_that_it_tells_counts_and_none_before_it(one_valkey: Settings) -> None:
    settings = replace(one_valkey, trusted_proxies="10.0.0.0/8, fd00::/8")
    async with running(settings, peer="10.1.2.3") as processes:

        async def passed(chains: list[str]) -> int:
            tries = [await processes.ask("POST", "/v1/sign-in", headers={"x-forwarded-for": chain}) for chain in chains]
            return sum(answer.status_code != 429 for answer in tries)

        assert await passed([f"{made_up}, 192.0.2.1, 10.9.9.9" for made_up in FORWARDED]) == QUOTAS.sign_ins
        assert await passed(["192.0.2.1"]) == 0
        assert await passed([f"2001:db8::{number:x}" for number in range(1, 61)]) == QUOTAS.sign_ins  # one household
        assert await passed(["192.0.2.2", "not an address", ""]) == 3


async def test_while_valkey_is_away_the_processes_share_the_quota(
    doors: Doors, one_valkey: Settings, servers: ServerAddresses
) -> None:
    away = replace(one_valkey, valkey_url=f"unix:///nonexistent/{uuid4()}.sock")
    async with running(away) as processes:
        assert await processes.until_refused(70, doors.org.partner_key) == {200: 48, 429: 22}  # 12 each


async def test_with_the_next_minute_it_begins_anew(doors: Doors, one_valkey: Settings) -> None:
    now = NOON
    settings = one_valkey
    async with open_context(settings, clock=SetClock(NOON), real_now=lambda: now) as context:
        transport = httpx2.ASGITransport(create_app(context))  # type: ignore[arg-type]
        async with httpx2.AsyncClient(transport=transport, base_url="http://carryover.test") as line:
            processes = Processes([line])
            seen = [await processes.until_refused(60, doors.org.partner_key)]
            now = NOON.replace(minute=NOON.minute + 1)
            seen.append(await processes.until_refused(60, doors.org.partner_key))
    assert seen == [{200: 50, 429: 10}] * 2
