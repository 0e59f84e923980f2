"""What an alert rests on: its events as they were recorded, the thresholds of the versions that it names, and whose."""

from collections.abc import AsyncIterator

import pytest
from msgspec import Struct

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from tests.support.database import Database, copied
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import PAIN, alerted, read
from tests.support.times import NOON


class House(Struct):
    doors: Doors
    engine: Pool

    async def alerted(self) -> None:
        await alerted(self.engine, self.doors.context)


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with (
        copied(template) as database,
        open_context(database.settings, clock=SetClock(NOON)) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as doors,
    ):
        yield House(doors, engine)


async def test_the_events_and_the_thresholds_that_it_was_raised_on(house: House) -> None:
    doors = house.doors
    clinic_id, patient_id = str(doors.org.clinic_ids[0]), await doors.enrol()
    policy = {"clinic_id": clinic_id, "policy": {"high_pain": 6, "low_percent": 40}}
    assert (await doors.owner.post("/v1/commands/set-clinic-policy", json=policy)).status_code == 200
    await doors.does("set-patient-policy", patient_id, policy={"high_pain": 6.5})
    first, second = (event("symptom.reported", patient_id, {**PAIN, "level": level}) for level in (6.5, 9))
    await doors.send(first)
    await house.alerted()
    later = {"clinic_id": clinic_id, "policy": {"high_pain": 9}}
    assert (await doors.owner.post("/v1/commands/set-clinic-policy", json=later)).status_code == 200
    await doors.send(second)
    await house.alerted()
    (alert,) = (await read(doors.therapist, "/v1/alerts", patient=patient_id))["alerts"]
    found = await read(doors.therapist, f"/v1/alerts/{alert['alert_id']}/facts")
    assert [(fact["type"], fact["data"]["level"], fact["attached"]) for fact in found["facts"]] == [
        ("symptom.reported", 65, False),
        ("symptom.reported", 90, True),
    ]
    assert [fact["event_id"] for fact in found["facts"]] == alert["facts"]
    assert (found["rule"], found["policy_version"], found["patient_policy_version"]) == ("high_pain", 1, 1)
    assert [found["thresholds"][name] for name in ("high_pain", "low_percent", "low_days")] == [6.5, 40, 7]


async def test_the_list_names_the_patients_and_tells_grades_and_rules_apart(house: House) -> None:
    doors, near, hidden = house.doors, await house.doors.enrol(), await house.doors.enrol()
    for patient_id, name in ((near, "Ada Example"), (hidden, "Bo Example")):
        await doors.does("set-contact-preferences", patient_id, language="en", channels=[], private={"name": name})
        await doors.send(event("redflag.reported", patient_id, {"signs": ["chest_pain"]}))
    await doors.send(event("barrier.reported", near, {"reason": "hurts"}))
    await house.alerted()
    body = {"patient_id": str(hidden), "reason": "disputed"}
    assert (await doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
    await house.alerted()
    found = await read(doors.therapist, "/v1/alerts", reason="red_flag")
    assert {one["patient_id"] for one in found["alerts"]} == {str(near), str(hidden)}
    assert found["names"] == {str(near): "Ada Example"}  # a red flag of a restricted record is told without a name
    rules = [one["rule"] for one in (await read(doors.therapist, "/v1/alerts", grade="high"))["alerts"]]
    assert rules == ["hurts"]


async def test_of_a_patient_out_of_reach_it_is_unknown(house: House) -> None:
    doors, far = house.doors, await house.doors.enrol(1)
    await doors.send(event("barrier.reported", far, {"reason": "hurts"}))
    await house.alerted()
    (alert,) = (await read(doors.owner, "/v1/alerts", patient=far))["alerts"]
    for alert_id in (alert["alert_id"], str(far)):
        answer = await doors.therapist.get(f"/v1/alerts/{alert_id}/facts")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_alert")
