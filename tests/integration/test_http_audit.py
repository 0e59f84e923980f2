"""The audit as its readers see it: the owner all of it, and those who answer for a patient hers."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from services.context import Context
from tests.support.audited import noting
from tests.support.doors import Doors, open_doors


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def test_the_owner_reads_who_saw_whom_newest_first_and_page_by_page(doors: Doors) -> None:
    anna, ben = await doors.enrol(), await doors.enrol()
    for patient_id in (anna, ben, anna):
        await doors.therapist.get(f"/v1/patients/{patient_id}/program/today")
    by_therapist = {"actor": f"staff:{doors.org.therapist_ids[0]}"}
    first = (await doors.owner.get("/v1/audit", params={**by_therapist, "limit": 2})).json()
    rest = (
        await doors.owner.get("/v1/audit", params={**by_therapist, "limit": 2, "cursor": first["next_cursor"]})
    ).json()
    told = [(entry["operation"], entry["patients"]) for page in (first, rest) for entry in page["entries"]]
    assert told == [("patientToday", [str(who)]) for who in (anna, ben, anna)]
    assert rest["next_cursor"] is None
    of_ben = (await doors.owner.get("/v1/audit", params={"patient": str(ben), "kind": "read"})).json()["entries"]
    assert [entry["operation"] for entry in of_ben] == ["patientToday"]
    assert of_ben[0]["right"] == f"therapist at {doors.org.clinic_ids[0]}"
    assert of_ben[0]["via"].startswith("key:")
    again = (await doors.owner.get("/v1/audit", params={"until": of_ben[0]["at"], "kind": "read"})).json()["entries"]
    assert [entry["patients"] for entry in again] == [[str(anna)]]
    since = {"since": of_ben[0]["at"], "kind": "read", **by_therapist}
    assert len((await doors.owner.get("/v1/audit", params=since)).json()["entries"]) == 2


async def test_reading_the_audit_is_noted(doors: Doors, context: Context) -> None:
    patient_id = await doors.enrol()
    async with noting(context, doors.org.organisation_id) as lines:
        await doors.owner.get("/v1/audit")
        await doors.owner.get("/v1/audit", params={"patient": str(patient_id)})
        await doors.owner.get(f"/v1/patients/{patient_id}/accesses")
    assert [(line.kind, line.operation, line.patients) for line in lines] == [
        ("read", "listAudit", set()),
        ("read", "listAudit", {str(patient_id)}),
        ("read", "patientAccesses", {str(patient_id)}),
    ]


async def test_nobody_but_the_owner_reads_all_of_it(doors: Doors) -> None:
    for asker in (doors.therapist, doors.partner):
        assert (await asker.get("/v1/audit")).json()["code"] == "forbidden"


async def test_a_patients_accesses_are_for_those_who_answer_for_her_and_name_nobody_else(doors: Doors) -> None:
    anna, ben = await doors.enrol(), await doors.enrol()
    await doors.owner.get("/v1/alerts", params={"patient": str(anna)})
    refused = await doors.therapist.get(f"/v1/patients/{anna}/accesses")
    await doors.does("assign-therapist", anna, therapist_id=str(doors.org.therapist_ids[0]))
    told = await doors.therapist.get(f"/v1/patients/{anna}/accesses")
    assert (refused.json()["code"], told.status_code) == ("forbidden", 200)
    kinds = [(entry["kind"], entry["operation"]) for entry in told.json()["entries"]]
    assert kinds[:3] == [("changed", "assignTherapist"), ("read", "listAlerts"), ("changed", "enrolPatient")]
    assert {who for entry in told.json()["entries"] for who in entry["patients"]} == {str(anna)}
    assert str(ben) not in told.text


async def test_a_patient_is_told_to_which_partner_her_data_was_given(doors: Doors) -> None:
    anna = await doors.enrol()
    for path in ("adherence", "symptoms"):
        assert (await doors.partner.get(f"/v1/patients/{anna}/{path}")).status_code == 200
    await doors.therapist.get(f"/v1/patients/{anna}/adherence")  # no disclosure: it stays in the house
    told = (await doors.owner.get(f"/v1/patients/{anna}/disclosures")).json()["disclosures"]
    who = f"partner:{doors.org.partner_id}"
    assert [(one["to"], one["name"], one["what"], one["why"]) for one in told] == [
        (who, "An app", "patientSymptoms", "scope read"),
        (who, "An app", "patientAdherence", "scope read"),
    ]
    assert (await doors.owner.get(f"/v1/patients/{uuid4()}/disclosures")).json()["code"] == "unknown_patient"


async def test_the_audit_is_given_as_csv_too_and_that_is_noted(doors: Doors, context: Context) -> None:
    anna = await doors.enrol()
    await doors.therapist.get(f"/v1/patients/{anna}/program/today")
    async with noting(context, doors.org.organisation_id) as lines:
        answer = await doors.owner.get("/v1/audit", params={"kind": "read"}, headers={"accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    header, line = answer.text.splitlines()
    assert header.startswith("number,at,kind,actor,via,right,operation,patients,count,address,request_id")
    assert f"staff:{doors.org.therapist_ids[0]}" in line
    assert [line.operation for line in lines] == ["listAudit"]
