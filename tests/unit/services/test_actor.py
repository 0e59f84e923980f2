"""Who may ask for what: some things only for themselves."""

from datetime import date
from uuid import UUID

import pytest

from domain.staff.decider import SetStaffAway
from domain.staff.events import Role
from services.actor import Actor, ActorKind, may
from tests.support.examples import NOON, ORGANISATION_ID, OTHER_THERAPIST_ID, THERAPIST_ID, WISH_ID

AWAY = SetStaffAway(
    command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, first_day=date(2026, 8, 3), last_day=date(2026, 8, 21)
)


def staff(role: Role, staff_id: UUID = OTHER_THERAPIST_ID) -> Actor:
    return Actor(kind=ActorKind.STAFF, org_id=ORGANISATION_ID, id=staff_id, role=role)


@pytest.mark.parametrize("role", Role)
def test_everybody_says_when_they_are_away_themselves(role: Role) -> None:
    assert may(staff(role, THERAPIST_ID), AWAY)


def test_only_managers_say_it_of_others() -> None:
    assert [role for role in Role if may(staff(role), AWAY)] == [Role.OWNER, Role.ADMIN]


def test_no_partner_says_it() -> None:
    assert not may(Actor(kind=ActorKind.PARTNER, org_id=ORGANISATION_ID, id=THERAPIST_ID), AWAY)
