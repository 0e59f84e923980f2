"""What the addresses of webhooks take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.values import Instant
from domain.webhook.events import EventType
from services.egress_target import LONGEST_URL
from services.http.operation import NoQuery
from services.webhooks.schedule import DeliveryState

Address = Annotated[str, Meta(min_length=1, max_length=LONGEST_URL, description="https, on port 443 or 8443.")]


MOST = 100
"""Types or clinics that one webhook may name."""


class WebhookBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where news is posted, and of what: `types` such as session.logged and `clinics` narrow it; without them all."""

    url: Address
    types: Annotated[tuple[EventType, ...], Meta(max_length=MOST)] = ()
    clinics: Annotated[tuple[UUID, ...], Meta(max_length=MOST)] = ()


class ReplayBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was recorded from `since`, thirty days ago at most, until `until` or now."""

    since: Instant
    until: Instant | None = None


class DeliveriesQuery(NoQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which attempts: of one state, or of all."""

    status: DeliveryState | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: str | None = None


class NewWebhook(Struct, frozen=True, kw_only=True):
    """`secret` is shown this once: it signs what is posted."""

    id: UUID
    secret: str
    position: str | None


class WebhookLine(Struct, frozen=True, kw_only=True):
    """A webhook as it stands. `stopped`: asked, gone (it answered 410) or failing (for five days); null: it runs.

    `failing`: failures since the last success; nothing is tried until `paused_until`.
    """

    id: UUID
    partner_id: UUID | None  # null: the organisation's own
    url: str | None  # null where its key is gone
    types: tuple[str, ...]
    clinics: tuple[UUID, ...]
    stopped: str | None
    failing: int
    failing_since: datetime | None
    paused_until: datetime | None
    waiting: int  # pieces of news; counted up to 1,000


class WebhookList(Struct, frozen=True):
    webhooks: list[WebhookLine]


class DeliveryLine(Struct, frozen=True, kw_only=True):
    """One event for one webhook: how often it was tried, and how the last try ended.

    `status` is what was answered; `error` why nothing was: unknown_host, not_public, timed_out, bad_certificate, ...
    """

    event_id: UUID
    type: str
    subject: UUID | None
    position: str
    recorded_at: datetime
    state: DeliveryState
    tries: int
    tried_at: datetime | None
    due_at: datetime | None  # of what waits
    status: int | None
    error: str | None


class DeliveryLog(Struct, frozen=True):
    deliveries: list[DeliveryLine]
    next_cursor: str | None


class TestOutcome(Struct, frozen=True):
    """What became of a test message."""

    arrived: bool
    status: int | None
    error: str | None
