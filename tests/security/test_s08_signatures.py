"""S8: what is posted to a webhook, and what a provider tells us, counts only with a signature over these very bytes.

The first is read by the standard's own library, as a receiver does; the second by us.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import msgspec
import pytest
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.clock import SetClock
from services.context import open_context
from services.webhooks.endpoint import new_secret
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.times import NOON
from tests.support.webhook_house import WebhookHouse, webhook_house

SECRET, OTHER = new_secret(), new_secret()
SIX_MINUTES = timedelta(minutes=6)


@pytest.fixture(scope="module")
async def posted(template: Database) -> AsyncIterator[tuple[str, str, dict[str, str], bytes]]:
    """One message as it arrived while the secret was being changed: both secrets, headers, body."""
    async with webhook_house(template) as house:
        yield await _post(house)


async def _post(house: WebhookHouse) -> tuple[str, str, dict[str, str], bytes]:
    made = await house.register(types=["session.logged"])
    new = (await house.doors.owner.post(f"/v1/webhooks/{made['id']}/secret")).json()["secret"]
    await house.happens()
    await house.works_off()
    [(headers, body)] = house.receiver.raw
    return made["secret"], new, headers, body


@pytest.fixture(scope="module")
async def doors(template: Database) -> AsyncIterator[Doors]:
    """With a provider that signs."""
    async with copied(template) as database:
        settings = replace(database.settings, inbound_secret=SECRET)
        async with open_context(settings, clock=SetClock(NOON)) as context, open_doors(context) as doors:
            yield doors


def test_either_secret_reads_what_is_posted_while_one_takes_the_others_place(
    posted: tuple[str, str, dict[str, str], bytes],
) -> None:
    old, new, headers, body = posted
    assert Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers) == msgspec.json.decode(body)
    assert len(headers["webhook-signature"].split(" ")) == 2


@pytest.mark.parametrize("spoiled", ["byte", "id", "time", "secret", "json", "unsigned"])
def test_anything_else_than_what_was_posted_is_not_taken(
    posted: tuple[str, str, dict[str, str], bytes], spoiled: str
) -> None:
    old, _, headers, body = posted
    secret, headers = old, dict(headers)
    match spoiled:
        case "byte":
            body = body[:-3] + bytes([body[-3] ^ 1]) + body[-2:]
        case "id":
            headers["webhook-id"] = f"msg_{uuid4().hex}"
        case "time":
            headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) - 1)
        case "secret":
            secret = OTHER
        case "json":
            body = msgspec.json.format(body, indent=1)
        case _:
            headers["webhook-signature"] = "v1,"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_a_message_says_nothing_but_ids(posted: tuple[str, str, dict[str, str], bytes]) -> None:
    message = msgspec.json.decode(posted[3])
    assert message.keys() == {"type", "timestamp", "data"}
    assert message["data"].keys() == {"id", "subject", "position"}
    assert UUID(message["data"]["subject"])
    assert len(posted[3]) < 20_000


async def tell(
    doors: Doors,
    *signed_by: str,
    sent: bytes | None = None,
    off: timedelta = timedelta(),
    named: str = "msg_1",
) -> httpx2.Response:
    """A provider's word on a message that nobody knows, signed by some; `sent` and `named` are what arrives of it."""
    about = {"organisation_id": str(doors.org.organisation_id), "effect_id": str(UUID(int=7))}
    body = msgspec.json.encode({"type": "delivered", "data": about})
    at = datetime.now(UTC) + off
    headers = {
        "content-type": "application/json",
        "webhook-id": named,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign("msg_1", at, body.decode()) for secret in signed_by),
    }
    return await doors.nobody.post("/v1/inbound/email", content=sent if sent is not None else body, headers=headers)


async def test_a_providers_word_is_taken_with_its_signature_alone_or_among_others(doors: Doors) -> None:
    for signed_by in ((SECRET,), (OTHER, SECRET), (SECRET, OTHER)):
        assert (await tell(doors, *signed_by)).json() == {"outcome": "ignored"}


async def test_said_again_it_is_taken_again_and_changes_nothing(doors: Doors) -> None:
    before = await doors.context.store.head(doors.org.organisation_id)
    for _ in range(2):
        assert (await tell(doors, SECRET)).status_code == 200
    assert await doors.context.store.head(doors.org.organisation_id) == before


async def test_a_word_that_is_not_the_providers_is_turned_away(doors: Doors) -> None:
    about = {"organisation_id": str(doors.org.organisation_id), "effect_id": str(UUID(int=7))}
    other_bytes = msgspec.json.format(msgspec.json.encode({"type": "delivered", "data": about}), indent=2)
    answers = [
        await tell(doors, OTHER),
        await tell(doors),
        await tell(doors, SECRET, sent=other_bytes),
        await tell(doors, SECRET, sent=other_bytes.replace(b"delivered", b"deliveree")),
        await tell(doors, SECRET, named="msg_2"),
        await tell(doors, SECRET, off=SIX_MINUTES),
        await tell(doors, SECRET, off=-SIX_MINUTES),
    ]
    assert [answer.status_code for answer in answers] == [401] * 7
