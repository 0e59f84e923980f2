"""S39: a patient's way in opens what is hers and nothing else, to whom it was given and nobody else, until it ends."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.http import examples
from services.patient_access.codes import new_code
from tests.support.audited import noting
from tests.support.coming_in import comes_in, enters, gives, sends, why
from tests.support.database import Database
from tests.support.doors import event
from tests.support.signing_in import House, open_house
from tests.support.times import NOON

FELT = {"region": "knee", "level": 5}


@pytest.fixture(scope="module")
async def shared(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture
def house(shared: House) -> House:
    """With the organisation's clock where it was."""
    shared.clock.instant = NOON
    return shared


def told(answer: httpx2.Response) -> tuple[int, dict[str, object]]:
    return answer.status_code, {name: value for name, value in answer.json().items() if name != "instance"}


async def test_what_writes_proves_that_it_was_meant(house: House) -> None:
    patient_id = await house.doors.enrol()
    item = event("symptom.reported", patient_id, FELT)
    async with house.browser() as browser, house.browser() as other:
        await comes_in(house, browser, patient_id)
        await comes_in(house, other, patient_id)
        ours, theirs = browser.csrf, other.csrf
        before = await house.context.store.head(house.org_id)
        for csrf in ("", theirs, "x" * 43):
            browser.csrf = csrf
            assert why(await sends(browser, item)) == (403, "cross_site")
            assert why(await browser.post("/v1/my/leave")) == (403, "cross_site")
        browser.csrf = ours
        for headers in ({"origin": "https://elsewhere.test"}, {"sec_fetch_site": "cross-site"}):
            answer = await browser.post("/v1/events", item, content_type="application/cloudevents+json", **headers)
            assert why(answer) == (403, "cross_site")
            assert why(await browser.post("/v1/my/enter", {"code": new_code()}, **headers)) == (403, "cross_site")
        assert await house.context.store.head(house.org_id) == before
        assert (await sends(browser, item)).status_code == 200


