"""The figures beside each patient of the day are those of the patient's own reads; what is new came since last time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.database import Database
from tests.support.readings import BRIDGE, PAIN, read
from tests.support.times import NOON
from tests.support.todays_house import HIGH, House, opened_house, texts


@pytest.fixture
async def house(template: Database) -> AsyncIterator[House]:
    async with opened_house(template) as house:
        yield house


async def test_the_numbers_are_those_of_the_patients_own_reads(house: House) -> None:
    doors, org = house.doors, house.doors.org
    body = {"clinic_id": str(org.clinic_ids[0]), "zone": "Pacific/Auckland"}
    patient_id = UUID((await doors.owner.post("/v1/commands/enrol-patient", json=body)).json()["id"])
    program = [
        {**BRIDGE, "prescription_id": str(uuid4())},
        {**BRIDGE, "prescription_id": str(uuid4()), "side": "left", "schedule": {"kind": "weekly", "times_a_week": 3}},
    ]
    house.clock.instant = NOON - timedelta(days=20)
    await doors.does("assign-program", patient_id, prescriptions=program[:1])
    house.clock.instant = NOON
    for day, sets, level in ((1, 3, 2), (2, 1, 3.5), (3, 3, 6)):
        entry = {"exercise_id": BRIDGE["exercise_id"], "sets": sets}
        await house.happens("session.logged", patient_id, {"entries": [entry]}, time=f"2026-03-0{day}T12:30:00Z")
        pain = {**PAIN, "level": level}
        await house.happens("symptom.reported", patient_id, pain, time=f"2026-03-0{day}T12:30:00Z")
    line = await house.line(patient_id)
    path = f"/v1/patients/{patient_id}"
    own = await read(doors.therapist, f"{path}/adherence", explain="true")
    seven = next(one for one in own["adherence"]["ranges"] if one["range_days"] == 7)
    assert {key: line["last_7_days"][key] for key in ("first", "last", "days", "doses")} == {
        key: seven[key] for key in ("first", "last", "days", "doses")
    }
    assert [day["day"] for day in line["days"]] == [f"2026-02-{day}" for day in range(19, 29)] + [
        f"2026-03-0{day}" for day in range(1, 5)
    ]
    assert line["today"]["day"] == own["adherence"]["today"]["day"] == "2026-03-05"
    explained = {day["day"]: day["slots"] for day in own["explained"]["days"]}
    for day in line["days"]:
        slots = explained.get(day["day"], [])
        assert day["expected"] == sum(slot["expected"] for slot in slots), day
        assert [day["done"]] == [slot["done"] for slot in slots], day
    assert [(day["day"], day["done"], day["state"]) for day in line["days"][-4:]] == [
        ("2026-03-01", "0", "missed"),
        ("2026-03-02", "1", "done"),
        ("2026-03-03", "1/3", "part"),
        ("2026-03-04", "1", "done"),
    ]
    series = (await read(doors.therapist, f"{path}/symptoms"))["symptoms"]
    assert line["pain"]["points"] == [
        {"day": "2026-03-02", "level": 2},
        {"day": "2026-03-03", "level": 3.5},
        {"day": "2026-03-04", "level": 6},
    ]
    assert len(series) == line["pain"]["reports"] == 3
    assert (line["pain"]["region"], line["pain"]["side"], line["pain"]["latest"]) == ("knee", "left", 6)


async def test_what_is_new_came_since_the_visit_before(house: House) -> None:
    (patient_id,) = await house.enrol(1)
    await house.happens("session.logged", patient_id, {})

    async def looks() -> Any:
        position = (await house.today())["as_of"]["position"]
        answer = await house.doors.therapist.post("/v1/today/looked", json={"position": position})
        assert answer.status_code == 200, answer.text
        return answer.json()["looked"]

    async def news() -> dict[str, int]:
        found: dict[str, int] = (await house.line(patient_id))["news"]
        return found

    assert (await house.today())["looked"] is None
    assert (await looks(), await news()) == (None, {})
    first = house.clock.instant
    house.clock.instant += timedelta(hours=3)
    await house.happens("session.logged", patient_id, {})
    await house.happens("symptom.reported", patient_id, HIGH)
    await house.doors.does("schedule-visit", patient_id, starts_at="2026-03-09T15:00:00Z", minutes=30)
    new = {"sessions": 1, "symptoms": 1, "alerts": 1}  # and no visit: who asks scheduled it herself
    assert await news() == new
    looked = await looks()
    assert (looked["at"], await news()) == (first.isoformat().replace("+00:00", "Z"), new)
    house.clock.instant += timedelta(minutes=29)
    assert (await looks(), await news()) == (looked, new)
    house.clock.instant += timedelta(minutes=30)
    assert await news() == {}
    assert await house.order(house.doors.owner) == texts(patient_id)
    assert (await house.today(house.doors.owner))["looked"] is None
    for position, status in (("soon", 400), ("f" * 32, 400)):
        answer = await house.doors.therapist.post("/v1/today/looked", json={"position": position})
        assert answer.status_code == status
