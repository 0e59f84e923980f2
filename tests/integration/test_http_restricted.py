"""A record that is kept and nothing else: what is reported is stored, and only owner and admins read it."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest
from msgspec import Struct

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.live import listening_in
from tests.support.readings import PAIN, alerted, read
from tests.support.times import NOON
from tests.support.waiting import until

RED_FLAG = {"signs": ["chest_pain"]}


class House(Struct):
    doors: Doors
    engine: Pool
    elsewhere: Context

    async def restricted(self) -> UUID:
        patient_id = await self.doors.enrol()
        await self.owner_gives("restrict-patient", patient_id, reason="disputed")
        return patient_id

    async def owner_gives(self, command: str, patient_id: UUID, **fields: str) -> None:
        body = {"patient_id": str(patient_id), **fields}
        answer = await self.doors.owner.post(f"/v1/commands/{command}", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_context(database.settings, clock=SetClock(NOON)) as elsewhere,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as doors,
    ):
        yield House(doors, engine, elsewhere)


async def test_only_owner_and_admins_read_it_until_that_is_lifted(house: House) -> None:
    patient_id = await house.restricted()
    path = f"/v1/patients/{patient_id}/symptoms"
    assert [(await asker.get(path)).status_code for asker in (house.doors.therapist, house.doors.partner)] == [404, 404]
    assert (await house.doors.owner.get(path)).status_code == 200
    await house.owner_gives("lift-restriction", patient_id)
    assert [(await asker.get(path)).status_code for asker in (house.doors.therapist, house.doors.partner)] == [200, 200]


async def test_a_caseload_shows_it_to_them_alone(house: House) -> None:
    patient_id = await house.restricted()
    await alerted(house.engine, house.doors.context)
    asked = (house.doors.therapist, house.doors.owner)
    lists = [(await read(asker, "/v1/caseload", limit=200))["patients"] for asker in asked]
    assert [str(patient_id) in {line["patient"]["patient_id"] for line in lines} for lines in lists] == [False, True]


async def test_reports_are_stored_and_only_a_red_flag_raises_an_alert(house: House) -> None:
    patient_id = await house.restricted()
    outcomes = await house.doors.send(
        event("symptom.reported", patient_id, {**PAIN, "level": 9}), event("redflag.reported", patient_id, RED_FLAG)
    )
    assert [outcome["status"] for outcome in outcomes] == ["stored", "stored"]
    await alerted(house.engine, house.doors.context)
    alerts = (await read(house.doors.owner, "/v1/alerts"))["alerts"]
    assert [alert["rule"] for alert in alerts if alert["patient_id"] == str(patient_id)] == ["red_flag"]


async def test_other_processes_look_at_the_patient_anew(house: House) -> None:
    patient_id, guards, org_id = await house.doors.enrol(), house.elsewhere.guards, house.doors.org.organisation_id
    guards.keep(org_id, patient_id, object())
    await house.owner_gives("restrict-patient", patient_id, reason="disputed")

    async def forgotten() -> bool:
        return guards.get(org_id, patient_id) is None

    await until(forgotten)


async def test_no_list_feed_or_look_through_broken_glass_shows_it_to_others(house: House) -> None:
    patient_id, doors = await house.doors.enrol(), house.doors
    reports = (
        event("symptom.reported", patient_id, {**PAIN, "level": 9}),
        event("redflag.reported", patient_id, RED_FLAG),
    )
    await doors.send(*reports)
    await alerted(house.engine, doors.context)
    await house.owner_gives("restrict-patient", patient_id, reason="disputed")
    await alerted(house.engine, doors.context)
    raised = [one for one in (await read(doors.owner, "/v1/alerts"))["alerts"] if one["patient_id"] == str(patient_id)]
    other = next(one["alert_id"] for one in raised if one["rule"] != "red_flag")

    async def shown_to(asker: httpx2.AsyncClient) -> tuple[bool, bool, set[str], int]:
        named = [line["patient"]["patient_id"] for line in (await read(asker, "/v1/patients"))["patients"]]
        alerts = (await read(asker, "/v1/alerts"))["alerts"]
        rules = {one["rule"] for one in alerts if one["patient_id"] == str(patient_id)}
        one = (await asker.get(f"/v1/alerts/{other}")).status_code
        return str(patient_id) in named, len(rules) > 1, rules, one

    everything = {one["rule"] for one in raised}
    assert await shown_to(doors.owner) == (True, True, everything, 200)
    assert await shown_to(doors.therapist) == (False, False, {"red_flag"}, 404)
    feeds = [await read(asker, "/v1/events", limit=1000) for asker in (doors.owner, doors.partner)]
    assert [str(patient_id) in {one["subject"] for one in feed["events"]} for feed in feeds] == [True, False]


async def test_nobody_breaks_the_glass_of_a_restricted_record(house: House) -> None:
    elsewhere = await house.doors.enrol(1)
    await house.owner_gives("restrict-patient", elsewhere, reason="disputed")
    path = f"/v1/patients/{elsewhere}/break-glass"
    answer = await house.doors.therapist.post(path, json={"reason": "collapsed at the front desk"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient")


async def test_sums_of_a_clinic_leave_it_out(house: House) -> None:
    hurts = f"/v1/clinics/{house.doors.org.clinic_ids[0]}/hurts"
    patient_id = await house.doors.enrol()
    await house.doors.send(event("barrier.reported", patient_id, {"reason": "hurts"}))
    await alerted(house.engine, house.doors.context)
    before = [(await read(asker, hurts))["all"]["hurts"] for asker in (house.doors.therapist, house.doors.owner)]
    await house.owner_gives("restrict-patient", patient_id, reason="disputed")
    after = [(await read(asker, hurts))["all"]["hurts"] for asker in (house.doors.therapist, house.doors.owner)]
    assert after == [before[0] - 1, before[1]]
    for sums in ("exercise-pain", "reminders"):
        path = f"/v1/clinics/{house.doors.org.clinic_ids[0]}/{sums}"
        assert (await house.doors.therapist.get(path)).status_code == 200


async def test_neither_the_feed_nor_the_live_stream_tells_of_it_to_others(house: House) -> None:
    patient_id = await house.restricted()

    async def told(asker: httpx2.AsyncClient) -> bool:
        after, found = None, False
        while True:
            page = await read(asker, "/v1/events", limit=1000, **({"after": after} if after else {}))
            found = found or str(patient_id) in {one.get("subject") for one in page["events"]}
            if not page["more"]:
                return found
            after = page["next"]

    assert [await told(asker) for asker in (house.doors.partner, house.doors.owner)] == [False, True]
    keys, other = house.doors.org, await house.doors.enrol()
    async with (
        listening_in(house.doors.app, keys.therapist_key) as (theirs, _),
        listening_in(house.doors.app, keys.owner_key) as (owners, _),
    ):
        for subject in (patient_id, other):
            await house.doors.send(event("session.logged", subject, {}))
        await alerted(house.engine, house.doors.context)
        heard = [(await ear.next()).data["patient_id"] for ear in (theirs, owners)]
    assert heard == [str(other), str(patient_id)]
