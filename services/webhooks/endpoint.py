"""A webhook as it is posted to: its address and its secrets, out of log and vault."""

import secrets
from base64 import b64encode
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.decider import Event, fold
from domain.webhook.decider import WEBHOOK, Webhook
from domain.webhook.events import WebhookSecretRotated
from services.context import Context

URL, SECRET = "url", "secret"
"""The names of what is sealed."""

SECRET_BYTES = 32


class Endpoint(Struct, frozen=True):
    """`secrets`: the one in use, and the one before as long as it signs along."""

    webhook_id: UUID
    webhook: Webhook
    url: str
    secrets: tuple[str, ...]
    version: int  # of its stream

    @property
    def partner_id(self) -> UUID | None:
        return self.webhook.registered.partner_id if self.webhook.registered else None

    @property
    def signature(self) -> str:
        """How the audit names who is told."""
        return f"system:webhook {self.webhook_id}" if self.partner_id is None else f"partner:{self.partner_id}"


class Found(NamedTuple):
    """The stream of a webhook."""

    webhook: Webhook
    events: list[tuple[UUID, Event]]
    version: int


def new_secret() -> str:
    """As Standard Webhooks writes them."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


async def find_webhook(context: Context, org_id: UUID, webhook_id: UUID) -> Found | None:
    """None where there is none under this id, or none any more."""
    stored = await context.store.load(org_id, [webhook_id])
    if not stored or stored[0].type not in WEBHOOK.events:
        return None
    decode = context.codec.decode
    events = [(each.event_id, decode(each.type, each.schema_v, each.data)) for each in stored]
    webhook = fold(WEBHOOK, [event for _, event in events])
    return None if webhook.removed else Found(webhook, events, stored[-1].version)


async def open_endpoint(context: Context, org_id: UUID, webhook_id: UUID, now: datetime) -> Endpoint | None:
    """None where there is none, or its key is gone."""
    found = await find_webhook(context, org_id, webhook_id)
    if found is None:
        return None
    async with context.reading(org_id) as db:
        opened = await context.vault.open(db, org_id, webhook_id)
    sealed = [(event, opened.get(event_id, {})) for event_id, event in found.events]
    urls = [fields[URL] for _, fields in sealed if URL in fields]
    made = [(event, fields[SECRET]) for event, fields in sealed if SECRET in fields]
    if not urls or not made:
        return None
    newest, secret = made[-1]
    old = [made[-2][1]] if isinstance(newest, WebhookSecretRotated) and now < newest.old_until and made[1:] else []
    return Endpoint(webhook_id, found.webhook, urls[-1], (secret, *old), found.version)
