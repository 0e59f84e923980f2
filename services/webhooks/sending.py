"""Posting one piece of news to a webhook, signed after Standard Webhooks: ids only, no word about anybody's health."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from standardwebhooks.webhooks import Webhook

from services.egress import EgressFailed, EgressRefused, HasEgress, fetch
from services.webhooks.endpoint import Endpoint
from services.webhooks.known import PREFIX

GONE = 410
ASKS_FOR_PEACE = frozenset({429, 503})
TEST_TYPE = f"{PREFIX}webhook.tested"


class About(Struct, frozen=True):
    """What happened to whom, and where it stands in the feed."""

    id: UUID  # of the event
    subject: UUID | None  # the patient
    position: str | None  # the cursor of the event: what is behind it `GET /v1/events` tells


class News(Struct, frozen=True):
    """The body of every message."""

    type: str
    timestamp: datetime  # when it was recorded, by the organisation's clock
    data: About


class Sent(Struct, frozen=True):
    """How a try ended: the status that was answered, or the code of what went wrong."""

    status: int | None = None
    error: str | None = None
    asked: timedelta | None = None  # to be left alone for that long

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def message_id(endpoint_id: UUID, event_id: UUID) -> str:
    """The same however often it is posted: receivers tell repeats by it."""
    return f"msg_{endpoint_id.hex}_{event_id.hex}"


async def post(
    context: HasEgress, endpoint: Endpoint, id_: str, news: News, now: datetime, traceparent: str | None = None
) -> Sent:
    """Never raises what the other side may cause. `now`: the real time, which receivers check."""
    body = msgspec.json.encode(news)
    signed = " ".join(Webhook(secret).sign(id_, now, body.decode()) for secret in endpoint.secrets)
    headers = {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed,
        **({"traceparent": traceparent} if traceparent else {}),
    }
    try:
        answer = await fetch(context, "POST", endpoint.url, headers, body, most_bytes=0)
    except (EgressRefused, EgressFailed) as error:
        return Sent(error=error.code)
    asked = answer.headers.get("retry-after") if answer.status in ASKS_FOR_PEACE else None
    return Sent(answer.status, asked=None if asked is None else retry_after(asked, now))


def retry_after(text: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks for, in seconds or as a date; None for what is neither."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta())
