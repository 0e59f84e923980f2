"""Whose a webhook is: who may see it, change where it goes, and ask for another secret."""

from uuid import UUID, uuid4

import pytest

from domain.staff.events import Role
from domain.webhook.decider import Webhook
from domain.webhook.events import WebhookRegistered
from services.actor import Actor, ActorKind
from services.http.webhooks.giving import is_theirs

ORGANISATION, HARBOUR, HILL, APP = uuid4(), uuid4(), uuid4(), uuid4()


def webhook(partner_id: UUID | None, *clinics: UUID) -> Webhook:
    registered = WebhookRegistered(webhook_id=uuid4(), partner_id=partner_id, types=(), clinics=clinics, private="x")
    return Webhook(registered=registered, clinics=clinics)


def admin(*clinics: UUID) -> Actor:
    return Actor(kind=ActorKind.STAFF, org_id=ORGANISATION, id=uuid4(), role=Role.ADMIN, clinics=clinics)


@pytest.mark.parametrize(
    ("actor", "partner_id", "clinics", "expected"),
    [
        (admin(), None, (), True),
        (admin(), APP, (HARBOUR,), True),
        (admin(HARBOUR), None, (HARBOUR,), True),
        (admin(HARBOUR), None, (HARBOUR, HILL), False),
        (admin(HARBOUR), None, (), False),
        (admin(HARBOUR), APP, (HARBOUR,), False),
        (Actor(kind=ActorKind.PARTNER, org_id=ORGANISATION, id=APP), APP, (HARBOUR,), True),
        (Actor(kind=ActorKind.PARTNER, org_id=ORGANISATION, id=uuid4()), APP, (HARBOUR,), False),
    ],
)
def test_a_webhook_is_its_partners_and_to_staff_what_they_reach(
    actor: Actor, partner_id: UUID | None, clinics: tuple[UUID, ...], expected: bool
) -> None:
    assert is_theirs(actor, webhook(partner_id, *clinics)) is expected
