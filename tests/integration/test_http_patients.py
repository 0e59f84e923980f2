"""What may be asked about one patient: symptoms, who it is, adherence, the work of today."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from eventstore.cursor import decode_cursor
from eventstore.walls import Pool, walled
from projections.places import FIRST_BUILD, Place, open_places, park
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_symptoms_are_told_in_points_and_as_fresh_as_asked(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    (sent,) = await doors.send(event("symptom.reported", patient_id, PAIN))
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}/symptoms"
    for asker in (doors.therapist, doors.partner):
        answer = await read(asker, path, at_least=sent["position"])
        noon = "2026-03-04T12:00:00Z"
        assert answer["as_of"] == {"position": sent["position"], "at": noon, "lag_events": 0, "stale": False}
        (found,) = answer["symptoms"]
        assert (found["felt"]["level"], found["felt"]["region"]) == (7.5, "knee")
    early = await read(doors.owner, path, to="2026-03-04T11:00:00Z")
    other = await read(doors.owner, path, region="hip", **{"from": "2026-03-01T00:00:00Z"})
    assert (early["symptoms"], other["symptoms"]) == ([], [])


async def test_the_ends_of_the_calendar_may_be_asked_for(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await doors.send(event("symptom.reported", patient_id, PAIN))
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}/symptoms"
    first, last = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"
    assert len((await read(doors.owner, path, to=last, **{"from": first}))["symptoms"]) == 1
    assert (await read(doors.owner, path, to=first))["symptoms"] == []


async def test_staff_see_who_the_patient_is_and_a_partner_does_not(doors: Doors, engine_pool: Pool) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    body = {"clinic_id": clinic_id, "zone": "UTC", "language": "de", "private": {"name": "Ada", "phone": "17"}}
    patient_id = (await doors.owner.post("/v1/commands/enrol-patient", json=body)).json()["id"]
    contact = {"patient_id": patient_id, "channels": ["sms"], "language": "fr", "private": {"phone": "18"}}
    done = await doors.owner.post("/v1/commands/set-contact-preferences", json=contact)
    unnamed = await doors.enrol()
    await folded(engine_pool)
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}", at_least=done.json()["position"])
    assert answer == {
        "as_of": answer["as_of"],
        "patient": {
            "patient_id": patient_id,
            "clinic_id": clinic_id,
            "therapist_id": None,
            "status": "active",
            "enrolled_at": "2026-03-04T12:00:00Z",
            "discharged_last_day": None,
            "language": "fr",
            "last_session_at": None,
            "last_symptom": None,
            "last_barrier": None,
        },
        "person": {"name": "Ada", "phone": "18"},
        "set_aside": [],
        "version": 2,
    }
    assert not answer["as_of"]["stale"]
    assert (await read(doors.therapist, f"/v1/patients/{unnamed}"))["person"] is None
    lines = (await read(doors.therapist, "/v1/caseload"))["patients"]
    assert {line["patient"]["patient_id"]: line["name"] for line in lines} == {patient_id: "Ada", str(unnamed): None}
    refused = await doors.partner.get(f"/v1/patients/{patient_id}")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_nobody_has_met_a_patient_who_was_enrolled_this_moment(doors: Doors) -> None:
    patient_id = await doors.enrol()
    answer = await read(doors.therapist, f"/v1/patients/{patient_id}")
    assert (answer["patient"], answer["person"], answer["as_of"]["stale"]) == (None, None, True)


async def test_answers_about_a_patient_say_from_where_on_events_are_missing(doors: Doors, engine_pool: Pool) -> None:
    patient_id, other = await doors.enrol(), await doors.enrol()
    (first,) = await doors.send(event("symptom.reported", patient_id, PAIN))
    (second,) = await doors.send(event("symptom.reported", patient_id, PAIN))
    await folded(engine_pool)
    org_id = doors.org.organisation_id
    async with engine_pool.acquire() as db, db.transaction():
        await walled(db, [org_id])
        for reader, sent in (("symptoms", first), ("course", second), ("adherence", first), ("alerting", second)):
            place = Place(org_id, reader, FIRST_BUILD, 1)
            await open_places(db, [place])
            await park(db, place, patient_id, decode_cursor(sent["position"])[0], "ValueError: cannot digest this")
    path = f"/v1/patients/{patient_id}"
    assert {
        part: (await read(doors.therapist, f"{path}/{part}"))["incomplete_from"]
        for part in ("symptoms", "adherence", "program/today")
    } == {"symptoms": first["position"], "adherence": first["position"], "program/today": first["position"]}
    assert (await read(doors.therapist, "/v1/alerts", patient=patient_id))["incomplete_from"] == second["position"]
    everybodys = await read(doors.therapist, "/v1/alerts")
    assert (everybodys["incomplete_from"], everybodys["incomplete_of"]) == (None, [str(patient_id)])
    assert (await read(doors.therapist, "/v1/alerts", patient=other))["incomplete_of"] == []
    assert (await read(doors.therapist, "/v1/alerts", therapist=doors.org.organisation_id))["incomplete_of"] == []
    lines = (await read(doors.therapist, "/v1/caseload"))["patients"]
    assert {line["patient"]["patient_id"]: line["incomplete_from"] for line in lines} == {
        str(patient_id): first["position"],
        str(other): None,
    }
    assert (await read(doors.therapist, path))["set_aside"] == [
        {"reader": "adherence", "since": first["position"]},
        {"reader": "alerting", "since": second["position"]},
        {"reader": "course", "since": second["position"]},
        {"reader": "symptoms", "since": first["position"]},
    ]
    assert (await read(doors.therapist, f"/v1/patients/{other}/symptoms"))["incomplete_from"] is None


async def test_adherence_and_today_follow_the_program(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    patient_id = await doors.enrol()
    assert (await doors.send(event("program.assigned", patient_id, {"prescriptions": [BRIDGE]})))[0][
        "status"
    ] == "stored"
    clock.instant += timedelta(days=2)
    for time, sets in (("2026-03-05T10:00:00Z", 3), ("2026-03-06T10:00:00Z", 1)):
        entries = [{"exercise_id": BRIDGE["exercise_id"], "sets": sets}]
        await doors.send(event("session.logged", patient_id, {"entries": entries}, time=time))
    await folded(engine_pool)
    adherence = (await read(doors.therapist, f"/v1/patients/{patient_id}/adherence"))["adherence"]
    assert [(part["range_days"], part["doses"]["done"], part["doses"]["expected"]) for part in adherence["ranges"]] == [
        (7, "1", 1),
        (28, "1", 1),
        (90, "1", 1),
        (None, "1", 1),
    ]
    today = (await read(doors.therapist, f"/v1/patients/{patient_id}/program/today"))["today"]
    assert today["day"] == "2026-03-06"
    assert [(due["expected"], due["left"]) for due in today["due"]] == [(1, "2/3")]
