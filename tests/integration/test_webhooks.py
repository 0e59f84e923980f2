"""News is posted to a webhook, signed after Standard Webhooks, to those who may know of it, and nothing but ids."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from domain.webhook.events import Stopped
from eventstore.walls import reading
from projections.runner import run_once
from services.http.webhooks.giving import MOST_WEBHOOKS
from services.webhooks.effects import WEBHOOK_TELL, Tell
from tests.support.database import Database
from tests.support.doors import event
from tests.support.receiver import URL
from tests.support.webhook_house import WebhookHouse, webhook_house

LETTERS = "SELECT payload FROM log.effect WHERE org_id = $1 AND kind = $2"


@pytest.fixture(scope="module")
async def opened(template: Database) -> AsyncIterator[WebhookHouse]:
    async with webhook_house(template) as opened:
        yield opened


@pytest.fixture
async def house(opened: WebhookHouse) -> WebhookHouse:
    """With no webhook yet."""
    await opened.begins_anew()
    return opened


async def given(house: WebhookHouse, name: str, **body: object) -> dict[str, Any]:
    """What the owner's command is answered."""
    answer = await house.doors.owner.post(f"/v1/commands/{name}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def invited(house: WebhookHouse, role: str) -> str:
    """A new member of staff, at every clinic."""
    found: str = (await given(house, "invite-staff", role=role, clinics=[]))["id"]
    return found


async def test_what_happens_is_posted_once_and_read_by_the_standards_own_library(house: WebhookHouse) -> None:
    made = await house.register("partner", types=["session.logged"])
    [event_id] = await house.happens()
    await house.works_off()
    [message] = house.receiver.verified(made["secret"])
    [logged] = await house.log_of(made["id"])
    assert message == {
        "type": "org.carryover.session.logged",
        "timestamp": logged["recorded_at"],
        "data": {"id": event_id, "subject": logged["subject"], "position": logged["position"]},
    }
    assert (logged["state"], logged["tries"], logged["status"]) == ("delivered", 1, 200)
    await house.works_off()
    assert len(house.receiver.raw) == 1


async def test_both_secrets_sign_for_a_day_and_then_the_new_one_alone(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    new = (await house.doors.owner.post(f"/v1/webhooks/{made['id']}/secret")).json()["secret"]
    await house.happens()
    await house.works_off()
    assert house.receiver.verified(made["secret"]) == house.receiver.verified(new)
    house.clock.instant += timedelta(hours=24)
    house.receiver.raw.clear()
    await house.happens()
    await house.works_off()
    assert len(house.receiver.verified(new)) == 1
    with pytest.raises(WebhookVerificationError):
        house.receiver.verified(made["secret"])


async def test_a_webhook_of_one_clinic_hears_of_its_patients_alone(house: WebhookHouse) -> None:
    hill = house.doors.org.clinic_ids[1]
    await house.register("partner", types=["session.logged"], clinics=[str(hill)])
    await house.happens(clinic=0)
    there = await house.happens(clinic=1)
    await house.works_off()
    assert list(house.receiver.ids) == there


async def test_what_waits_is_not_posted_once_the_patient_is_treated_elsewhere(house: WebhookHouse) -> None:
    here, hill = (str(clinic_id) for clinic_id in house.doors.org.clinic_ids)
    made = await house.register("partner", types=["session.logged"], clinics=[here])
    patient_id = await house.doors.enrol(0)
    await house.doors.send(event("session.logged", patient_id, {}))
    await house.reads()
    assert [line["state"] for line in await house.log_of(made["id"])] == ["waiting"]
    moved = {"patient_id": str(patient_id), "clinic_id": hill}
    answer = await house.doors.owner.post("/v1/commands/transfer-patient", json=moved)
    assert answer.status_code == 200, answer.text
    await house.works_off()
    assert (list(house.receiver.ids), await house.log_of(made["id"])) == ([], [])


async def test_a_restricted_record_is_told_to_the_organisation_alone(house: WebhookHouse) -> None:
    partners, own = [await house.register(by, types=["session.logged"]) for by in ("partner", "owner")]
    patient_id = await house.doors.enrol(0)
    body = {"patient_id": str(patient_id), "reason": "disputed"}
    assert (await house.doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
    await house.doors.send(event("session.logged", patient_id, {}))
    await house.works_off()
    assert [len(await house.log_of(made["id"])) for made in (partners, own)] == [0, 1]


async def test_a_partner_hears_nothing_of_alerts_messages_and_staff(house: WebhookHouse) -> None:
    made = await house.register("partner")
    patient_id = await house.doors.enrol()
    await house.doors.owner.post(f"/v1/patients/{patient_id}/messages", json={"text": "Hello"})
    await house.works_off()
    assert {line["type"].split(".")[0] for line in await house.log_of(made["id"])} == {"patient"}


async def test_who_reached_a_patient_hears_that_she_was_erased_and_nothing_else_of_her(house: WebhookHouse) -> None:
    here, there = (str(clinic_id) for clinic_id in house.doors.org.clinic_ids)
    patient_id = await house.doors.enrol()
    told = [(await house.register("partner", clinics=clinics))["id"] for clinics in ([], [here], [there])]
    erase = {"patient_id": str(patient_id), "clinic_id": here, "reason": "ordered"}
    assert (await house.doors.owner.post("/v1/commands/erase-patient", json=erase)).status_code == 200
    await house.passes(timedelta(minutes=5))
    types = [[line["type"] for line in await house.log_of(webhook_id)] for webhook_id in told]
    assert types == [["patient.erased"], ["patient.erased"], []]
    assert house.receiver.ids.total() == 2
    page = (await house.doors.partner.get("/v1/events", params={"limit": 1000})).json()
    assert [e["type"] for e in page["events"] if e.get("subject") == str(patient_id)] == [
        "org.carryover.patient.erased"
    ]


async def test_a_record_that_is_only_kept_is_told_to_no_partner(house: WebhookHouse) -> None:
    made = [await house.register("partner"), await house.register("owner", types=["session.logged"])]
    patient_id = await house.doors.enrol()
    body = {"patient_id": str(patient_id), "reason": "disputed"}
    assert (await house.doors.owner.post("/v1/commands/restrict-patient", json=body)).status_code == 200
    await house.doors.send(event("session.logged", patient_id, {}))
    await house.works_off()
    assert [len(await house.log_of(one["id"])) for one in made] == [0, 1]


async def test_a_stopped_webhook_is_told_what_it_missed_when_that_is_asked_for(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    path, owner = f"/v1/webhooks/{made['id']}", house.doors.owner
    since = house.clock.instant
    await owner.post(f"{path}/disable")
    missed = await house.happens(times=3)
    await house.works_off()
    await owner.post(f"{path}/enable")
    await house.works_off()
    assert (house.receiver.raw, (await house.one(made["id"]))["stopped"]) == ([], None)
    house.clock.instant += timedelta(days=1)
    answer = await owner.post(f"{path}/replay", json={"since": since.isoformat()})
    assert answer.status_code == 200, answer.text
    await house.works_off()
    assert dict(house.receiver.ids) == dict.fromkeys(missed, 1)
    house.clock.instant += timedelta(minutes=1)
    again = await owner.post(f"{path}/replay", json={"since": since.isoformat()})
    assert again.status_code == 200
    await house.works_off()
    assert dict(house.receiver.ids) == dict.fromkeys(missed, 2)
    assert len({headers["webhook-id"] for headers, _ in house.receiver.raw}) == 3


async def test_410_stops_it_and_those_are_told_who_manage_the_house_now(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    risen, fallen, gone = [await invited(house, role) for role in ("therapist", "admin", "admin")]
    await given(house, "change-staff-role", staff_id=risen, role="admin")
    await given(house, "change-staff-role", staff_id=fallen, role="therapist")
    await given(house, "remove-staff", staff_id=gone)
    while await run_once(house.pool):  # so that it is known who there is
        pass
    house.receiver.answer = lambda headers: "410 x"
    await house.happens(times=3)
    await house.works()
    async with reading(house.pool, house.org_id) as db:
        letters = [
            msgspec.json.decode(row["payload"], type=Tell)
            for row in await db.fetch(LETTERS, house.org_id, WEBHOOK_TELL)
        ]
    assert {(letter.webhook_id, letter.reason, letter.staff_id) for letter in letters} == {
        (UUID(made["id"]), Stopped.GONE, staff_id) for staff_id in (house.doors.org.owner_id, UUID(risen))
    }
    assert len(letters) == 2
    assert (await house.one(made["id"]))["stopped"] == "gone"
    await house.happens()
    await house.works_off()
    assert len(house.receiver.raw) == 3


async def test_a_test_message_tells_how_it_went(house: WebhookHouse) -> None:
    made = await house.register()
    house.receiver.answer = lambda headers: "500 x"
    answer = await house.doors.owner.post(f"/v1/webhooks/{made['id']}/test")
    assert answer.json() == {"arrived": False, "status": 500, "error": None}
    [message] = house.receiver.verified(made["secret"])
    assert message["type"] == "org.carryover.webhook.tested"


async def test_a_removed_webhook_is_none_and_leaves_nothing(house: WebhookHouse) -> None:
    made = await house.register()
    await house.happens()
    await house.doors.owner.delete(f"/v1/webhooks/{made['id']}")
    await house.works_off()
    assert house.receiver.raw == []
    assert (await house.doors.owner.get(f"/v1/webhooks/{made['id']}")).status_code == 404


async def test_nobody_reaches_the_webhook_of_another(house: WebhookHouse) -> None:
    ours = await house.register("owner")
    theirs = await house.register("partner")
    assert [line["id"] for line in (await house.doors.partner.get("/v1/webhooks")).json()["webhooks"]] == [theirs["id"]]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/test"), ("GET", "/deliveries")):
        answer = await house.doors.partner.request(method, f"/v1/webhooks/{ours['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_webhook")
    assert (await house.doors.therapist.get("/v1/webhooks")).status_code == 403


async def test_news_is_kept_for_thirty_days(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    await house.happens()
    await house.passes(timedelta(days=29))
    assert len(await house.log_of(made["id"])) == 1
    await house.passes(timedelta(days=1))
    assert await house.log_of(made["id"]) == []


async def test_there_are_twenty_webhooks_of_one_owner_at_most_also_where_they_are_registered_at_once(
    house: WebhookHouse,
) -> None:
    owner, body = house.doors.owner, {"url": URL}
    made = [await owner.post("/v1/webhooks", json=body) for _ in range(MOST_WEBHOOKS - 2)]
    at_once = await asyncio.gather(*(owner.post("/v1/webhooks", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in at_once) == [200, 200, 422, 422]
    assert {answer.json()["code"] for answer in at_once if answer.status_code == 422} == {"too_many_webhooks"}
    await house.register("partner")  # who has none yet
    assert (await owner.post("/v1/webhooks", json=body)).json()["code"] == "too_many_webhooks"
    await owner.delete(f"/v1/webhooks/{made[0].json()['id']}")
    assert (await owner.post("/v1/webhooks", json=body)).status_code == 200
