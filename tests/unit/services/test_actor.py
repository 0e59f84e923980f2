"""Who may ask for what: some things only for themselves."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.organisation.decider import SetRetention
from domain.staff.decider import SetStaffAway
from domain.staff.events import Role
from services.actor import RIGHTS, Actor, ActorKind, may
from tests.support.examples import CLINIC_ID, NOON, ORGANISATION_ID, OTHER_THERAPIST_ID, THERAPIST_ID, WISH_ID

AWAY = SetStaffAway(
    command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, first_day=date(2026, 8, 3), last_day=date(2026, 8, 21)
)


RETENTION = SetRetention(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, years=10)
OF_ALL_CLINICS = {
    "SetRetention",
    "SetIdentityProvider",
    "RemoveIdentityProvider",
    "LeaveOrganisation",
    "StayOrganisation",
    "OpenClinic",
}


def staff(role: Role, staff_id: UUID = OTHER_THERAPIST_ID) -> Actor:
    return Actor(kind=ActorKind.STAFF, org_id=ORGANISATION_ID, id=staff_id, role=role)


@pytest.mark.parametrize("role", Role)
def test_everybody_says_when_they_are_away_themselves(role: Role) -> None:
    assert may(staff(role, THERAPIST_ID), AWAY)


def test_only_managers_say_it_of_others() -> None:
    assert [role for role in Role if may(staff(role), AWAY)] == [Role.OWNER, Role.ADMIN]


def test_no_partner_says_it() -> None:
    assert not may(Actor(kind=ActorKind.PARTNER, org_id=ORGANISATION_ID, id=THERAPIST_ID), AWAY)


def test_what_changes_the_whole_organisation_is_for_those_whose_rights_hold_at_every_clinic() -> None:
    owner = staff(Role.OWNER)
    assert may(owner, RETENTION)
    assert not may(replace(owner, clinics=(CLINIC_ID,)), RETENTION)
    assert {name for name, right in RIGHTS.items() if right.whole} == OF_ALL_CLINICS
