"""What a week of a program would ask: the domain's own slots, refused as saving would be, and nothing stored."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.context import Context
from tests.support.doors import Doors, open_doors
from tests.support.readings import BRIDGE

PREVIEW = "/v1/programs/preview"
BRIDGE_ID = "289fd55b-5744-59d6-beb7-a09c1f5dd883"
CHAIR = "bbc3cf3b-4e0c-5344-9ef4-e126fb70740c"


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


def prescribed(schedule: dict[str, Any], exercise_id: str = BRIDGE_ID, **more: object) -> dict[str, Any]:
    return {**BRIDGE, "exercise_id": exercise_id, "prescription_id": str(uuid4()), "schedule": schedule, **more}


async def preview(doors: Doors, patient_id: UUID, *prescriptions: dict[str, Any], **more: object) -> dict[str, Any]:
    body = {"patient_id": str(patient_id), "prescriptions": prescriptions, **more}
    answer = await doors.therapist.post(PREVIEW, json=body)
    found: dict[str, Any] = answer.json()
    return found


async def head(doors: Doors) -> int:
    found = await doors.context.store.head(doors.org.organisation_id)
    assert found is not None
    return found.pos


async def test_each_kind_of_schedule_asks_in_its_own_way(doors: Doors) -> None:
    patient_id = await doors.enrol()
    before = await head(doors)
    fixed = prescribed({"kind": "fixed", "times_a_day": 2, "weekdays": [1, 4]})
    hourly = prescribed(
        {"kind": "interval", "every_minutes": 60, "start": "09:00", "end": "11:30", "weekdays": [4]}, CHAIR, side="left"
    )
    weekly = prescribed({"kind": "weekly", "times_a_week": 3}, CHAIR, side="right")
    asked = await preview(doors, patient_id, fixed, hourly, weekly)
    # Noon is on Wednesday 4 March 2026: the program would begin on the Thursday.
    assert asked["first_day"] == "2026-03-05"
    assert [(day["day"][8:], day["doses"]) for day in asked["days"]] == [
        ("05", 4),
        ("06", 0),
        ("07", 0),
        ("08", 0),
        ("09", 2),
        ("10", 0),
        ("11", 0),
    ]
    expected = asked["days"][0]["expected"]
    assert [(each["work"]["prescription_id"], each["doses"], each["times"]) for each in expected] == [
        (fixed["prescription_id"], 2, []),
        (hourly["prescription_id"], 2, ["2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z"]),
    ]
    assert [(each["work"]["side"], each["times_a_week"], each["most_a_day"]) for each in asked["weekly"]] == [
        ("right", 3, 1)
    ]
    assert (asked["as_needed"], asked["changes"], asked["version"]) == ([], True, 0)
    assert await head(doors) == before


async def test_what_is_done_as_needed_stands_apart_and_expects_nothing(doors: Doors) -> None:
    asked = await preview(doors, await doors.enrol(), prescribed({"kind": "symptom"}))
    assert [each["here"] for each in asked["as_needed"]] == [True]
    assert {day["doses"] for day in asked["days"]} == {0}


async def test_other_running_programs_are_counted_in_and_told_apart(doors: Doors) -> None:
    patient_id = await doors.enrol()
    running = await doors.does("assign-program", patient_id, prescriptions=[prescribed({"kind": "fixed"})])
    asked = await preview(doors, patient_id, prescribed({"kind": "fixed", "times_a_day": 2}, CHAIR, side="left"))
    assert {day["doses"] for day in asked["days"]} == {3}
    works = [each["work"] for each in asked["days"][0]["expected"]]
    assert [(work["here"], work["program_id"] == running["id"]) for work in works] == [(False, True), (True, False)]
    assert asked["version"] == 1


async def test_a_revision_is_shown_from_the_day_on_which_it_would_count(doors: Doors) -> None:
    patient_id, daily = await doors.enrol(), prescribed({"kind": "fixed", "times_a_day": 3})
    running = await doors.does("assign-program", patient_id, prescriptions=[daily])
    rarer = {**daily, "prescription_id": str(uuid4()), "schedule": {"kind": "fixed", "times_a_day": 1}}
    asked = await preview(doors, patient_id, rarer, program_id=running["id"], effective="2026-03-08")
    assert (asked["first_day"], {day["doses"] for day in asked["days"]}) == ("2026-03-08", {1})
    unchanged = await preview(doors, patient_id, daily, program_id=running["id"])
    assert (unchanged["changes"], {day["doses"] for day in unchanged["days"]}) == (False, {3})


async def test_it_is_refused_as_saving_would_be(doors: Doors) -> None:
    patient_id, daily = await doors.enrol(), prescribed({"kind": "fixed"})
    await doors.does("assign-program", patient_id, prescriptions=[daily])
    twice = await preview(doors, patient_id, {**daily, "prescription_id": str(uuid4())})
    assert twice["code"] == "already_prescribed"
    past = await preview(doors, patient_id, prescribed({"kind": "fixed"}, CHAIR), effective="2026-03-01")
    assert past["code"] == "in_the_past"
    nowhere = await preview(doors, patient_id, daily, program_id=str(uuid4()))
    assert nowhere["code"] == "unknown_program"


async def test_a_patient_out_of_reach_is_nobody(doors: Doors) -> None:
    there, daily = await doors.enrol(clinic=1), prescribed({"kind": "fixed"})
    assert (await preview(doors, there, daily))["code"] == "unknown_patient"
    assert (await preview(doors, uuid4(), daily))["code"] == "unknown_patient"
