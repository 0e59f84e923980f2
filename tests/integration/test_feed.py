"""The feed tells everything that one may know of, in order and without gaps, to whoever comes back with its place."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.webhooks.known import PREFIX, TOLD_TO_PARTNERS
from tests.support.database import Database
from tests.support.doors import Doors, event
from tests.support.webhook_house import webhook_house


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    async with webhook_house(template) as house:
        yield house.doors


async def page(doors: Doors, by: str = "partner", **query: Any) -> dict[str, Any]:
    answer = await getattr(doors, by).get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def stored(doors: Doors) -> list[Any]:
    return list(await doors.context.store.read(doors.org.organisation_id))


async def end(doors: Doors) -> str:
    """The place behind all there is."""
    return str((await page(doors, "owner", types="clinic.opened", limit=1000))["next"])


async def test_it_is_read_by_somebody_elses_client(doors: Doors) -> None:
    after, patient_id = await end(doors), await doors.enrol()
    [outcome] = await doors.send(event("symptom.reported", patient_id, {"region": "knee", "level": 4}))
    told = [one for one in (await page(doors, after=after))["events"] if one["subject"] == str(patient_id)]
    for one in told:
        read = JSONFormat().read(CloudEvent, json.dumps(one))
        assert read.get_specversion() == "1.0"
    assert [one["type"] for one in told] == ["org.carryover.patient.enrolled", "org.carryover.symptom.reported"]
    assert (told[1]["position"], told[1]["data"]["level"]) == (outcome["position"], 40)


async def test_a_consumer_that_crashes_at_random_misses_nothing(doors: Doors) -> None:
    """It keeps what it worked through together with the place, and dies before it does."""
    chance = random.Random(20)
    patients = [await doors.enrol() for _ in range(3)]
    kept: list[str] = []
    place: str | None = None

    async def writes() -> None:
        for _ in range(60):
            await doors.send(*(event("session.logged", one, {}) for one in patients))

    writing = asyncio.create_task(writes())
    while True:
        over = writing.done()
        got = await page(doors, limit=chance.choice([1, 7, 50]), **({} if place is None else {"after": place}))
        if chance.random() < 0.3:
            continue  # it died with the page in its hands
        kept += [one["id"] for one in got["events"]]
        place = got["next"]
        if over and not got["more"] and not got["events"]:
            break
    assert kept == [str(one.event_id) for one in await stored(doors) if one.type in TOLD_TO_PARTNERS]


async def test_what_lies_out_of_reach_is_left_out_and_the_place_goes_on(doors: Doors) -> None:
    after = await end(doors)
    here, there = await doors.enrol(0), await doors.enrol(1)
    answer = await doors.owner.post(
        "/v1/commands/register-partner",
        json={"name": "Hill", "scopes": ["read"], "clinics": [str(doors.org.clinic_ids[1])]},
    )
    headers = {"authorization": f"Bearer {answer.json()['api_key']}"}
    found = (await doors.nobody.get("/v1/events", params={"after": after}, headers=headers)).json()
    assert [one["subject"] for one in found["events"]] == [str(there)]
    assert found["next"] > found["events"][0]["position"]
    assert {one["subject"] for one in (await page(doors, after=after))["events"]} == {str(here), str(there)}


async def test_no_name_contact_or_text_is_in_it(doors: Doors) -> None:
    person = {"name": "Wilhelmina Quist", "email": "quist@home.test"}
    body = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin", "private": person}
    patient_id = (await doors.owner.post("/v1/commands/enrol-patient", json=body)).json()["id"]
    await doors.send(event("symptom.reported", patient_id, {"region": "knee", "level": 4, "note": "Ouch, says Quist"}))
    answer = await doors.owner.get("/v1/events", params={"limit": 1000})
    assert patient_id in answer.text
    assert "uist" not in answer.text


async def test_only_some_types_are_told_where_that_is_asked_for(doors: Doors) -> None:
    for types in ("barrier.reported", f"{PREFIX}barrier.reported"):
        after = await end(doors)
        patient_id = await doors.enrol()
        await doors.send(event("barrier.reported", patient_id, {"reason": "no_time"}))
        assert [one["type"] for one in (await page(doors, after=after, types=types))["events"]] == [
            "org.carryover.barrier.reported"
        ]
    answer = await doors.partner.get("/v1/events", params={"types": "alert.raised"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


async def test_one_who_waits_is_told_as_soon_as_something_happens(doors: Doors) -> None:
    after = await end(doors)
    waiting = asyncio.create_task(page(doors, after=after, wait=20))
    async with asyncio.timeout(10):
        while not doors.context.feed_news.waited_for:  # noqa: ASYNC110 (nobody is told of it)
            await asyncio.sleep(0)
    patient_id = await doors.enrol()
    assert [one["subject"] for one in (await waiting)["events"]] == [str(patient_id)]
    assert not doors.context.feed_news.waited_for


async def test_one_who_waits_in_vain_gets_an_empty_page(doors: Doors) -> None:
    after = await end(doors)
    assert await page(doors, after=after, wait=1) == {"events": [], "next": after, "more": False}


@pytest.mark.parametrize(
    ("after", "status", "code"),
    [("x", 400, "bad_cursor"), (f"{1:016x}{0:016x}", 410, "cursor_from_lost_log"), ("f" * 32, 400, "bad_cursor")],
)
async def test_a_place_that_is_none_is_refused(doors: Doors, after: str, status: int, code: str) -> None:
    answer = await doors.partner.get("/v1/events", params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_it_is_for_owners_admins_and_partners_who_may_read(doors: Doors) -> None:
    assert (await doors.therapist.get("/v1/events")).status_code == 403
    assert (await doors.nobody.get("/v1/events")).status_code == 401
    assert (await doors.owner.request("DELETE", "/v1/events")).headers["allow"] == "GET, POST"


async def test_each_page_is_a_disclosure(doors: Doors) -> None:
    after = await end(doors)
    patient_id = await doors.enrol()
    await page(doors, after=after)
    answer = await doors.owner.get(f"/v1/patients/{patient_id}/disclosures")
    assert answer.status_code == 200, answer.text
    assert "readEvents" in answer.text
