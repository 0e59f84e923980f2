"""Stopping a webhook that is gone or keeps failing, and telling the organisation's owners and admins of it by mail."""

from uuid import UUID

import msgspec
import structlog

from domain.webhook.decider import DisableWebhook
from domain.webhook.events import Stopped
from projections.alert_inbox.staffing import managers
from services.actor import system
from services.call import Call
from services.context import Context
from services.egress_target import read_url
from services.execute import execute
from services.webhooks.effects import Tell, tell_effect
from services.webhooks.endpoint import open_endpoint
from workers.channels.letter import Letter
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End
from workers.recipients import recipient_of
from workers.sending import Channels
from workers.wording import worded

log = structlog.get_logger()

BY = "webhooks"

_TELL = msgspec.json.Decoder(Tell)


async def stop_webhook(context: Context, org_id: UUID, webhook_id: UUID, reason: Stopped) -> None:
    """It is posted to no more until somebody enables it. Those who may are told with the same append."""
    async with context.reading(org_id) as db:
        told = await managers(db, org_id)
    now, stopped_by = context.clock.now(org_id), context.new_id()
    tell = [tell_effect(Tell(webhook_id, stopped_by, reason, staff_id), now) for staff_id in told]
    wish = DisableWebhook(command_id=stopped_by, at=now, webhook_id=webhook_id, reason=reason)
    await execute(context, Call(actor=system(org_id, BY), command=wish, effects=tuple(tell)))
    log.warning("webhook_stopped", org_id=str(org_id), webhook_id=str(webhook_id), reason=str(reason))


async def tell_of_stop(context: Context, channels: Channels, claim: Claim) -> tuple[End, str | None]:
    """Raises whatever may be helped by trying again."""
    what, org_id = _TELL.decode(claim.payload), claim.org_id
    endpoint = await open_endpoint(context, org_id, what.webhook_id, context.clock.now(org_id))
    if endpoint is None or endpoint.webhook.stopped is not what.reason:
        return End.MOOT, "it was enabled or removed since"
    to = await recipient_of(context, org_id, what.staff_id)
    if not to.email:
        return End.MOOT, "no e-mail address is known"
    letter = Letter(
        effect_id=claim.effect_id,
        org_id=org_id,
        to=to,
        words=worded(
            f"webhook_{what.reason}",
            to.language,
            again=claim.uncertain,
            what=read_url(endpoint.url, trying_out=True).host,
            link=f"{context.settings.public_url}/v1/webhooks/{what.webhook_id}",
        ),
        again=claim.uncertain,
    )
    await channels.send(claim, EmailChannel.name, letter)
    return End.DONE, None
