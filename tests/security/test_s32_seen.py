"""S32: no answer with a patient's data leaves without one entry of the audit, whichever address is asked.

The requests are made from the written list of operations, so a new address is tried by itself.
"""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from services.http.cloud_events import BATCH
from services.http.operation import Operation
from services.http.operations import OPERATIONS
from tests.support.audited import noting
from tests.support.database import Database
from tests.support.doors import event
from tests.support.live import listening_in
from tests.support.readings import PAIN
from tests.support.two_houses import House, open_house

NOT_MET = {
    "oneErasure": "nobody of the house was erased; S33 reads a certificate",
    "erasurePage": "as above",
    "recordFile": "nobody puts it together in the house; the exports' own tests fetch it",
    "organisationPart": "as above",
    "oneWebhook": "it names no patient",
    "listDeliveries": "no webhook stands in the house; the webhooks' own tests read it",
    "readEvents": "a disclosure of events, told by the feed's own tests",
    "exercisePhoto": "the house has none, and it shows no patient; the photos' own tests fetch it",
    "exerciseFilm": "as above",
    "thisSignIn": "only a browser has one, and it names nobody else",
    "myAccess": "as above",
    "signInWays": "asked before anybody is known; it names providers, and nobody",
    "signInByProvider": "it sends a browser away, and names nobody",
    "backFromProvider": "as above",
}
"""What the house cannot be asked for, and why no patient's data is in it."""

READS = [one for one in OPERATIONS if one.method == "GET" and one.run is not None and one.name not in NOT_MET]
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.mark.parametrize("operation", READS, ids=[one.name for one in READS])
async def test_whoever_is_in_an_answer_is_in_its_entry(house: House, operation: Operation) -> None:
    """Each of the organisation's patients whose id or data is given, and nobody else; a list is one entry."""
    doors, org_id = house.ours, house.ours.org.organisation_id
    people = {house.here["patient_id"], house.beside["patient_id"]}
    own = {"patient_id": house.here["patient_id"]} if "{patient_id}" in operation.path else {}
    async with noting(doors.context, org_id) as lines:
        answer = await doors.owner.get(operation.path.format(**house.here))
    assert answer.status_code == 200, answer.text
    if operation.name == "listAudit":  # names ids, and nobody's data
        assert [(line.kind, line.operation, line.patients) for line in lines] == [("read", "listAudit", set())]
        return
    given = people & ({*ID.findall(answer.text)} | set(own.values()))
    kind = "disclosed" if operation.name == "exportPatient" else "read"
    actor = f"staff:{doors.org.owner_id}"
    told = [(line.kind, line.actor, line.operation, line.patients, line.count) for line in lines]
    assert told == ([(kind, actor, operation.name, given, len(given))] if given else [])
    assert all(line.request == answer.headers["carryover-request"] for line in lines)


async def test_the_sweep_meets_patients(house: House) -> None:
    async with noting(house.ours.context, house.ours.org.organisation_id) as lines:
        await house.ours.owner.get("/v1/caseload")
        await house.ours.therapist.get("/v1/caseload")
    both, near = {house.here["patient_id"], house.beside["patient_id"]}, {house.here["patient_id"]}
    rights = ["owner at every clinic", f"therapist at {house.here['clinic_id']}"]
    assert [(line.patients, line.right) for line in lines] == [(both, rights[0]), (near, rights[1])]


async def test_what_a_partner_reads_is_a_disclosure(house: House) -> None:
    async with noting(house.ours.context, house.ours.org.organisation_id) as lines:
        answer = await house.ours.partner.get(f"/v1/patients/{house.here['patient_id']}/adherence")
    assert answer.status_code == 200
    partner = f"partner:{house.ours.org.partner_id}"
    assert [(line.kind, line.actor, line.right, line.patients) for line in lines] == [
        ("disclosed", partner, "scope read", {house.here["patient_id"]})
    ]


