"""Registering an address for news, changing it, a new secret for it, and stopping it for a while or for good."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Seen
from domain.partner.state import Partner
from domain.rejections import only_once, refused
from domain.values import Instant
from domain.webhook.events import (
    EVENTS,
    EventType,
    Stopped,
    WebhookChanged,
    WebhookDisabled,
    WebhookEnabled,
    WebhookEvent,
    WebhookRegistered,
    WebhookRemoved,
    WebhookReplayAsked,
    WebhookSecretRotated,
)

OLD_SIGNS_FOR = timedelta(hours=24)
"""After a new secret was made; receivers take either meanwhile."""

REPLAYED = timedelta(days=30)
"""How far back what was posted can be asked for again."""


class RegisterWebhook(Command):
    webhook_id: UUID
    partner_id: UUID | None = None
    types: tuple[EventType, ...] = ()
    clinics: tuple[UUID, ...] = ()
    private: str | None = None


class ChangeWebhook(Command):
    """All of it at once: what is left out is empty from now on."""

    webhook_id: UUID
    types: tuple[EventType, ...] = ()
    clinics: tuple[UUID, ...] = ()
    private: str | None = None


class RotateWebhookSecret(Command):
    webhook_id: UUID
    private: str | None = None


class DisableWebhook(Command):
    webhook_id: UUID
    reason: Stopped = Stopped.ASKED


class EnableWebhook(Command):
    webhook_id: UUID


class RemoveWebhook(Command):
    webhook_id: UUID


class ReplayWebhook(Command):
    """Up to `until`, or the instant of the wish where that is sooner."""

    webhook_id: UUID
    since: Instant
    until: Instant


WebhookCommand = (
    RegisterWebhook
    | ChangeWebhook
    | RotateWebhookSecret
    | DisableWebhook
    | EnableWebhook
    | RemoveWebhook
    | ReplayWebhook
)


class Webhook(Struct, frozen=True):
    """`types` and `clinics` as they were said last; `stopped` None while it is posted to."""

    registered: WebhookRegistered | None = None
    types: tuple[EventType, ...] = ()
    clinics: tuple[UUID, ...] = ()
    address: str = ""  # digest of the address said last, where that was a change
    stopped: Stopped | None = None
    rotated: WebhookSecretRotated | None = None  # the last one
    removed: bool = False
    replayed: WebhookReplayAsked | None = None  # the last one


def decide(command: WebhookCommand, webhook: Webhook, seen: Seen) -> Sequence[WebhookEvent]:
    if isinstance(command, RegisterWebhook):
        return register(command, webhook, seen)
    if isinstance(command, RemoveWebhook) and webhook.removed:
        return []
    if webhook.registered is None or webhook.removed:
        raise refused("unknown_webhook")
    match command:
        case ChangeWebhook():
            return change(command, webhook, seen)
        case RotateWebhookSecret():
            return rotate(command, webhook)
        case DisableWebhook():
            return [] if webhook.stopped else [WebhookDisabled(webhook_id=command.webhook_id, reason=command.reason)]
        case EnableWebhook():
            return [WebhookEnabled(webhook_id=command.webhook_id)] if webhook.stopped else []
        case RemoveWebhook():
            return [WebhookRemoved(webhook_id=command.webhook_id)]
        case ReplayWebhook():
            return replay(command, webhook)
        case _:
            assert_never(command)


def register(command: RegisterWebhook, webhook: Webhook, seen: Seen) -> Sequence[WebhookRegistered]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    if command.partner_id is not None:
        partner = seen[command.partner_id]  # may be of another kind, where a wish names some other id
        if not isinstance(partner, Partner) or partner.registered is None:
            raise refused("unknown_partner")
    wanted = WebhookRegistered(
        webhook_id=command.webhook_id,
        partner_id=command.partner_id,
        types=command.types,
        clinics=command.clinics,
        private=_sealed(command.private),
    )
    return only_once(webhook.registered, wanted, "already_registered")


def change(command: ChangeWebhook, webhook: Webhook, seen: Seen) -> Sequence[WebhookChanged]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    address = _sealed(command.private)
    if (webhook.types, webhook.clinics, webhook.address) == (command.types, command.clinics, address):
        return []
    return [
        WebhookChanged(webhook_id=command.webhook_id, types=command.types, clinics=command.clinics, private=address)
    ]


def rotate(command: RotateWebhookSecret, webhook: Webhook) -> Sequence[WebhookSecretRotated]:
    secret = _sealed(command.private)
    if webhook.rotated is not None and webhook.rotated.private == secret:
        return []
    return [WebhookSecretRotated(webhook_id=command.webhook_id, old_until=command.at + OLD_SIGNS_FOR, private=secret)]


def replay(command: ReplayWebhook, webhook: Webhook) -> Sequence[WebhookReplayAsked]:
    until = min(command.until, command.at)
    if not command.at - REPLAYED <= command.since < until:
        raise refused("bad_replay")
    wanted = WebhookReplayAsked(webhook_id=command.webhook_id, since=command.since, until=until)
    return [] if webhook.replayed == wanted else [wanted]


def _sealed(digest: str | None) -> str:
    if digest is None:
        raise refused("nothing_sealed")
    return digest


def evolve(webhook: Webhook, event: WebhookEvent) -> Webhook:
    match event:
        case WebhookRegistered():
            return replace(webhook, registered=event, types=event.types, clinics=event.clinics)
        case WebhookChanged():
            return replace(webhook, types=event.types, clinics=event.clinics, address=event.private)
        case WebhookSecretRotated():
            return replace(webhook, rotated=event)
        case WebhookDisabled():
            return replace(webhook, stopped=event.reason)
        case WebhookEnabled():
            return replace(webhook, stopped=None)
        case WebhookRemoved():
            return replace(webhook, removed=True)
        case WebhookReplayAsked():
            return replace(webhook, replayed=event)
        case _:
            assert_never(event)


def needs(command: WebhookCommand) -> Sequence[Need]:
    match command:
        case RegisterWebhook():
            whose = [] if command.partner_id is None else [Need("partner", command.partner_id)]
            return [*(Need("clinic", clinic_id) for clinic_id in command.clinics), *whose]
        case ChangeWebhook():
            return [Need("clinic", clinic_id) for clinic_id in command.clinics]
        case RotateWebhookSecret() | DisableWebhook() | EnableWebhook() | RemoveWebhook() | ReplayWebhook():
            return []
        case _:
            assert_never(command)


WEBHOOK = Decider(
    kind="webhook",
    empty=Webhook(),
    commands=(
        RegisterWebhook,
        ChangeWebhook,
        RotateWebhookSecret,
        DisableWebhook,
        EnableWebhook,
        RemoveWebhook,
        ReplayWebhook,
    ),
    events=EVENTS,
    stream=lambda command: command.webhook_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({RegisterWebhook}),
)
