"""What happens to a webhook: an address of a partner's or the organisation's own, to which news is posted.

Where it is posted to and the secret that signs it are sealed: an address may hold a secret of the receiver's.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.decider import Event
from domain.values import Instant

EventType = Annotated[str, Meta(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,40}$", description="As in session.logged.")]


class Stopped(StrEnum):
    """Why a webhook is not posted to."""

    ASKED = "asked"  # by whoever it belongs to
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # it has failed for five days


class WebhookRegistered(Event):
    webhook_id: UUID
    partner_id: UUID | None  # None: it is the organisation's own
    types: tuple[EventType, ...]  # empty: all that its owner may know of
    clinics: tuple[UUID, ...]  # empty: all that its owner reaches
    private: str  # keyed digest of the vault's item of this event: address and secret


class WebhookChanged(Event):
    webhook_id: UUID
    types: tuple[EventType, ...]
    clinics: tuple[UUID, ...]
    private: str  # of the address


class WebhookSecretRotated(Event):
    """From now on both secrets sign, until the old one ends."""

    webhook_id: UUID
    old_until: Instant
    private: str  # of the new secret


class WebhookDisabled(Event):
    webhook_id: UUID
    reason: Stopped


class WebhookEnabled(Event):
    webhook_id: UUID


class WebhookRemoved(Event):
    webhook_id: UUID


class WebhookReplayAsked(Event):
    """All that was recorded from one instant up to another is posted again, under the same ids."""

    webhook_id: UUID
    since: Instant
    until: Instant


WebhookEvent = (
    WebhookRegistered
    | WebhookChanged
    | WebhookSecretRotated
    | WebhookDisabled
    | WebhookEnabled
    | WebhookRemoved
    | WebhookReplayAsked
)

EVENTS: dict[str, type[Event]] = {
    "webhook.registered": WebhookRegistered,
    "webhook.changed": WebhookChanged,
    "webhook.secret_rotated": WebhookSecretRotated,
    "webhook.disabled": WebhookDisabled,
    "webhook.enabled": WebhookEnabled,
    "webhook.removed": WebhookRemoved,
    "webhook.replay_asked": WebhookReplayAsked,
}
