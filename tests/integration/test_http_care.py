"""What is told of how a patient is cared for, and of what kept them from the work, in their words."""

from collections.abc import AsyncIterator

import pytest

from eventstore.walls import Pool
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_the_care_of_a_patient_is_told_as_it_was_decided_last(doors: Doors) -> None:
    patient_id = await doors.enrol()
    before = await read(doors.therapist, f"/v1/patients/{patient_id}/care")
    assert before == {
        "patient_id": str(patient_id),
        "clinic_id": str(doors.org.clinic_ids[0]),
        "therapist_id": None,
        "language": "en",
        "channels": [],
        "zones": [{"since": before["zones"][0]["since"], "zone": "Europe/Berlin"}],
        "consents": [],
        "own_policy": None,
        "holds": [],
        "discharged_last_day": None,
        "discharged_because": None,
        "restricted_because": None,
        "version": 1,
    }
    await doors.does("record-consent", patient_id, purpose="reminders", text_version="2026-01")
    await doors.does("set-contact-preferences", patient_id, channels=["sms"], language="de")
    await doors.does("set-patient-policy", patient_id, policy={"high_pain": 8.5}, until="2026-04-30")
    await doors.does("set-patient-zone", patient_id, zone="America/New_York", since="2026-03-01T00:00:00Z")
    await doors.does("report-red-flag", patient_id, signs=["chest_pain"], occurred_at="2026-03-04T11:00:00Z")
    answer = await doors.therapist.get(f"/v1/patients/{patient_id}/care")
    assert answer.headers["etag"] == '"6"'
    after = answer.json()
    assert {key: value for key, value in after.items() if value != before[key]} == {
        "language": "de",
        "channels": ["sms"],
        "zones": [*before["zones"], {"since": "2026-03-01T00:00:00Z", "zone": "America/New_York"}],
        "consents": [{"purpose": "reminders", "text_version": "2026-01"}],
        "own_policy": {"policy": {"high_pain": 8.5}, "version": 1, "until": "2026-04-30"},
        "holds": [{"first_day": after["holds"][0]["first_day"], "last_day": None}],
        "version": 6,
    }


async def test_barriers_are_told_newest_first_in_the_patients_words_and_without_what_was_taken_back(
    doors: Doors, engine_pool: Pool
) -> None:
    patient_id = await doors.enrol()
    hurts = {"reason": "hurts", "exercise_id": BRIDGE["exercise_id"], "side": "left", "note": "A sharp <pull>."}
    forgot = event("barrier.reported", patient_id, {"reason": "forgot"}, time="2026-03-01T11:00:00Z")
    await doors.send(
        event("barrier.reported", patient_id, hurts, time="2026-03-02T11:00:00Z"),
        event("barrier.reported", patient_id, {"reason": "no_time"}, time="2026-03-03T11:00:00Z"),
        forgot,
        event("barrier.retracted", patient_id, {"report": forgot["id"]}),
    )
    await folded(engine_pool)
    for_staff = (await read(doors.therapist, f"/v1/patients/{patient_id}/barriers"))["barriers"]
    for_partner = (await read(doors.partner, f"/v1/patients/{patient_id}/barriers"))["barriers"]
    assert [(line["reason"], line["words"]) for line in for_staff] == [("no_time", None), ("hurts", "A sharp <pull>.")]
    assert for_partner == [{**line, "words": None} for line in for_staff]
    assert for_staff[1] == {
        "barrier_id": for_staff[1]["barrier_id"],
        "at": "2026-03-02T11:00:00Z",
        "reason": "hurts",
        "exercise_id": BRIDGE["exercise_id"],
        "side": "left",
        "provenance": "patient",
        "words": "A sharp <pull>.",
    }