async def test_a_refusal_is_noted_with_the_ids_that_were_asked_for(house: House) -> None:
    """Of another organisation, of nobody, and of a clinic out of reach: the answers are alike, the entries are not."""
    stranger, nobody, far = house.elsewhere["patient_id"], str(uuid4()), house.beside["patient_id"]
    async with noting(house.ours.context, house.ours.org.organisation_id) as lines:
        for patient_id in (stranger, nobody, far, "ext:Anna Berg"):
            assert (await house.ours.therapist.get(f"/v1/patients/{patient_id}")).status_code == 404
        await house.ours.therapist.post("/v1/commands/assign-therapist", json={"patient_id": stranger})
        await house.ours.therapist.post("/v1/commands/invite-staff", json={})
    told = [(line.kind, line.operation, line.patients, line.detail["code"], line.detail["ids"]) for line in lines]
    assert told[:4] == [
        ("refused", "onePatient", set(), "unknown_patient", [stranger]),
        ("refused", "onePatient", set(), "unknown_patient", [nobody]),
        ("refused", "onePatient", {far}, "unknown_patient", [far]),
        ("refused", "onePatient", set(), "unknown_patient", []),  # what is no id may be a name
    ]
    assert told[4:] == [("refused", "inviteStaff", set(), "forbidden", [])]


async def test_events_about_nobody_leave_one_entry_a_request(house: House) -> None:
    doors, strangers = house.ours, [str(uuid4()) for _ in range(60)]
    items = [event("symptom.reported", who, PAIN) for who in (*strangers, house.here["patient_id"])]
    async with noting(doors.context, doors.org.organisation_id) as lines:
        answer = await doors.partner.post("/v1/events", json=items, headers={"content-type": BATCH})
        stored = await doors.send_one(event("symptom.reported", house.here["patient_id"], PAIN))
    assert (answer.status_code, stored.status_code) == (200, 200)
    [line] = lines
    assert (line.kind, line.operation, line.count) == ("refused", "takeEvents", 60)
    assert line.detail == {"code": "unknown_patient", "ids": strangers[:50]}


async def test_a_command_is_noted_with_its_place_in_the_log(house: House) -> None:
    doors, patient_id = house.ours, house.here["patient_id"]
    async with noting(doors.context, doors.org.organisation_id) as lines:
        mail = await doors.therapist.post(f"/v1/patients/{patient_id}/messages", json={"text": "Hello Anna"})
        taken = await doors.therapist.post(f"/v1/alerts/{house.here['alert_id']}/acknowledge")
        invited = await doors.owner.post("/v1/commands/invite-staff", json={"role": "assistant"})
    assert [answer.status_code for answer in (mail, taken, invited)] == [200] * 3
    given = [line for line in lines if "command" in line.detail]  # an invitation is noted besides
    told = [(line.kind, line.patients, line.detail["command"], line.detail["position"]) for line in given]
    assert told == [
        ("changed", {patient_id}, "SendMessage", mail.json()["position"]),
        ("changed", {patient_id}, "AcknowledgeAlert", taken.json()["position"]),
        ("granted", set(), "InviteStaff", invited.json()["position"]),
    ]
    assert given[2].detail["about"] == invited.json()["id"]
    assert "Anna" not in str(lines)


async def test_what_cannot_be_noted_is_not_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError

    context, patient_id = house.ours.context, house.here["patient_id"]
    with monkeypatch.context() as patched:
        patched.setattr(context.audit, "_pool", type("Away", (), {"execute": away})())
        answers = [await house.ours.owner.get(f"/v1/patients/{who}") for who in (patient_id, uuid4())]
        said = await house.ours.therapist.post(f"/v1/patients/{patient_id}/messages", json={"text": "Hello"})
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(503, "busy")] * 2
    assert said.status_code == 200  # it stands in the log


async def test_a_live_stream_is_noted_when_it_opens_and_before_it_first_tells_of_somebody(house: House) -> None:
    doors, patient_id = house.ours, house.here["patient_id"]
    async with (
        noting(doors.context, doors.org.organisation_id) as lines,
        listening_in(doors.app, doors.org.therapist_key) as (ear, answer),
    ):
        for _ in range(2):
            await doors.send(event("session.logged", patient_id, {}))
            await house.folded()
            assert (await ear.next()).data["patient_id"] == patient_id
    told = [(line.kind, line.operation, line.patients, line.request) for line in lines]
    request = answer.headers["carryover-request"]
    assert told == [("read", "liveStream", set(), request), ("read", "liveStream", {patient_id}, request)]
