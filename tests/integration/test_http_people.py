"""People and places at the doors: who may see them, how they are found, and in which forms they are given."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import httpx2
import pytest

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, event, open_doors
from tests.support.readings import BRIDGE, PAIN, alerted, folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def enrolled(doors: Doors, name: str, clinic: int = 0) -> str:
    body = {"clinic_id": str(doors.org.clinic_ids[clinic]), "zone": "Europe/Berlin", "private": {"name": name}}
    answer = await doors.owner.post("/v1/commands/enrol-patient", json=body)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["id"]
    return found


async def names(asker: httpx2.AsyncClient, **query: object) -> list[str]:
    return [line["name"] for line in (await read(asker, "/v1/patients", **query))["patients"]]


async def status_of(asker: httpx2.AsyncClient, path: str) -> int:
    return (await asker.get(path)).status_code


async def test_patients_are_found_by_a_part_of_their_name_within_reach(doors: Doors, engine_pool: Pool) -> None:
    for name, clinic in (("Zoë Exámple", 0), ("Ada Example", 0), ("Bo Other", 0), ("Eve Example", 1)):
        await enrolled(doors, name, clinic)
    await folded(engine_pool)
    assert await names(doors.owner, search="exam") == ["Eve Example", "Ada Example", "Zoë Exámple"]
    assert await names(doors.therapist, search="EXAM") == ["Ada Example", "Zoë Exámple"]
    assert await names(doors.owner, search="zoe") == ["Zoë Exámple"]
    assert await names(doors.owner, search="nobody") == []
    first = await read(doors.owner, "/v1/patients", search="exam", limit=2)
    second = await read(doors.owner, "/v1/patients", search="exam", limit=2, cursor=first["next_cursor"])
    assert [line["name"] for line in second["patients"]] == ["Zoë Exámple"]
    assert second["next_cursor"] is None
    other_question = {"search": "zoe", "cursor": first["next_cursor"]}
    assert (await doors.owner.get("/v1/patients", params=other_question)).json()["code"] == "bad_cursor"
    assert await status_of(doors.partner, "/v1/patients") == 403


async def test_the_house_is_shown_as_far_as_it_is_reached(doors: Doors, engine_pool: Pool) -> None:
    await folded(engine_pool)
    harbour, hill = map(str, doors.org.clinic_ids)
    for asker, shown in ((doors.owner, [harbour, hill]), (doors.therapist, [harbour])):
        clinics = (await read(asker, "/v1/clinics"))["clinics"]
        assert sorted(clinic["clinic_id"] for clinic in clinics) == sorted(shown)  # both opened at one instant
    assert [await status_of(doors.therapist, f"/v1/clinics/{each}") for each in (harbour, hill)] == [200, 404]
    kim, lou = map(str, doors.org.therapist_ids)
    staff = {line["staff_id"]: (line["name"], line["role"]) for line in (await read(doors.owner, "/v1/staff"))["staff"]}
    assert (staff[kim], staff[lou]) == (("Kim", "therapist"), ("Lou", "therapist"))
    near = [line["staff_id"] for line in (await read(doors.therapist, "/v1/staff"))["staff"]]
    assert (kim in near, lou in near, await status_of(doors.therapist, f"/v1/staff/{lou}")) == (True, False, 404)
    emails = [(await read(asker, f"/v1/staff/{kim}"))["member"]["email"] for asker in (doors.owner, doors.therapist)]
    assert emails == ["kim@test", None]
    (partner,) = (await read(doors.owner, "/v1/partners"))["partners"]
    assert (partner["partner_id"], partner["name"]) == (str(doors.org.partner_id), "An app")
    assert await status_of(doors.therapist, f"/v1/partners/{doors.org.partner_id}") == 403
    assert [await status_of(doors.partner, f"/v1/{each}") for each in ("clinics", "staff", "partners")] == [403] * 3
    first = await read(doors.owner, "/v1/clinics", limit=1)
    second = await read(doors.owner, "/v1/clinics", limit=1, cursor=first["next_cursor"])
    paged = [each["clinic_id"] for page in (first, second) for each in page["clinics"]]
    assert (sorted(paged), second["next_cursor"]) == (sorted([harbour, hill]), None)


async def test_programs_are_told_with_their_versions_and_whoever_knows_them_is_told_so(doors: Doors) -> None:
    patient_id, prescription = await doors.enrol(), {**BRIDGE, "prescription_id": str(uuid4())}
    done = await doors.does("assign-program", patient_id, prescriptions=[prescription])
    heavier = {**prescription, "dose": {"sets": 3, "reps": 12}}
    await doors.does("revise-program", patient_id, program_id=done["id"], prescriptions=[heavier])
    path = f"/v1/patients/{patient_id}/programs"
    answer = await doors.therapist.get(path)
    (program,) = answer.json()["programs"]
    doses = [version["prescriptions"][0]["dose"]["reps"] for version in program["versions"]]
    assert (doses, answer.headers["etag"]) == ([10, 12], '"2"')
    again = await doors.therapist.get(path, headers={"if-none-match": '"1", "2"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"2"')
    stale = {"patient_id": str(patient_id), "program_id": done["id"], "reason": "unwell"}
    refused = await doors.therapist.post("/v1/commands/pause-program", json=stale, headers={"if-match": '"1"'})
    assert refused.status_code == 412


async def test_a_single_answer_is_given_again_only_once_it_says_something_else(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await folded(engine_pool)
    path = f"/v1/patients/{patient_id}"
    etag = (await doors.owner.get(path)).headers["etag"]
    await doors.enrol()  # the position moves, the patient does not
    await folded(engine_pool)
    known = {"if-none-match": etag}
    assert (await doors.owner.get(path, headers=known)).status_code == 304
    await doors.send(event("symptom.reported", patient_id, PAIN))
    await folded(engine_pool)
    answer = await doors.owner.get(path, headers=known)
    assert (answer.status_code, answer.headers["etag"] != etag) == (200, True)


async def test_a_patient_is_changed_only_as_they_were_seen(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    await folded(engine_pool)
    path, since = f"/v1/patients/{patient_id}", "2026-05-01T12:00:00Z"
    zone = {"patient_id": str(patient_id), "zone": "Europe/Lisbon", "since": since}
    seen = await doors.owner.get(path)
    await doors.send(event("symptom.reported", patient_id, PAIN))  # says nothing of who the patient is
    changed = await doors.owner.post(
        "/v1/commands/set-patient-zone", json=zone, headers={"if-match": seen.headers["etag"]}
    )
    assert (changed.status_code, changed.json()["version"]) == (200, seen.json()["version"] + 1)
    behind = await doors.owner.get(path)  # the reading has not come as far as the change
    for old in (seen.headers["etag"], behind.headers["etag"], f'"{seen.json()["version"]}"'):
        refused = await doors.owner.post(
            "/v1/commands/set-patient-zone", json={**zone, "zone": "Europe/Madrid"}, headers={"if-match": old}
        )
        assert (refused.status_code, refused.json()["code"]) == (412, "version_conflict")
    await folded(engine_pool)
    now = (await doors.owner.get(path)).headers["etag"]
    again = await doors.owner.post(
        "/v1/commands/set-patient-zone", json={**zone, "zone": "Europe/Madrid"}, headers={"if-match": now}
    )
    assert again.status_code == 200, again.text


async def caseload(doors: Doors, **query: object) -> list[str]:
    answer = await read(doors.owner, "/v1/caseload", **query)
    return [line["name"] for line in answer["patients"]]


async def test_a_caseload_is_narrowed_to_whoever_needs_a_look(doors: Doors, engine_pool: Pool) -> None:
    quiet, hurting = await enrolled(doors, "Quiet"), await enrolled(doors, "Hurting")
    await doors.send(event("symptom.reported", hurting, {**PAIN, "level": 8}))
    await doors.send(event("session.logged", hurting, {"entries": []}))
    await doors.owner.post(
        "/v1/commands/assign-program",
        json={"patient_id": quiet, "prescriptions": [{**BRIDGE, "prescription_id": str(uuid4())}]},
    )
    await alerted(engine_pool, doors.context)
    assert await caseload(doors) == ["Hurting", "Quiet"]
    assert await caseload(doors, order="oldest") == ["Quiet", "Hurting"]
    assert await caseload(doors, with_alerts="true") == ["Hurting"]
    assert await caseload(doors, with_alerts="false") == ["Quiet"]
    assert await caseload(doors, reason="high_pain") == ["Hurting"]
    assert await caseload(doors, reason="silent") == []
    assert await caseload(doors, unseen_since="2026-03-01T00:00:00Z") == ["Quiet"]
    assert await caseload(doors, adherence_below=50) == []  # nothing was expected of anybody so far
    first = await read(doors.owner, "/v1/caseload", limit=1, order="oldest")
    second = await read(doors.owner, "/v1/caseload", limit=1, order="oldest", cursor=first["next_cursor"])
    assert [line["name"] for line in second["patients"]] == ["Hurting"]


async def test_who_did_little_is_found_and_counted_at_each_site(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:

    lazy = await enrolled(doors, "Lazy")
    await enrolled(doors, "Beside", clinic=1)
    await doors.owner.post(
        "/v1/commands/assign-program",
        json={"patient_id": lazy, "prescriptions": [{**BRIDGE, "prescription_id": str(uuid4())}]},
    )
    clock.instant += timedelta(days=4)
    await doors.send(event("symptom.reported", lazy, {**PAIN, "level": 8}, time="2026-03-08T10:00:00Z"))
    await alerted(engine_pool, doors.context)
    assert await caseload(doors, adherence_below=50) == ["Lazy"]
    sites = {site["clinic_id"]: site for site in (await read(doors.owner, "/v1/organisation/overview"))["clinics"]}
    harbour, hill = map(str, doors.org.clinic_ids)
    nobody = {"below_half": 0, "to_four_fifths": 0, "above": 0, "no_number": 1}
    assert sites[harbour] == {
        "clinic_id": harbour,
        "in_care": 1,
        "therapists": 0,
        "without_therapist": 1,
        "adherence": {**nobody, "below_half": 1, "no_number": 0},
        "alerts": {"critical": 1, "high": 0, "medium": 0},
    }
    assert (sites[hill]["in_care"], sites[hill]["adherence"]) == (1, nobody)
    mine = (await read(doors.therapist, "/v1/organisation/overview"))["clinics"]
    assert [site["clinic_id"] for site in mine] == [harbour]
    assert await status_of(doors.partner, "/v1/organisation/overview") == 403


async def test_a_list_is_given_in_lines_that_no_spreadsheet_runs(doors: Doors, engine_pool: Pool) -> None:
    await enrolled(doors, "=HYPERLINK(A1)")
    await enrolled(doors, 'Ada "the climber", Example')
    await folded(engine_pool)
    by_header = await doors.owner.get("/v1/caseload", headers={"accept": "text/csv"})
    by_parameter = await doors.owner.get("/v1/caseload", params={"format": "csv"})
    assert by_header.content == by_parameter.content
    assert by_header.headers["content-type"].startswith("text/csv")
    assert by_header.headers["carryover-stale"] == "false"
    lines = list(csv.DictReader(StringIO(by_header.text, newline="")))
    assert [line["name"] for line in lines] == ['Ada "the climber", Example', "'=HYPERLINK(A1)"]
    assert lines[0]["patient.clinic_id"] == str(doors.org.clinic_ids[0])
    page = await doors.owner.get("/v1/caseload", params={"format": "csv", "limit": "1"})
    more = {"format": "csv", "limit": "1", "cursor": page.headers["carryover-next-cursor"]}
    assert "HYPERLINK" in (await doors.owner.get("/v1/caseload", params=more)).text
    assert (await doors.owner.get("/v1/caseload", params={"format": "xlsx"})).status_code == 400
