"""S1: What a partner's key opens: the patients of its clinics, under its own names, for what its scopes say."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from projections.runner import run_once
from tests.support.database import Database
from tests.support.doors import client, event
from tests.support.two_houses import PAIN, PROGRAM, House, open_house


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.mark.parametrize("kind", ["session.logged", "symptom.reported", "patient.enrolled", "program.assigned"])
async def test_an_event_about_somebody_elses_patient_is_answered_like_one_about_nobody(house: House, kind: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "session.logged": {"note": "Who?"},
        "symptom.reported": PAIN,
        "patient.enrolled": {"clinic_id": house.elsewhere["clinic_id"], "zone": "Europe/Berlin"},
        "program.assigned": PROGRAM,
    }
    before = await house.heads()
    subjects = (house.elsewhere["patient_id"], str(uuid4()))
    foreign, absent = [await house.ours.send_one(event(kind, subject, bodies[kind])) for subject in subjects]
    assert [{**answer.json(), "instance": ""} for answer in (foreign, absent)] == [
        {**absent.json(), "instance": ""},
    ] * 2
    assert foreign.status_code == absent.status_code == 404
    assert await house.heads() == before


async def test_a_partner_of_one_clinic_meets_no_other(house: House) -> None:
    body = {"name": "Small", "scopes": ["reports", "enrolment", "programs", "read"]}
    clinics = [house.here["clinic_id"]]
    made = await house.ours.owner.post("/v1/commands/register-partner", json={**body, "clinics": clinics})
    async with client(house.ours.app, made.json()["api_key"]) as small:
        assert (await small.get(f"/v1/patients/{house.here['patient_id']}/adherence")).status_code == 200
        for patient_id in (house.beside["patient_id"], house.elsewhere["patient_id"], str(uuid4())):
            read = await small.get(f"/v1/patients/{patient_id}/adherence")
            sent = await small.post(
                "/v1/events",
                json=event("session.logged", patient_id, {}),
                headers={"content-type": "application/cloudevents+json"},
            )
            assert (read.status_code, sent.status_code) == (404, 404)


async def test_a_partners_own_name_for_a_patient_means_nothing_to_another_partner(house: House) -> None:
    person = {"clinic_id": house.here["clinic_id"], "zone": "Europe/Berlin"}
    assert (await house.ours.send_one(event("patient.enrolled", "ext:mine", person))).status_code == 200
    report = event("session.logged", "ext:mine", {})
    made = await house.ours.owner.post(
        "/v1/commands/register-partner", json={"name": "Second", "scopes": ["reports", "read"]}
    )
    headers = {"content-type": "application/cloudevents+json"}
    async with client(house.ours.app, made.json()["api_key"]) as second:
        for asker in (second, house.theirs.partner):
            assert (await asker.post("/v1/events", json=report, headers=headers)).status_code == 404
            assert (await asker.get("/v1/patients/ext:mine/adherence")).status_code == 404
    assert (await house.ours.owner.get("/v1/patients/ext:mine/adherence")).status_code == 404  # staff have our ids


async def test_the_ids_of_events_of_another_organisation_are_free(house: House) -> None:
    """The same source and id in two organisations are two events."""
    ours = event("session.logged", house.here["patient_id"], {})
    theirs = {**ours, "subject": house.elsewhere["patient_id"]}
    assert (await house.theirs.send_one(theirs)).json()["status"] == "stored"
    assert (await house.ours.send_one(ours)).json()["status"] == "stored"


async def test_a_position_or_a_page_of_another_organisation_opens_nothing(house: House) -> None:
    for number in range(2):
        await house.theirs.enrol(number)
    while await run_once(house.engine):
        pass
    page = (await house.theirs.owner.get("/v1/caseload", params={"limit": 1})).json()
    path = f"/v1/patients/{house.here['patient_id']}/adherence"
    position = await house.ours.owner.get(path, params={"at_least": page["as_of"]["position"]})
    assert (position.status_code, position.json()["code"]) == (410, "cursor_from_lost_log")
    turned = await house.ours.owner.get("/v1/caseload", params={"cursor": page["next_cursor"]})
    assert (turned.status_code, turned.json()["code"]) == (400, "bad_cursor")


SCOPED = {
    "reports": "session.logged",
    "enrolment": "patient.enrolled",
    "programs": "program.assigned",
}


@pytest.mark.parametrize("scope", [*SCOPED, "read"])
async def test_a_key_opens_what_its_scope_says_and_nothing_else(house: House, scope: str) -> None:
    made = await house.ours.owner.post("/v1/commands/register-partner", json={"name": scope, "scopes": [scope]})
    headers = {"content-type": "application/cloudevents-batch+json"}
    person = {"clinic_id": house.here["clinic_id"], "zone": "Europe/Berlin"}
    batch = [
        event("patient.enrolled", str(uuid4()), person),
        event("session.logged", house.here["patient_id"], {}),
        event("program.assigned", str(await house.ours.enrol()), PROGRAM),
    ]
    async with client(house.ours.app, made.json()["api_key"]) as partner:
        sent = (await partner.post("/v1/events", json=batch, headers=headers)).json()["outcomes"]
        reads = [
            (await partner.get(f"/v1/patients/{house.here['patient_id']}/{part}")).status_code
            for part in ("adherence", "symptoms", "program/today")
        ]
        lists = [(await partner.get(path)).status_code for path in ("/v1/caseload", "/v1/alerts")]
    taken = {
        item["type"].removeprefix("org.carryover."): outcome.get("code", outcome["status"])
        for item, outcome in zip(batch, sent, strict=True)
    }
    assert taken == {kind: "stored" if SCOPED.get(scope) == kind else "forbidden" for kind in SCOPED.values()}
    assert reads == [200 if scope == "read" else 403] * 3
    assert lists == [403, 403]
