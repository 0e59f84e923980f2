"""The partner's door: each event gets its own answer, resends are harmless, and what is stored is what was said."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID, uuid4, uuid5

import pytest

from domain.session.events import SessionLogged
from domain.symptom.events import SymptomReported
from domain.values import BodyRegion, Entry, Provenance, Side, Timing
from eventstore.cursor import encode_cursor
from eventstore.records import Recorded
from services.context import Context
from services.http.cloud_events import BATCH
from services.http.heading import report_id
from services.http.taking import SLICE
from tests.support.database import Database
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.tampering import superuser

BRIDGE = UUID("289fd55b-5744-59d6-beb7-a09c1f5dd883")
PAIN = {"region": "knee", "side": "left", "level": 7.5, "timing": "after"}


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as opened:
        yield opened


async def stored(doors: Doors, patient_id: UUID) -> list[Recorded]:
    """Everything about the patient behind the enrolment."""
    return (await doors.context.store.by_subject(doors.org.organisation_id, patient_id))[1:]


async def test_a_session_is_stored_as_it_was_told(doors: Doors) -> None:
    patient_id = await doors.enrol()
    entry = {"exercise_id": str(BRIDGE), "sets": 3, "reps": 30, "pain": 2.5}
    sent = event("session.logged", patient_id, {"entries": [entry], "effort": 6, "zone": "Europe/Berlin"})
    answer = await doors.send_one(sent)
    (found,) = await stored(doors, patient_id)
    assert answer.status_code == 200
    place = encode_cursor(found.pos, found.hash)
    assert answer.json() == {"id": sent["id"], "source": SOURCE, "status": "stored", "position": place}
    assert answer.headers["carryover-position"] == place
    assert found.event_id == report_id(doors.org.organisation_id, SOURCE, sent["id"])
    assert found.occurred_at == datetime.fromisoformat(sent["time"])
    assert found.occurred_zone == "Europe/Berlin"
    assert found.actor == f"partner:{doors.org.partner_id}"
    assert doors.context.codec.decode(found.type, found.schema_v, found.data) == SessionLogged(
        patient_id=patient_id,
        clinic_id=doors.org.clinic_ids[0],
        entries=(Entry(exercise_id=BRIDGE, sets=3, reps=30, pain=25),),
        provenance=Provenance.PATIENT,
        effort=60,
    )


async def test_a_pain_names_the_session_by_the_partners_own_id(doors: Doors) -> None:
    patient_id = await doors.enrol()
    session = event("session.logged", patient_id, {})
    pain = event("symptom.reported", patient_id, {**PAIN, "session": session["id"]})
    assert [outcome["status"] for outcome in await doors.send(session, pain)] == ["stored", "stored"]
    _, found = await stored(doors, patient_id)
    assert doors.context.codec.decode(found.type, found.schema_v, found.data) == SymptomReported(
        patient_id=patient_id,
        clinic_id=doors.org.clinic_ids[0],
        kind="pain",  # type: ignore[arg-type]  # equal to the member
        level=75,
        region=BodyRegion.KNEE,
        provenance=Provenance.PATIENT,
        side=Side.LEFT,
        timing=Timing.AFTER,
        session_id=report_id(doors.org.organisation_id, SOURCE, session["id"]),
    )


async def test_sending_again_changes_nothing(doors: Doors) -> None:
    patient_id = await doors.enrol()
    batch = [event("session.logged", patient_id, {}), event("symptom.reported", patient_id, {**PAIN, "note": "Ouch."})]
    first = await doors.send(*batch)
    again = await doors.send(*batch)
    assert [outcome["status"] for outcome in again] == ["duplicate", "duplicate"]
    assert [outcome["position"] for outcome in again] == [outcome["position"] for outcome in first]
    assert len(await stored(doors, patient_id)) == 2


async def test_an_id_with_other_content_is_refused(doors: Doors) -> None:
    patient_id = await doors.enrol()
    sent = event("symptom.reported", patient_id, PAIN)
    await doors.send_one(sent)
    answer = await doors.send_one({**sent, "data": {**PAIN, "level": 3}})
    assert (answer.status_code, answer.json()["code"]) == (422, "id_reused")
    assert len(await stored(doors, patient_id)) == 1


async def test_an_id_is_used_once_even_within_a_batch_and_for_another_type(doors: Doors) -> None:
    patient_id = await doors.enrol()
    sent = event("session.logged", patient_id, {"effort": 5})
    outcomes = await doors.send(
        sent,
        sent,
        {**sent, "data": {"effort": 6}},
        {**sent, "type": "org.carryover.symptom.reported", "data": PAIN},
        {**sent, "type": "org.carryover.session.retracted", "data": {"report": "other"}},
        {**sent, "subject": str(await doors.enrol())},
    )
    assert [outcome.get("code", outcome["status"]) for outcome in outcomes] == [
        "stored",
        "duplicate",
        *["id_reused"] * 4,
    ]
    assert len(await stored(doors, patient_id)) == 1


async def test_the_same_id_from_another_source_is_another_event(doors: Doors) -> None:
    patient_id = await doors.enrol()
    sent = event("session.logged", patient_id, {})
    outcomes = await doors.send(sent, {**sent, "source": "https://app.test/watch"})
    assert [outcome["status"] for outcome in outcomes] == ["stored", "stored"]


async def test_a_faulty_item_harms_no_neighbour_and_says_where_it_is_wrong(doors: Doors) -> None:
    patient_id = await doors.enrol()
    good = event("session.logged", patient_id, {})
    items = [
        good,
        event("symptom.reported", patient_id, {**PAIN, "level": 11}),
        event("session.logged", patient_id, {"entries": [{"exercise_id": str(BRIDGE)}, {"reps": -1}]}),
        event("session.danced", patient_id, {}),
        event("session.logged", patient_id, {}, time="2026-03-04T11:00:00"),
        event("session.logged", uuid4(), {}),
        event("session.logged", "ext:nobody", {"note": "Who am I?"}),
        {"id": "only-a-name"},
        event("session.retracted", patient_id, {}),
        event("session.retracted", patient_id, {"report": good["id"]}),
    ]
    outcomes = await doors.send(*items)
    assert [(outcome["status"], outcome.get("code"), outcome.get("at")) for outcome in outcomes] == [
        ("stored", None, None),
        ("refused", "invalid", "/1/data/level"),
        ("refused", "invalid", "/2/data/entries/1/reps"),
        ("refused", "unknown_type", "/3/type"),
        ("refused", "invalid", "/4/time"),
        ("refused", "unknown_patient", "/5/subject"),
        ("refused", "unknown_patient", "/6/subject"),
        ("refused", "invalid", "/7/specversion"),
        ("refused", "invalid", "/8/data/report"),
        ("stored", None, None),
    ]
    assert [outcome["id"] for outcome in outcomes] == [item["id"] for item in items]
    assert len(await stored(doors, patient_id)) == 2


async def test_a_partner_enrols_under_its_own_id_and_reports_in_the_same_batch(doors: Doors) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    person = {"clinic_id": clinic_id, "zone": "Europe/Berlin", "name": "Ada", "email": "ada@test"}
    enrolled = event("patient.enrolled", "ext:4711", person)
    outcomes = await doors.send(enrolled, event("session.logged", "ext:4711", {"note": "First one!"}))
    assert [outcome["status"] for outcome in outcomes] == ["stored", "stored"]
    later = await doors.send_one(event("symptom.reported", "ext:4711", PAIN))
    assert later.status_code == 200
    org_id = doors.org.organisation_id
    patient_id = uuid5(org_id, str(report_id(org_id, SOURCE, enrolled["id"])))
    assert [found.type for found in await stored(doors, patient_id)] == ["session.logged", "symptom.reported"]
    async with doors.context.reading(org_id) as db:
        sealed = await doors.context.vault.open(db, org_id, patient_id)
    assert sorted(sealed.values(), key=len) == [{"note": "First one!"}, {"name": "Ada", "email": "ada@test"}]
    assert (await doors.send(enrolled))[0]["status"] == "duplicate"


async def test_in_a_long_batch_what_is_far_behind_builds_on_what_came_before(doors: Doors) -> None:
    clinic_id = str(doors.org.clinic_ids[0])
    enrolled = event("patient.enrolled", "ext:4712", {"clinic_id": clinic_id, "zone": "Europe/Berlin"})
    sessions = [event("session.logged", "ext:4712", {}) for _ in range(2 * SLICE)]
    taken_back = event("session.retracted", "ext:4712", {"report": sessions[0]["id"]})
    outcomes = await doors.send(enrolled, *sessions, taken_back, sessions[1])
    assert [outcome["status"] for outcome in outcomes] == ["stored"] * (2 * SLICE + 2) + ["duplicate"]
    patient_id = uuid5(doors.org.organisation_id, str(report_id(doors.org.organisation_id, SOURCE, enrolled["id"])))
    in_order = [report_id(doors.org.organisation_id, SOURCE, sent["id"]) for sent in (*sessions, taken_back)]
    assert [found.event_id for found in await stored(doors, patient_id)] == in_order


async def test_whom_a_partners_own_id_means_is_asked_anew_when_another_log_may_answer(
    doors: Doors, database: Database
) -> None:
    person = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin"}
    await doors.send(event("patient.enrolled", "ext:4711", person))
    assert (await doors.send_one(event("symptom.reported", "ext:4711", PAIN))).status_code == 200
    meant_there = await doors.enrol()
    async with superuser(database) as db:  # as a backup may have it in which she was never enrolled
        await db.execute("UPDATE vault.alias SET subject_id = $1", meant_there)
    for memory in doors.context.memories:
        memory.forget_all()
    assert (await doors.send_one(event("symptom.reported", "ext:4711", PAIN))).status_code == 200
    assert [found.type for found in await stored(doors, meant_there)] == ["symptom.reported"]


async def test_free_text_stands_in_no_event(doors: Doors) -> None:
    patient_id = await doors.enrol()
    await doors.send_one(event("barrier.reported", patient_id, {"reason": "forgot", "note": "My secret reason"}))
    (found,) = await stored(doors, patient_id)
    assert "secret" not in found.data
    assert '"private"' in found.data


async def test_a_program_is_assigned_with_the_scope_for_it(doors: Doors) -> None:
    patient_id = await doors.enrol()
    line = {
        "exercise_id": str(BRIDGE),
        "deficit": "strength",
        "dose": {"sets": 3, "reps": 10, "effort": 6.5},
        "schedule": {"kind": "fixed", "times_a_day": 2},
    }
    answer = await doors.send_one(event("program.assigned", patient_id, {"prescriptions": [line]}))
    assert answer.status_code == 200
    (found,) = await stored(doors, patient_id)
    assert found.type == "program.assigned"
    assert '"effort":65' in found.data


async def test_a_correction_may_come_before_its_report(doors: Doors) -> None:
    patient_id = await doors.enrol()
    report = event("symptom.reported", patient_id, PAIN)
    correction = event("symptom.corrected", patient_id, {"report": report["id"], "level": 4.5})
    assert [outcome["status"] for outcome in await doors.send(correction, report)] == ["stored", "stored"]


async def test_a_single_event_that_is_refused_is_answered_as_a_problem(doors: Doors) -> None:
    sent = event("session.logged", uuid4(), {})
    answer = await doors.send_one(sent)
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.pop("instance").startswith("urn:uuid:")
    assert body == {
        "type": "/problems/unknown_patient",
        "title": "There is no such patient.",
        "status": 404,
        "code": "unknown_patient",
        "at": "/subject",
    }


async def test_an_event_in_the_log_names_the_request_it_came_with(doors: Doors) -> None:
    patient_id = await doors.enrol()
    alone, together = event("symptom.reported", patient_id, PAIN), event("session.logged", patient_id, {})
    first = await doors.send_one(alone)
    batch = await doors.partner.post("/v1/events", json=[alone, together], headers={"content-type": BATCH})
    assert [outcome["status"] for outcome in batch.json()["outcomes"]] == ["duplicate", "stored"]
    requests = [UUID(answer.headers["carryover-request"]) for answer in (first, batch)]
    assert [found.correlation_id for found in await stored(doors, patient_id)] == requests


async def test_staff_send_no_events(doors: Doors) -> None:
    answer = await doors.owner.post("/v1/events", json={}, headers={"content-type": "application/cloudevents+json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_an_empty_batch_is_no_fault(doors: Doors) -> None:
    answer = await doors.partner.post(
        "/v1/events", json=[], headers={"content-type": "application/cloudevents-batch+json"}
    )
    assert (answer.status_code, answer.json()) == (200, {"outcomes": [], "position": None})
