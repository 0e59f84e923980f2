"""A patient and a carer come in by a code of their own, see and report what is theirs, and go out."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.support.coming_in import comes_in, enters, gives, my_cookie, sends
from tests.support.database import Database
from tests.support.doors import event
from tests.support.signing_in import House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


async def test_a_patient_comes_in_by_the_code_that_staff_gave(house: House) -> None:
    patient_id = await house.doors.enrol()
    given = await gives(house, patient_id)
    async with house.browser() as browser:
        answer = await enters(browser, given)
        assert (answer.status_code, answer.json()["bearer"]) == (200, "patient")
        mine = (await browser.get("/v1/my")).json()
        assert (mine["patient_id"], mine["bearer"], mine["csrf"]) == (str(patient_id), "patient", browser.csrf)
        assert (await browser.get(f"/v1/patients/{patient_id}/program/today")).status_code == 200


@pytest.mark.parametrize("bearer", ["patient", "carer"])
async def test_whoever_reports_is_told_by_the_way_in_and_by_nothing_that_is_said(house: House, bearer: str) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        given = await comes_in(house, browser, patient_id, bearer)
        for provenance in ("clinician", "sensed"):
            felt = {"region": "knee", "level": 5, "provenance": provenance}
            answer = await sends(browser, event("symptom.reported", patient_id, felt))
            assert (answer.status_code, answer.json()["status"]) == (200, "stored")
    stored = (await house.context.store.by_subject(house.org_id, patient_id, 0, 50))[-2:]
    signature = f"patient:{patient_id}" if bearer == "patient" else f"carer:{given['id']}"
    assert [(one.type, one.actor, json.loads(one.data)["provenance"]) for one in stored] == [
        ("symptom.reported", signature, bearer)
    ] * 2


async def test_who_leaves_is_out(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        await comes_in(house, browser, patient_id)
        assert (await browser.post("/v1/my/leave")).json() == {"left": True}
        assert my_cookie(browser) == ""
        assert (await browser.get("/v1/my")).status_code == 401


async def test_a_patient_says_in_which_language_she_is_spoken_to_and_when_she_is_reminded(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        await comes_in(house, browser, patient_id)
        before = (await browser.get("/v1/my")).json()
        wanted = {"language": "fr", "reminders": True, "quiet_from": "18:30", "quiet_until": None}
        answer = await browser.send("PUT", "/v1/my/preferences", wanted)
        assert (answer.status_code, answer.json()) == (200, wanted)
        after = (await browser.get("/v1/my")).json()
        assert (before["preferences"]["language"], before["preferences"]["reminders"]) == ("en", False)
        assert (after["preferences"], after["language"]) == (wanted, "fr")
        refused = await browser.send("PUT", "/v1/my/preferences", {**wanted, "reminders": False, "quiet_from": "21:00"})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_quiet_hours")
        assert (await browser.get("/v1/my")).json()["preferences"] == wanted
        await browser.send("PUT", "/v1/my/preferences", {**wanted, "reminders": False, "quiet_from": None})
    stored = await house.context.store.load(house.org_id, [patient_id])
    assert [one.type.removeprefix("patient.") for one in stored][2:] == [
        *("quiet_hours_set", "contact_preferences_set", "consent_recorded"),
        *("quiet_hours_set", "consent_withdrawn"),
    ]


async def test_which_pain_is_too_much_is_told_by_the_clinics_thresholds_and_by_the_patients_own(house: House) -> None:
    ordinary, own = await house.doors.enrol(), await house.doors.enrol()
    policy = {"clinic_id": str(house.doors.org.clinic_ids[0]), "policy": {"over_the_band": 4}}
    assert (await house.doors.owner.post("/v1/commands/set-clinic-policy", json=policy)).status_code == 200
    await house.doors.does("set-patient-policy", own, policy={"over_the_band": 3.5})
    told = []
    for patient_id in (ordinary, own):
        async with house.browser() as browser:
            await comes_in(house, browser, patient_id)
            told.append((await browser.get("/v1/my")).json()["over_the_band"])
    assert told == [4, 3.5]


async def test_a_carer_changes_nothing_of_that_and_is_told_nothing_of_it(house: House) -> None:
    async with house.browser() as browser:
        await comes_in(house, browser, await house.doors.enrol(), "carer")
        assert (await browser.get("/v1/my")).json()["preferences"] is None
        answer = await browser.send("PUT", "/v1/my/preferences", {"language": "fr", "reminders": True})
        assert answer.status_code == 403


async def test_staff_see_the_ways_in_their_devices_and_what_a_carer_is_called(house: House) -> None:
    patient_id = await house.doors.enrol()
    await gives(house, patient_id)
    carers = await gives(house, patient_id, "carer", days=30, private={"label": "Her daughter"})
    async with house.browser() as browser:
        await browser.post("/v1/my/enter", {"code": carers["access_code"]["code"]}, user_agent="A telephone")
    found = (await house.doors.therapist.get(f"/v1/patients/{patient_id}/access")).json()["accesses"]
    told = [(each["bearer"], each["label"], each["open"], [one["agent"] for one in each["devices"]]) for each in found]
    assert told == [("carer", "Her daughter", True, ["A telephone"]), ("patient", None, True, [])]
    assert found[0]["code_until"] == carers["access_code"]["ends_at"]
    ended = {"patient_id": str(patient_id), "access_id": carers["id"]}
    await house.doors.owner.post("/v1/commands/end-patient-access", json=ended)
    again = (await house.doors.therapist.get(f"/v1/patients/{patient_id}/access")).json()["accesses"][0]
    assert (again["open"], again["code_until"], again["devices"]) == (False, None, [])


async def test_partners_are_told_nothing_of_who_else_reports_and_staff_are(house: House) -> None:
    patient_id = await house.doors.enrol()
    await gives(house, patient_id)
    kinds = {
        name: {event["type"] for event in (await asker.get("/v1/events?limit=500")).json()["events"]}
        for name, asker in (("partner", house.doors.partner), ("staff", house.doors.owner))
    }
    given = "org.carryover.patient.access_given"
    assert (given in kinds["partner"], given in kinds["staff"]) == (False, True)


async def test_two_hundred_things_that_waited_are_sent_in_one_batch_once(house: House) -> None:
    patient_id = await house.doors.enrol()
    items = [event("barrier.reported", patient_id, {"reason": "no_time"}) for _ in range(200)]
    async with house.browser() as browser:
        await comes_in(house, browser, patient_id)
        statuses = [[each["status"] for each in (await sends(browser, *items)).json()["outcomes"]] for _ in range(2)]
    assert statuses == [["stored"] * 200, ["duplicate"] * 200]
