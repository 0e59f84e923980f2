"""A round of posts to one webhook: noted in the audit first, sent side by side, and what becomes of each of them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from domain.webhook.events import Stopped
from services.audit.entry import Entry, Kind
from services.context import Context
from services.webhooks.endpoint import Endpoint
from services.webhooks.known import PREFIX
from services.webhooks.schedule import LONGEST_ASKED, WELL, DeliveryState, Health, after_failure, next_try
from services.webhooks.sending import GONE, About, News, Sent, message_id, post
from workers.traced_posts import posting
from workers.webhook_rows import Due, Outcome

OPERATION = "webhook"
"""How the audit names what is done."""


class Round(Struct, frozen=True):
    """What came of posting some news."""

    outcomes: tuple[Outcome, ...]
    health: Health
    stop: Stopped | None = None


async def post_all(
    context: Context, org_id: UUID, endpoint: Endpoint, due: Sequence[Due], health: Health, now: datetime
) -> Round:
    """`now`: the organisation's clock. Raises StoreBusy where the audit cannot be written: then nothing was sent."""
    await context.audit.note(org_id, [disclosure(endpoint, due)])
    sent = await asyncio.gather(*(_post(context, endpoint, one) for one in due))
    outcomes: list[Outcome] = []
    stop: Stopped | None = None
    for one, came in zip(due, sent, strict=True):
        if came.arrived:
            health = WELL
        else:
            health = after_failure(health, now, one.event_id, came.asked)
            stop = Stopped.GONE if came.status == GONE else stop
        outcomes.append(outcome_of(one, came, now))
    if stop is None and health.is_hopeless(now):
        stop = Stopped.FAILING
    return Round(tuple(outcomes), health, stop)


def disclosure(endpoint: Endpoint, due: Sequence[Due]) -> Entry:
    """Whose data goes to whom."""
    patients = tuple(dict.fromkeys(one.subject_id for one in due if one.subject_id is not None))
    return Entry(
        kind=Kind.DISCLOSED,
        actor=endpoint.signature,
        via=f"webhook:{endpoint.webhook_id}",
        right="scope read" if endpoint.partner_id else "the organisation's own webhook",
        operation=OPERATION,
        patients=patients,
        count=len(due),
        detail={"events": [str(one.event_id) for one in due]},
    )


def outcome_of(one: Due, came: Sent, now: datetime) -> Outcome:
    """A receiver that asks to be left alone has not failed at this piece of news: that was no try."""
    if came.arrived:
        return Outcome(one.event_id, DeliveryState.DELIVERED, one.tries + 1, None, came)
    if came.asked is not None:
        return Outcome(one.event_id, DeliveryState.WAITING, one.tries, now + min(came.asked, LONGEST_ASKED), came)
    due_at = next_try(one.tries + 1, one.event_id, now)
    state = DeliveryState.WAITING if due_at else DeliveryState.GIVEN_UP
    return Outcome(one.event_id, state, one.tries + 1, due_at, came)


async def _post(context: Context, endpoint: Endpoint, one: Due) -> Sent:
    news = News(f"{PREFIX}{one.type}", one.recorded_at, About(one.event_id, one.subject_id, one.place))
    id_ = message_id(endpoint.webhook_id, one.event_id)
    with posting(context.tracing, one) as (traceparent, told):
        sent = await post(context, endpoint, id_, news, datetime.now(UTC), traceparent)
        told(sent)
    return sent
