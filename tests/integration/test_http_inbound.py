"""What providers and patients say of what was sent: signed, recorded once, and of use to nobody who makes it up."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook

from domain.decider import Event
from domain.patient.events import Channel, ConsentWithdrawn, Purpose
from domain.reminder.events import ReminderBounced, ReminderDelivered
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context
from services.reminder_effects import REMINDER_DELIVER, ReminderDelivery
from services.unsubscribe import unsubscribe_link
from tests.support.database import Database
from tests.support.doors import Doors, open_doors
from tests.support.effect_hands import add_effects
from tests.support.times import NOON

SECRET = "whsec_" + "c2VjcmV0" * 4
DAY = NOON.date()


@pytest.fixture
async def context(database: Database, clock: SetClock) -> AsyncIterator[Context]:
    settings = replace(database.settings, inbound_secret=SECRET, public_url="http://carryover.test")
    async with open_context(settings, clock=clock) as context:
        yield context


@pytest.fixture
async def doors(context: Context) -> AsyncIterator[Doors]:
    async with open_doors(context) as doors:
        yield doors


@pytest.fixture
async def patient_id(doors: Doors) -> UUID:
    """Who has consented to reminders."""
    patient_id = await doors.enrol()
    await doors.does("record-consent", patient_id, purpose="reminders", text_version="1")
    return patient_id


@pytest.fixture
async def reminder(doors: Doors, patient_id: UUID, engine_pool: Pool) -> UUID:
    """A reminder of today, as an effect."""
    what = ReminderDelivery(
        patient_id=patient_id, clinic_id=doors.org.clinic_ids[0], day=DAY, at=NOON, until=NOON + timedelta(hours=2)
    )
    org_id, payload = doors.org.organisation_id, msgspec.json.encode(what).decode()
    [effect_id] = await add_effects(engine_pool, org_id, 1, kind=REMINDER_DELIVER, payload=payload)
    return effect_id


async def told(doors: Doors, secret: str = SECRET, *, ago: timedelta = timedelta(), **notice: Any) -> httpx2.Response:
    """A provider tells of an e-mail."""
    body = msgspec.json.encode(notice).decode()
    at = datetime.now(UTC) - ago
    headers = {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body),
    }
    return await doors.nobody.post("/v1/inbound/email", content=body, headers=headers)


def about(doors: Doors, effect_id: UUID) -> Mapping[str, UUID]:
    return {"organisation_id": doors.org.organisation_id, "effect_id": effect_id}


async def events(doors: Doors, *kinds: type[Event]) -> list[Event]:
    stored = await doors.context.store.read(doors.org.organisation_id)
    decode = doors.context.codec.decode
    return [event for one in stored if isinstance(event := decode(one.type, one.schema_v, one.data), kinds)]


async def test_what_became_of_a_reminder_is_recorded_once(doors: Doors, patient_id: UUID, reminder: UUID) -> None:
    for kind in ("delivered", "delivered", "bounced", "bounced"):
        answer = await told(doors, type=kind, data=about(doors, reminder))
        assert (answer.status_code, answer.json()) == (200, {"outcome": "recorded"})
    assert await events(doors, ReminderDelivered, ReminderBounced) == [
        ReminderDelivered(patient_id=patient_id, day=DAY, effect_id=reminder),
        ReminderBounced(patient_id=patient_id, day=DAY, effect_id=reminder, channel=Channel.EMAIL),
    ]


async def test_who_unsubscribes_at_the_provider_withdraws_the_consent(
    doors: Doors, patient_id: UUID, reminder: UUID
) -> None:
    for _ in range(2):
        assert (await told(doors, type="unsubscribed", data=about(doors, reminder))).status_code == 200
    assert await events(doors, ConsentWithdrawn) == [ConsentWithdrawn(patient_id=patient_id, purpose=Purpose.REMINDERS)]


async def test_of_what_nobody_asks_about_nothing_is_recorded(doors: Doors, reminder: UUID, engine_pool: Pool) -> None:
    [other] = await add_effects(engine_pool, doors.org.organisation_id, 1, kind="alert.deliver")
    for data in (
        about(doors, other),
        about(doors, UUID(int=9)),
        {"organisation_id": UUID(int=8), "effect_id": reminder},
    ):
        answer = await told(doors, type="bounced", data=data)
        assert (answer.status_code, answer.json()) == (200, {"outcome": "ignored"})
    assert await events(doors, ReminderBounced) == []


async def test_a_notice_that_is_not_signed_by_the_provider_is_turned_away(doors: Doors, reminder: UUID) -> None:
    said: dict[str, Any] = {"type": "bounced", "data": about(doors, reminder)}
    stranger = "whsec_" + "b3RoZXJz" * 4
    refused = [
        await told(doors, stranger, **said),
        await told(doors, ago=timedelta(minutes=6), **said),
        await doors.nobody.post("/v1/inbound/email", json={}),
        await doors.nobody.post(
            "/v1/inbound/email",
            content=b"{}",
            headers={
                "content-type": "application/json",
                "webhook-id": "1",
                "webhook-timestamp": str(int(datetime.now(UTC).timestamp())),
                "webhook-signature": "nonsense",
            },
        ),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(401, "unauthenticated")] * 4
    assert await events(doors, ReminderBounced) == []


async def test_a_signed_notice_that_says_nothing_known_is_refused(doors: Doors) -> None:
    answer = await told(doors, type="opened", data={})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_without_a_secret_or_for_no_channel_there_is_no_such_door(doors: Doors, database: Database) -> None:
    assert (await doors.nobody.post("/v1/inbound/pigeon", json={})).status_code == 404
    async with open_context(database.settings) as context, open_doors(context, doors.org) as plain:
        assert (await plain.nobody.post("/v1/inbound/email", json={})).status_code == 404


async def test_one_click_ends_reminders_and_who_consents_again_may_click_again(
    doors: Doors, patient_id: UUID, clock: SetClock
) -> None:
    link = unsubscribe_link(doors.context.settings, doors.org.organisation_id, patient_id)
    click = {"content": b"List-Unsubscribe=One-Click", "headers": {"content-type": "application/x-www-form-urlencoded"}}
    looked = await doors.nobody.get(link)
    assert (looked.status_code, "<form method='post'>" in looked.text) == (200, True)
    assert await events(doors, ConsentWithdrawn) == [], "looking ended it"
    for _ in range(2):
        answer = await doors.nobody.post(link, **click)  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    withdrawn = ConsentWithdrawn(patient_id=patient_id, purpose=Purpose.REMINDERS)
    assert await events(doors, ConsentWithdrawn) == [withdrawn]
    clock.instant += timedelta(days=1)
    await doors.does("record-consent", patient_id, purpose="reminders", text_version="1")
    await doors.nobody.post(link)
    assert await events(doors, ConsentWithdrawn) == [withdrawn, withdrawn]


async def test_a_click_that_could_not_be_recorded_is_not_told_as_done(doors: Doors) -> None:
    nobody_knows = UUID(int=7)
    link = unsubscribe_link(doors.context.settings, doors.org.organisation_id, nobody_knows)
    answer = await doors.nobody.post(link)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_link_that_somebody_made_up_leads_nowhere(doors: Doors, patient_id: UUID, method: str) -> None:
    link = unsubscribe_link(doors.context.settings, doors.org.organisation_id, patient_id)
    for broken in (link[:-4], link[:-1] + ("A" if link[-1] != "A" else "B"), link + "AAAA", link[:40] + "é"):
        answer = await getattr(doors.nobody, method)(broken)
        assert answer.status_code == 404, broken
    assert await events(doors, ConsentWithdrawn) == []
