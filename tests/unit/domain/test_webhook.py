"""A webhook is registered for clinics and a partner that exist; it can be changed, stopped, and removed for good."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.decider import Command, Event
from domain.webhook.decider import (
    WEBHOOK,
    ChangeWebhook,
    DisableWebhook,
    EnableWebhook,
    RegisterWebhook,
    RemoveWebhook,
    ReplayWebhook,
    RotateWebhookSecret,
)
from domain.webhook.events import (
    Stopped,
    WebhookChanged,
    WebhookDisabled,
    WebhookEnabled,
    WebhookRegistered,
    WebhookRemoved,
    WebhookReplayAsked,
    WebhookSecretRotated,
)
from tests.support.examples import CLINIC_ID, NOON, OPENED, PARTNER_REGISTERED, WISH_ID, named
from tests.support.spec import given

HOOK = named("a webhook")
SEALED, OTHER = "a" * 32, "b" * 32
PARTNER_ID = PARTNER_REGISTERED.partner_id
REGISTERED = WebhookRegistered(
    webhook_id=HOOK, partner_id=PARTNER_ID, types=("session.logged",), clinics=(CLINIC_ID,), private=SEALED
)
THERE: dict[UUID, Sequence[Event]] = {CLINIC_ID: [OPENED], PARTNER_ID: [PARTNER_REGISTERED]}
REGISTER = RegisterWebhook(
    command_id=WISH_ID,
    at=NOON,
    webhook_id=HOOK,
    partner_id=PARTNER_ID,
    types=("session.logged",),
    clinics=(CLINIC_ID,),
    private=SEALED,
)
CHANGE = ChangeWebhook(command_id=WISH_ID, at=NOON, webhook_id=HOOK, types=("alert.raised",), private=OTHER)
ROTATE = RotateWebhookSecret(command_id=WISH_ID, at=NOON, webhook_id=HOOK, private=OTHER)
DISABLE = DisableWebhook(command_id=WISH_ID, at=NOON, webhook_id=HOOK, reason=Stopped.GONE)
ENABLE = EnableWebhook(command_id=WISH_ID, at=NOON, webhook_id=HOOK)
REMOVE = RemoveWebhook(command_id=WISH_ID, at=NOON, webhook_id=HOOK)
DISABLED = WebhookDisabled(webhook_id=HOOK, reason=Stopped.GONE)
REPLAY = ReplayWebhook(
    command_id=WISH_ID, at=NOON, webhook_id=HOOK, since=NOON - timedelta(days=30), until=NOON + timedelta(days=1)
)
REMOVED = WebhookRemoved(webhook_id=HOOK)


def test_a_webhook_is_registered_once() -> None:
    given(WEBHOOK).seeing(THERE).when(REGISTER).then([REGISTERED])
    given(WEBHOOK, [REGISTERED]).seeing(THERE).when(REGISTER).then_nothing()
    given(WEBHOOK, [WebhookRegistered(webhook_id=HOOK, partner_id=None, types=(), clinics=(), private=OTHER)]).seeing(
        THERE
    ).when(REGISTER).then_rejected("already_registered")


def test_its_clinics_and_its_partner_must_exist() -> None:
    given(WEBHOOK).seeing({PARTNER_ID: [PARTNER_REGISTERED]}).when(REGISTER).then_rejected("unknown_clinic")
    given(WEBHOOK).seeing({CLINIC_ID: [OPENED]}).when(REGISTER).then_rejected("unknown_partner")


def test_its_address_is_sealed() -> None:
    bare = RegisterWebhook(command_id=WISH_ID, at=NOON, webhook_id=HOOK)
    given(WEBHOOK).when(bare).then_rejected("nothing_sealed")


def test_it_is_changed_as_a_whole() -> None:
    changed = WebhookChanged(webhook_id=HOOK, types=("alert.raised",), clinics=(), private=OTHER)
    given(WEBHOOK, [REGISTERED]).when(CHANGE).then([changed])
    given(WEBHOOK, [REGISTERED, changed]).when(CHANGE).then_nothing()


def test_the_old_secret_signs_along_for_a_day() -> None:
    rotated = WebhookSecretRotated(webhook_id=HOOK, old_until=NOON + timedelta(hours=24), private=OTHER)
    given(WEBHOOK, [REGISTERED]).when(ROTATE).then([rotated])
    given(WEBHOOK, [REGISTERED, rotated]).when(ROTATE).then_nothing()


def test_it_is_stopped_and_goes_on() -> None:
    given(WEBHOOK, [REGISTERED]).when(DISABLE).then([DISABLED])
    given(WEBHOOK, [REGISTERED, DISABLED]).when(DISABLE).then_nothing()
    given(WEBHOOK, [REGISTERED, DISABLED]).when(ENABLE).then([WebhookEnabled(webhook_id=HOOK)])
    given(WEBHOOK, [REGISTERED]).when(ENABLE).then_nothing()


def test_it_is_removed_once() -> None:
    given(WEBHOOK, [REGISTERED]).when(REMOVE).then([REMOVED])
    given(WEBHOOK, [REGISTERED, REMOVED]).when(REMOVE).then_nothing()


@pytest.mark.parametrize("wish", [CHANGE, ROTATE, DISABLE, ENABLE, REMOVE, REPLAY])
def test_there_is_nothing_to_do_to_one_that_is_none(wish: Command) -> None:
    given(WEBHOOK).when(wish).then_rejected("unknown_webhook")


@pytest.mark.parametrize("wish", [CHANGE, ROTATE, DISABLE, ENABLE, REPLAY])
def test_nothing_is_done_to_one_that_was_removed(wish: Command) -> None:
    given(WEBHOOK, [REGISTERED, REMOVED]).when(wish).then_rejected("unknown_webhook")


def test_a_replay_ends_now_at_the_latest_and_begins_thirty_days_ago_at_the_earliest() -> None:
    asked = WebhookReplayAsked(webhook_id=HOOK, since=REPLAY.since, until=NOON)
    given(WEBHOOK, [REGISTERED]).when(REPLAY).then([asked])
    given(WEBHOOK, [REGISTERED, asked]).when(REPLAY).then_nothing()
    for since in (REPLAY.since - timedelta(seconds=1), NOON):
        given(WEBHOOK, [REGISTERED]).when(replace(REPLAY, since=since)).then_rejected("bad_replay")
