"""What may be asked of a clinic: caseload and alerts, within the reach of who asks, and honest about how stale."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from eventstore.cursor import decode_cursor, encode_cursor
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.doors import Doors, client, event, founded, open_doors
from tests.support.readings import PAIN, alerted, folded, read


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def same_as_nothing(asker: httpx2.AsyncClient, patient_id: UUID, alert_id: str) -> None:
    """Every address that names a patient or an alert answers as for an id that nobody ever had."""
    nothing = str(uuid4())
    for method, path, there in (
        ("GET", "/v1/patients/{}", str(patient_id)),
        ("GET", "/v1/patients/{}/adherence", str(patient_id)),
        ("GET", "/v1/patients/{}/symptoms", str(patient_id)),
        ("GET", "/v1/patients/{}/exercise-pain", str(patient_id)),
        ("GET", "/v1/patients/{}/next-morning", str(patient_id)),
        ("GET", "/v1/patients/{}/program/today", str(patient_id)),
        ("GET", "/v1/alerts/{}", alert_id),
        ("POST", "/v1/alerts/{}/acknowledge", alert_id),
    ):
        answers = []
        for name in (there, nothing, "no-id", "ext:4711"):
            answer = await asker.request(method, path.format(name))
            assert answer.status_code == 404
            answers.append({key: value for key, value in answer.json().items() if key != "instance"})
        assert all(answer == answers[0] for answer in answers), path


async def test_the_alerts_of_one_patient(doors: Doors, engine_pool: Pool, context: Context) -> None:
    mine, other, far = await doors.enrol(), await doors.enrol(), await doors.enrol(clinic=1)
    await doors.send(*(event("symptom.reported", patient_id, PAIN) for patient_id in (mine, other, far)))
    await alerted(engine_pool, context)
    (alert,) = (await read(doors.therapist, "/v1/alerts", patient=mine))["alerts"]
    assert alert["patient_id"] == str(mine)
    assert (await read(doors.therapist, "/v1/alerts", patient=mine, status="resolved"))["alerts"] == []
    for patient_id in (far, uuid4()):
        answer = await doors.therapist.get("/v1/alerts", params={"patient": str(patient_id)})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient")


async def test_an_answer_that_is_not_there_yet_says_so(doors: Doors, engine_pool: Pool) -> None:
    patient_id = await doors.enrol()
    (there,) = await doors.send(event("session.logged", patient_id, {}))
    await folded(engine_pool)
    (sent,) = await doors.send(event("session.logged", patient_id, {}))
    path = f"/v1/patients/{patient_id}/adherence"
    late = await doors.owner.get(path, headers={"carryover-at-least": sent["position"]})
    noon = "2026-03-04T12:00:00Z"
    assert late.json()["as_of"] == {"position": there["position"], "at": noon, "lag_events": 1, "stale": True}
    assert sent["position"] > there["position"]


async def test_a_position_that_the_log_does_not_have_is_refused(doors: Doors) -> None:
    patient_id = await doors.enrol()
    (sent,) = await doors.send(event("session.logged", patient_id, {}))
    pos, hash_ = decode_cursor(sent["position"])
    beyond, changed = encode_cursor(pos + 1, hash_), encode_cursor(pos, bytes(8))
    lost, wrong = (410, "cursor_from_lost_log"), (400, "bad_cursor")
    for at_least, expected in ((beyond, lost), (changed, lost), ("soon", wrong), (str(pos), wrong)):
        answer = await doors.owner.get(f"/v1/patients/{patient_id}/adherence", params={"at_least": at_least})
        assert (answer.status_code, answer.json()["code"]) == expected


async def test_the_caseload_goes_page_by_page(doors: Doors, engine_pool: Pool, clock: SetClock) -> None:
    patients = []
    for _ in range(3):
        clock.instant += timedelta(minutes=1)
        patients.append(str(await doors.enrol()))
    await folded(engine_pool)
    first = await read(doors.therapist, "/v1/caseload", limit=2)
    second = await read(doors.therapist, "/v1/caseload", limit=2, cursor=first["next_cursor"])
    pages = [[line["patient"]["patient_id"] for line in page["patients"]] for page in (first, second)]
    assert pages == [[patients[2], patients[1]], [patients[0]]]
    assert second["next_cursor"] is None


async def test_a_therapist_sees_the_own_clinic_and_an_owner_all(
    doors: Doors, engine_pool: Pool, clock: SetClock
) -> None:
    near, far = [str(await doors.enrol(clinic)) for clinic in (0, 1)]
    await folded(engine_pool)

    async def seen(asker: httpx2.AsyncClient, **query: object) -> set[str]:
        answer = await read(asker, "/v1/caseload", **query)
        return {line["patient"]["patient_id"] for line in answer["patients"]}

    assert await seen(doors.therapist) == {near}
    assert await seen(doors.owner) == {near, far}
    assert await seen(doors.owner, clinic=doors.org.clinic_ids[1]) == {far}
    assert await seen(doors.owner, status="discharged") == set()
    gone = {"patient_id": near, "reason": "goals_met"}
    assert (await doors.owner.post("/v1/commands/discharge-patient", json=gone)).status_code == 200
    clock.instant += timedelta(days=1)
    await folded(engine_pool)
    assert (await seen(doors.owner), await seen(doors.owner, status="discharged")) == ({far}, {near})
    for clinic_id in (doors.org.clinic_ids[1], uuid4()):
        answer = await doors.therapist.get("/v1/caseload", params={"clinic": str(clinic_id)})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_clinic")


async def test_a_high_pain_becomes_an_alert_that_a_therapist_takes_on_and_closes(
    doors: Doors, engine_pool: Pool, context: Context
) -> None:
    patient_id = await doors.enrol()
    await doors.send(event("symptom.reported", patient_id, PAIN))
    await alerted(engine_pool, context)
    (alert,) = (await read(doors.therapist, "/v1/alerts"))["alerts"]
    assert (alert["patient_id"], alert["rule"], alert["grade"], alert["status"]) == (
        str(patient_id),
        "high_pain",
        "critical",
        "open",
    )
    path = f"/v1/alerts/{alert['alert_id']}"
    taken = await doors.therapist.post(f"{path}/acknowledge", headers={"if-match": f'"{alert["version"]}"'})
    closed = await doors.therapist.post(f"{path}/resolve", json={"resolution": "called"})
    assert (taken.json()["status"], closed.json()["status"]) == ("stored", "stored")
    await folded(engine_pool)
    after = await doors.therapist.get(path, params={"at_least": closed.json()["position"]})
    assert after.headers["etag"] == closed.headers["etag"]
    assert after.json()["alert"] | {"resolved_by": "", "acknowledged_by": ""} == {
        **alert,
        "status": "resolved",
        "acknowledged_at": "2026-03-04T12:00:00Z",
        "acknowledged_by": "",
        "resolved_at": "2026-03-04T12:00:00Z",
        "resolved_by": "",
        "resolution": "called",
        "facts_seen": 1,
        "owners": [],  # of what is closed nobody is asked
        "version": alert["version"] + 2,
    }
    assert after.json()["alert"]["resolved_by"] == str(doors.org.therapist_ids[0])
    assert (await read(doors.therapist, "/v1/alerts"))["alerts"] == []
    assert len((await read(doors.therapist, "/v1/alerts", status="resolved"))["alerts"]) == 1


async def test_what_is_foreign_is_answered_like_what_does_not_exist(
    doors: Doors, engine_pool: Pool, context: Context
) -> None:
    near, far = [await doors.enrol(clinic) for clinic in (0, 1)]
    await doors.send(event("symptom.reported", far, PAIN), event("symptom.reported", near, PAIN))
    await alerted(engine_pool, context)
    (alert,) = (await read(doors.owner, "/v1/alerts", clinic=doors.org.clinic_ids[1]))["alerts"]
    neighbours = await founded(context, "Neighbours")
    async with client(doors.app, neighbours.owner_key) as stranger:
        for asker, patient_id, alert_id in (
            (doors.therapist, far, alert["alert_id"]),
            (stranger, near, alert["alert_id"]),
            (stranger, far, alert["alert_id"]),
        ):
            await same_as_nothing(asker, patient_id, alert_id)


async def test_a_partner_without_the_scope_reads_nothing(doors: Doors) -> None:
    patient_id = await doors.enrol()
    body = {"name": "Sender", "scopes": ["reports"]}
    key = (await doors.owner.post("/v1/commands/register-partner", json=body)).json()["api_key"]
    async with client(doors.app, key) as sender:
        for path in (f"/v1/patients/{patient_id}/adherence", "/v1/caseload", "/v1/alerts", f"/v1/alerts/{uuid4()}"):
            assert (await sender.get(path)).status_code == 403


async def test_a_partner_asks_by_its_own_id(doors: Doors, engine_pool: Pool) -> None:
    person = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin"}
    await doors.send(event("patient.enrolled", "ext:4711", person), event("symptom.reported", "ext:4711", PAIN))
    await folded(engine_pool)
    assert len((await read(doors.partner, "/v1/patients/ext:4711/symptoms"))["symptoms"]) == 1


async def test_anybody_may_ask_who_they_are(doors: Doors) -> None:
    assert await read(doors.therapist, "/v1/whoami") == {
        "kind": "staff",
        "id": str(doors.org.therapist_ids[0]),
        "organisation_id": str(doors.org.organisation_id),
        "role": "therapist",
        "scopes": [],
        "clinics": [str(doors.org.clinic_ids[0])],
    }


async def test_the_service_is_alive_and_ready(doors: Doors) -> None:
    assert (await doors.nobody.get("/livez")).json() == {"status": "ok"}
    ready = await doors.nobody.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "database": "ok", "valkey": "ok"})
