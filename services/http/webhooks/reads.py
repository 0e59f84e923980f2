"""Webhooks as they stand, what was posted to one, and a message to try it out."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from services.actor import ActorKind
from services.http.audit.seen import right_at
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.webhooks.forms import (
    DeliveryLine,
    DeliveryLog,
    TestOutcome,
    WebhookLine,
    WebhookList,
)
from services.http.webhooks.giving import is_theirs, reached_webhook
from services.webhooks.endpoint import find_webhook, open_endpoint
from services.webhooks.reading import hooks, news
from services.webhooks.schedule import DeliveryState
from services.webhooks.sending import TEST_TYPE, About, News, post


class PostedBefore(Struct, frozen=True):
    """Where a page of the delivery log ended."""

    delivery_before: int


async def list_webhooks(asked: Asked) -> Reply:
    return Reply(msgspec.json.encode(WebhookList(await _lines(asked))))


async def one_webhook(asked: Asked) -> Reply:
    webhook_id, actor = await reached_webhook(asked), asked.actor
    async with asked.context.reading(actor.org_id) as db:
        rows = await hooks(db, actor.org_id, None)
    row = next((row for row in rows if row["webhook_id"] == webhook_id), None)
    line = await _line(asked, webhook_id, row)
    if line is None:
        raise Problem("unknown_webhook")
    return Reply(msgspec.json.encode(line))


async def list_deliveries(asked: Asked) -> Reply:
    """Kept for thirty days."""
    webhook_id, query = await reached_webhook(asked), asked.query
    after = read_cursor(asked, query.cursor, PostedBefore)
    async with asked.context.reading(asked.actor.org_id) as db:
        before = after.delivery_before if after else None
        rows = await news(db, asked.actor.org_id, webhook_id, query.status, before, query.limit + 1)
    page = rows[: query.limit]
    lines = [
        DeliveryLine(
            event_id=row["event_id"],
            type=row["type"],
            subject=row["subject_id"],
            position=row["place"],
            recorded_at=row["recorded_at"],
            state=row["state"],
            tries=row["tries"],
            tried_at=row["tried_at"],
            due_at=row["due_at"] if row["state"] == DeliveryState.WAITING else None,
            status=row["status"],
            error=row["error"],
        )
        for row in page
    ]
    asked.seen.patients((line.subject for line in lines if line.subject is not None), right_at(asked.actor))
    more = page_cursor(asked, PostedBefore(page[-1]["pos"])) if len(rows) > query.limit else None
    return Reply(msgspec.json.encode(DeliveryLog(lines, more)))


async def test_webhook(asked: Asked) -> Reply:
    """Posts a message about nobody, now, and tells how it went."""
    context, org_id = asked.context, asked.actor.org_id
    webhook_id = await reached_webhook(asked)
    now = context.clock.now(org_id)
    endpoint = await open_endpoint(context, org_id, webhook_id, now)
    if endpoint is None:
        raise Problem("unknown_webhook")
    test = News(TEST_TYPE, now, About(asked.request_id, None, None))
    sent = await post(context, endpoint, f"msg_test_{asked.request_id.hex}", test, datetime.now(UTC))
    return Reply(msgspec.json.encode(TestOutcome(sent.arrived, sent.status, sent.error)))


async def _lines(asked: Asked) -> list[WebhookLine]:
    """Those of the asker, in the order of their ids, as far as the engine has met them."""
    actor = asked.actor
    async with asked.context.reading(actor.org_id) as db:
        rows = await hooks(db, actor.org_id, actor.id if actor.kind is ActorKind.PARTNER else None)
    lines = [await _line(asked, row["webhook_id"], row) for row in rows]
    return [line for line in lines if line is not None]


async def _line(asked: Asked, webhook_id: UUID, row: asyncpg.Record | None) -> WebhookLine | None:
    """`row`: how it is doing; None where the engine has not met it yet."""
    context, actor = asked.context, asked.actor
    found = await find_webhook(context, actor.org_id, webhook_id)
    if found is None or found.webhook.registered is None or not is_theirs(actor, found.webhook):
        return None
    endpoint = await open_endpoint(context, actor.org_id, webhook_id, context.clock.now(actor.org_id))
    return WebhookLine(
        id=webhook_id,
        partner_id=found.webhook.registered.partner_id,
        url=endpoint.url if endpoint else None,
        types=found.webhook.types,
        clinics=found.webhook.clinics,
        stopped=found.webhook.stopped,
        failing=row["failing"] if row else 0,
        failing_since=row["failing_since"] if row else None,
        paused_until=row["paused_until"] if row else None,
        waiting=row["waiting"] if row else 0,
    )