async def test_whose_record_is_restricted_reads_nothing_and_is_heard_all_the_same(house: House) -> None:
    """As through a partner: it may be an emergency."""
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        await comes_in(house, browser, patient_id)
        body = {"patient_id": str(patient_id), "reason": "disputed"}
        assert (await house.doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
        assert why(await browser.get(f"/v1/patients/{patient_id}/adherence")) == (404, "unknown_patient")
        answer = await sends(browser, event("redflag.reported", patient_id, {"signs": ["chest_pain"]}))
        assert (answer.status_code, answer.json()["status"]) == (200, "stored")
        assert answer.json()["emergency"]["text"]


async def test_another_patient_is_answered_like_nobody_at_every_address_and_in_every_event(house: House) -> None:
    own, beside = await house.doors.enrol(), await house.doors.enrol()
    other_id = (await house.doors.does("report-pain", beside, occurred_at="2026-03-04T11:00:00Z", **FELT))["id"]
    reads = ("adherence", "symptoms", "sessions", "program/today", "programs", "messages")
    async with house.browser() as browser:
        await comes_in(house, browser, own)
        for path in reads:
            taken, absent = [await browser.get(f"/v1/patients/{whom}/{path}") for whom in (beside, uuid4())]
            assert told(taken) == told(absent), path
            assert why(taken) == (404, "unknown_patient"), path
        before = await house.context.store.head(house.org_id)
        sent: list[tuple[str, dict[str, Any]]] = [
            ("symptom.reported", FELT),
            ("barrier.reported", {"reason": "no_time"}),
            ("session.logged", {"entries": []}),
            ("message.sent", {"text": "Hello"}),
            ("symptom.corrected", {"report_id": other_id, "level": 1}),
        ]
        for kind, data in sent:
            whom = own if kind.endswith("corrected") else beside
            taken = await sends(browser, event(kind, whom, data))
            of_nobody = {**data, "report_id": str(uuid4())} if "report_id" in data else data
            absent = await sends(browser, event(kind, own if whom == own else uuid4(), of_nobody))
            assert told(taken) == told(absent), kind
            assert taken.status_code == 404, kind
        assert await house.context.store.head(house.org_id) == before


async def test_the_ids_of_one_patients_reports_are_nobody_elses(house: House) -> None:
    """Nobody takes an id away that another's report will have, and nobody takes back what another reported."""
    first, second = await house.doors.enrol(), await house.doors.enrol()
    async with house.browser() as one, house.browser() as other:
        await comes_in(house, one, first)
        await comes_in(house, other, second, "carer")
        item = event("symptom.reported", first, FELT)
        through_partner = await house.doors.send_one({**item, "subject": str(second)})
        stored = [
            await sends(one, item),
            await sends(other, {**item, "subject": str(second)}),
            through_partner,
        ]
        assert [answer.json()["status"] for answer in stored] == ["stored"] * 3
        assert (await sends(one, item)).json()["status"] == "duplicate"
        undone = event("symptom.retracted", second, {"report": item["id"]}, source=item["source"])
        assert (await sends(other, undone)).json()["status"] == "stored"
        own = await house.context.store.by_subject(house.org_id, first, 0, 50)
        assert own[-1].type == "symptom.reported"


async def test_what_one_device_sends_again_by_another_way_in_is_stored_once(house: House) -> None:
    patient_id = await house.doors.enrol()
    item = event("symptom.reported", patient_id, FELT)
    statuses = []
    for bearer in ("patient", "patient"):
        async with house.browser() as browser:
            await comes_in(house, browser, patient_id, bearer)
            statuses.append((await sends(browser, item)).json()["status"])
    assert statuses == ["stored", "duplicate"]


async def test_patients_and_carers_send_what_they_may_and_a_carer_no_messages(house: House) -> None:
    patient_id = await house.doors.enrol()
    refused: dict[str, set[str]] = {"patient": set(), "carer": set()}
    for bearer, kinds in refused.items():
        async with house.browser() as browser:
            await comes_in(house, browser, patient_id, bearer)
            for kind, example in examples.EVENTS.items():
                answer = await sends(browser, {**example, "id": str(uuid4()), "subject": str(patient_id)})
                if answer.status_code == 403:
                    kinds.add(kind.removeprefix("org.carryover."))
    others = {"patient.enrolled", "program.assigned", "visit.recorded"}
    assert refused == {"patient": others, "carer": others | {"message.sent", "message.read", "reminder.opened"}}


async def test_a_red_flag_is_answered_with_whom_to_call_whatever_becomes_of_it(house: House) -> None:
    patient_id = await house.doors.enrol()
    flag = event("redflag.reported", patient_id, {"signs": ["chest_pain"]})
    async with house.browser() as browser:
        await comes_in(house, browser, patient_id, "carer")
        taken = (await sends(browser, flag)).json()
        wrong = (await sends(browser, {**flag, "id": "x", "subject": str(uuid4())})).json()
    assert (taken["status"], taken["emergency"]["country"]) == ("stored", "DE")
    assert (wrong["code"], wrong["emergency"]["number"]) == ("unknown_patient", "112")


async def test_who_is_in_as_both_is_staff_where_staff_work_and_the_patient_where_patients_do(house: House) -> None:
    patient_id = await house.doors.enrol()
    async with house.browser() as browser:
        staff_id = await house.accepted(browser, f"{uuid4().hex}@clinic.test")
        await comes_in(house, browser, patient_id)
        csrf = browser.csrf
        assert (await browser.get("/v1/whoami")).json()["id"] == str(staff_id)
        assert (await browser.get("/v1/my")).json()["patient_id"] == str(patient_id)
        browser.csrf = csrf
        answer = await sends(browser, event("symptom.reported", patient_id, FELT))
        assert answer.json()["status"] == "stored"
        await browser.post("/v1/my/leave")
        assert (await browser.get("/v1/whoami")).json()["id"] == str(staff_id)


async def test_a_key_beside_the_cookie_is_refused(house: House) -> None:
    async with house.browser() as browser:
        await comes_in(house, browser, await house.doors.enrol())
        headers = {"authorization": f"Bearer {house.doors.org.partner_key}"}
        assert why(await browser.client.get("/v1/my", headers=headers)) == (400, "invalid_header")


async def test_coming_in_and_reading_are_noted_and_are_no_disclosure(house: House) -> None:
    patient_id = await house.doors.enrol()
    given = await gives(house, patient_id, "carer")
    async with house.browser() as browser, noting(house.context, house.org_id) as lines:
        await enters(browser, given)
        await browser.get(f"/v1/patients/{patient_id}/program/today")
        await browser.get(f"/v1/patients/{patient_id}/messages")
    carer = f"carer:{given['id']}"
    assert [(line.kind, line.actor, line.right, line.operation) for line in lines] == [
        ("signed_in", carer, "", "enterMy"),
        ("read", carer, "carer", "patientToday"),
        ("refused", carer, "", "patientMessages"),
    ]
    assert [line.patients for line in lines] == [{str(patient_id)}, {str(patient_id)}, set()]
    disclosed = await house.doors.owner.get(f"/v1/patients/{patient_id}/disclosures")
    assert disclosed.json()["disclosures"] == []
