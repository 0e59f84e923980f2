"""What is done to webhooks: each order is a command, given by the owner of the webhook or by an owner or admin."""

from uuid import UUID

import msgspec

from domain.decider import Command
from domain.webhook.decider import (
    ChangeWebhook,
    DisableWebhook,
    EnableWebhook,
    RegisterWebhook,
    RemoveWebhook,
    ReplayWebhook,
    RotateWebhookSecret,
    Webhook,
)
from eventstore.records import Sealed
from services.actor import Actor, ActorKind
from services.call import Call
from services.egress import EgressRefused
from services.egress_target import read_url
from services.execute import execute
from services.http.audit.commands import note_command
from services.http.commands import done, expected_version
from services.http.forms import read_form
from services.http.operation import Asked, Reply
from services.http.positions import HEADER
from services.http.problems import Problem
from services.http.webhooks.forms import NewWebhook, ReplayBody, WebhookBody
from services.webhooks.endpoint import SECRET, URL, find_webhook, new_secret
from services.webhooks.reading import standing_in_turn

MOST_WEBHOOKS = 20
"""Of a partner, or of the organisation itself."""


async def register(asked: Asked) -> Reply:
    """Answers the secret, this once."""
    body, actor = _read(asked), asked.actor
    partner_id = actor.id if actor.kind is ActorKind.PARTNER else None
    command_id, webhook_id, secret = asked.context.new_id(), asked.context.new_id(), new_secret()
    sealed, digest = await _sealed(asked, webhook_id, command_id, {URL: body.url, SECRET: secret})
    wish = RegisterWebhook(
        command_id=command_id,
        at=asked.context.clock.now(actor.org_id),
        webhook_id=webhook_id,
        partner_id=partner_id,
        types=body.types,
        clinics=body.clinics,
        private=digest,
    )
    async with asked.context.writing(actor.org_id) as db:
        if await standing_in_turn(db, actor.org_id, partner_id) >= MOST_WEBHOOKS:
            raise Problem("too_many_webhooks")
        return await _made(asked, wish, sealed, webhook_id, secret)


async def change(asked: Asked) -> Reply:
    webhook_id = await reached_webhook(asked)
    body, command_id = _read(asked), asked.context.new_id()
    sealed, digest = await _sealed(asked, webhook_id, command_id, {URL: body.url})
    wish = ChangeWebhook(
        command_id=command_id,
        at=asked.context.clock.now(asked.actor.org_id),
        webhook_id=webhook_id,
        types=body.types,
        clinics=body.clinics,
        private=digest,
    )
    return await _give(asked, wish, sealed)


async def rotate(asked: Asked) -> Reply:
    """Answers the new secret, this once."""
    webhook_id = await reached_webhook(asked)
    command_id, secret = asked.context.new_id(), new_secret()
    sealed, digest = await _sealed(asked, webhook_id, command_id, {SECRET: secret})
    now = asked.context.clock.now(asked.actor.org_id)
    wish = RotateWebhookSecret(command_id=command_id, at=now, webhook_id=webhook_id, private=digest)
    return await _made(asked, wish, sealed, webhook_id, secret)


async def disable(asked: Asked) -> Reply:
    return await _order(asked, DisableWebhook)


async def enable(asked: Asked) -> Reply:
    return await _order(asked, EnableWebhook)


async def remove(asked: Asked) -> Reply:
    return await _order(asked, RemoveWebhook)


async def replay(asked: Asked) -> Reply:
    webhook_id = await reached_webhook(asked)
    body, now = read_form(asked.body, ReplayBody), asked.context.clock.now(asked.actor.org_id)
    wish = ReplayWebhook(
        command_id=asked.context.new_id(), at=now, webhook_id=webhook_id, since=body.since, until=body.until or now
    )
    return await _give(asked, wish)


async def reached_webhook(asked: Asked) -> UUID:
    """The webhook in the address. Raises Problem `unknown_webhook` for one that is none, or is not the asker's."""
    try:
        webhook_id = UUID(asked.path["webhook_id"])
    except ValueError as error:
        raise Problem("unknown_webhook") from error
    found = await find_webhook(asked.context, asked.actor.org_id, webhook_id)
    if found is None or not is_theirs(asked.actor, found.webhook):
        raise Problem("unknown_webhook")
    return webhook_id


def is_theirs(actor: Actor, webhook: Webhook) -> bool:
    """A partner's own; to staff of every clinic all, to staff of some the organisation's that tell of no others."""
    if webhook.registered is None:
        return False
    if actor.kind is ActorKind.PARTNER:
        return webhook.registered.partner_id == actor.id
    if not actor.clinics:
        return True
    own = webhook.registered.partner_id is None
    return own and bool(webhook.clinics) and set(webhook.clinics) <= set(actor.clinics)


def _read(asked: Asked) -> WebhookBody:
    """Raises Problem, also for an address that may not be posted to, and for clinics out of reach."""
    body, actor = read_form(asked.body, WebhookBody), asked.actor
    try:
        read_url(body.url, trying_out=asked.context.egress.trying_out)
    except EgressRefused as refusal:
        raise Problem("bad_url", refusal.detail, at="/url") from refusal
    if actor.clinics and not body.clinics and actor.kind is ActorKind.STAFF:
        raise Problem("forbidden", "Your rights hold at some clinics only: name among them.", at="/clinics")
    if not all(map(actor.reaches, body.clinics)):
        raise Problem("unknown_clinic", at="/clinics")
    return body


async def _sealed(
    asked: Asked, webhook_id: UUID, command_id: UUID, fields: dict[str, str]
) -> tuple[tuple[Sealed, ...], str]:
    sealed, digest = await asked.context.vault.seal(asked.actor.org_id, webhook_id, command_id, fields)
    return (sealed,), digest


async def _order(asked: Asked, kind: type[DisableWebhook | EnableWebhook | RemoveWebhook]) -> Reply:
    webhook_id = await reached_webhook(asked)
    now = asked.context.clock.now(asked.actor.org_id)
    return await _give(asked, kind(command_id=asked.context.new_id(), at=now, webhook_id=webhook_id))


async def _give(asked: Asked, wish: Command, sealed: tuple[Sealed, ...] = ()) -> Reply:
    call = Call(
        actor=asked.actor,
        command=wish,
        expected=expected_version(asked.headers),
        sealed=sealed,
        correlation_id=asked.request_id,
    )
    answer = await execute(asked.context, call)
    await note_command(asked.context, asked.seen, asked.actor.org_id, wish, answer)
    return done(answer)


async def _made(asked: Asked, wish: Command, sealed: tuple[Sealed, ...], webhook_id: UUID, secret: str) -> Reply:
    reply = await _give(asked, wish, sealed)
    body = NewWebhook(id=webhook_id, secret=secret, position=reply.headers.get(HEADER))
    return Reply(msgspec.json.encode(body), reply.headers)
