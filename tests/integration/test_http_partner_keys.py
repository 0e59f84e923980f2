"""A partner's keys at the doors: what an admin says of them holds at once, in every process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from domain.partner.state import first_key
from services.app import create_app
from services.clock import SetClock
from services.context import open_context
from services.http.cloud_events import ONE
from tests.support.database import Database, copied
from tests.support.doors import Doors, client, event, open_doors
from tests.support.invited import own_key
from tests.support.readings import read
from tests.support.times import NOON
from tests.support.waiting import until

SEEN = "SELECT used_at FROM access.key_use WHERE org_id = $1 AND key_id = $2"


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_doors(context) as opened,
    ):
        yield opened


class App:
    """A partner just registered, and whoever comes with one of its keys."""

    def __init__(self, doors: Doors, partner_id: str, key: str, opened: AsyncExitStack) -> None:
        self.doors, self.id, self.key, self._opened = doors, partner_id, key, opened

    async def told(self, command: str, **fields: Any) -> dict[str, Any]:
        """The owner gives a command about it."""
        answer = await self.doors.owner.post(f"/v1/commands/{command}", json={"partner_id": self.id, **fields})
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    async def line(self, key: str | None = None) -> httpx2.AsyncClient:
        return await self._opened.enter_async_context(client(self.doors.app, key or self.key))


@pytest.fixture
async def app(doors: Doors) -> AsyncIterator[App]:
    made = await doors.owner.post("/v1/commands/register-partner", json={"name": "App", "scopes": ["reports", "read"]})
    async with AsyncExitStack() as opened:
        yield App(doors, made.json()["id"], made.json()["api_key"], opened)


async def knocks(line: httpx2.AsyncClient) -> int:
    return (await line.get("/v1/whoami")).status_code


async def test_a_new_key_takes_over_from_the_old_one(app: App, doors: Doors) -> None:
    rotated = await app.told("rotate-partner-key", overlap_hours=2)
    old, new = await app.line(), await app.line(rotated["api_key"])
    assert [await knocks(old), await knocks(new)] == [200, 200]
    clock = doors.context.clock.others
    assert isinstance(clock, SetClock)
    clock.instant += timedelta(hours=2)
    try:
        assert [await knocks(old), await knocks(new)] == [401, 200]
    finally:
        clock.instant = NOON


async def test_a_key_that_was_taken_away_opens_nothing_from_that_moment(app: App) -> None:
    rotated = await app.told("rotate-partner-key")
    old, new = await app.line(), await app.line(rotated["api_key"])
    assert [await knocks(old), await knocks(new)] == [200, 200]
    await app.told("revoke-partner-key", key_id=rotated["id"])
    assert [await knocks(old), await knocks(new)] == [200, 401]


async def test_a_partner_that_is_suspended_has_no_door_until_it_is_resumed(app: App) -> None:
    line = await app.line()
    seen = [await knocks(line)]
    for command in ("suspend-partner", "resume-partner"):
        await app.told(command)
        seen.append(await knocks(line))
    assert seen == [200, 401, 200]


async def test_what_it_may_changes_with_the_word(app: App, doors: Doors) -> None:
    line, patient_id = await app.line(), await doors.enrol()
    read = f"/v1/patients/{patient_id}/adherence"
    assert (await line.get(read)).status_code == 200
    await app.told("change-partner", scopes=["reports"])
    assert (await line.get(read)).status_code == 403


async def test_it_sends_the_kinds_of_events_that_were_named_and_no_others(app: App, doors: Doors) -> None:
    line, patient_id = await app.line(), await doors.enrol()
    await app.told("change-partner", scopes=["reports"], kinds=["org.carryover.session.logged"])
    session, pain = event("session.logged", patient_id, {}), event("barrier.reported", patient_id, {"reason": "forgot"})
    answers = [await line.post("/v1/events", json=each, headers={"content-type": ONE}) for each in (session, pain)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert (answers[1].json()["code"], answers[1].json()["at"]) == ("forbidden", "/type")
    unknown = {"partner_id": app.id, "scopes": ["reports"], "kinds": ["org.carryover.nonsense"]}
    refused = await doors.owner.post("/v1/commands/change-partner", json=unknown)
    assert (refused.json()["code"], refused.json()["at"]) == ("unknown_type", "/kinds/0")


async def test_when_a_key_was_used_is_known_to_the_minute(app: App, doors: Doors) -> None:
    context, org_id = doors.context, doors.org.organisation_id
    rotated = await app.told("rotate-partner-key")
    line, seen = await app.line(rotated["api_key"]), []
    for _ in range(2):
        context.rights.forget_all()  # as when a minute is over, so that it is looked up again
        await knocks(line)
        await context.key_use.written()
        async with context.reading(org_id) as db:
            seen.append(await db.fetchval(SEEN, org_id, UUID(rotated["id"])))
    assert seen[0] is not None
    assert seen[1] == seen[0]


async def test_who_manages_the_house_sees_a_partners_keys_and_what_it_may(app: App, doors: Doors) -> None:
    rotated = await app.told("rotate-partner-key", overlap_hours=2, expires_at="2027-01-31T00:00:00Z")
    kinds, url = ["org.carryover.session.logged"], "https://partner.example/jwks.json"
    await app.told("change-partner", scopes=["reports"], kinds=kinds, requests_a_minute=30)
    await app.told("set-partner-key-set", url=url)
    await app.told("suspend-partner")
    await knocks(await app.line(rotated["api_key"]))
    answer = await doors.owner.get(f"/v1/partners/{app.id}")
    assert answer.json()["partner"] == {
        "partner_id": app.id,
        "name": "App",
        "scopes": ["reports"],
        "clinics": [],
        "kinds": kinds,
        "requests_a_minute": 30,
        "suspended": True,
        "keys": [
            {"key_id": str(first_key(UUID(app.id))), "expires_at": "2026-03-04T14:00:00Z", "used_at": None},
            {"key_id": rotated["id"], "expires_at": "2027-01-31T00:00:00Z", "used_at": None},
        ],
        "key_set": {"keys": [], "url": url},
        "version": int(answer.headers["etag"].strip('"')),
    }
    await app.told("resume-partner")
    await knocks(await app.line(rotated["api_key"]))
    await doors.context.key_use.written()
    for shown in (
        (await doors.owner.get(f"/v1/partners/{app.id}")).json()["partner"],
        *(line for line in (await read(doors.owner, "/v1/partners"))["partners"] if line["partner_id"] == app.id),
    ):
        assert [key["used_at"] is not None for key in shown["keys"]] == [False, True]
    await app.told("revoke-partner-key", key_id=rotated["id"])
    left = (await doors.owner.get(f"/v1/partners/{app.id}")).json()["partner"]
    assert [key["key_id"] for key in left["keys"]] == [str(first_key(UUID(app.id)))]


async def test_another_process_hears_of_it(app: App, doors: Doors) -> None:
    async with (
        open_context(doors.context.settings, clock=doors.context.clock) as context,
        client(create_app(context), app.key) as line,
    ):
        assert await knocks(line) == 200
        await app.told("suspend-partner")

        async def is_out() -> bool:
            return await knocks(line) == 401

        await until(is_out)


async def test_who_manages_one_clinic_says_nothing_for_a_partner_of_all(app: App, doors: Doors) -> None:
    clinics = [str(doors.org.clinic_ids[0])]
    made = await doors.owner.post("/v1/commands/invite-staff", json={"role": "admin", "clinics": clinics})
    async with client(doors.app, await own_key(doors.app, made.json()["invitation"])) as admin:
        for command, fields in (
            ("suspend-partner", {}),
            ("rotate-partner-key", {}),
            ("change-partner", {"scopes": [], "clinics": clinics}),
        ):
            answer = await admin.post(f"/v1/commands/{command}", json={"partner_id": app.id, **fields})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), command
