"""Who may speak for whom: for nobody above oneself, and never about how somebody else is reached."""

from datetime import date
from uuid import UUID

import pytest

from domain.decider import Command
from domain.staff.decider import SetStaffAway, SetStaffPreferences
from domain.staff.events import Role, StaffInvited
from domain.staff.member import Staff
from services.actor import Actor, ActorKind, system
from services.rank import outranks
from tests.support.examples import NOON, ORGANISATION_ID, OTHER_THERAPIST_ID, THERAPIST_ID, WISH_ID

AWAY = SetStaffAway(
    command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, first_day=date(2026, 8, 3), last_day=date(2026, 8, 21)
)
PREFERS = SetStaffPreferences(command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, language="de")
ADDRESS = SetStaffPreferences(command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, private="a digest")


def says(role: Role, command: Command, of: Role, staff_id: UUID = OTHER_THERAPIST_ID) -> bool:
    """Whether somebody of this role may say it of the therapist, were that one of another role."""
    actor = Actor(kind=ActorKind.STAFF, org_id=ORGANISATION_ID, id=staff_id, role=role)
    return outranks(actor, command, Staff(invited=StaffInvited(staff_id=THERAPIST_ID, role=of, clinics=())))


@pytest.mark.parametrize("command", [AWAY, PREFERS], ids=["away", "preferences"])
def test_nobody_speaks_for_who_stands_above_them(command: Command) -> None:
    assert [of for of in Role if not says(Role.ADMIN, command, of)] == [Role.OWNER]
    assert [of for of in Role if not says(Role.OWNER, command, of)] == []


@pytest.mark.parametrize("role", Role)
def test_where_somebody_is_reached_they_alone_say(role: Role) -> None:
    assert [of for of in Role if says(role, ADDRESS, of)] == []
    assert says(role, ADDRESS, role, staff_id=THERAPIST_ID)


@pytest.mark.parametrize("command", [AWAY, PREFERS, ADDRESS], ids=["away", "preferences", "address"])
def test_everybody_speaks_for_themselves_and_our_own_tools_for_all(command: Command) -> None:
    assert all(says(role, command, role, staff_id=THERAPIST_ID) for role in Role)
    assert outranks(system(ORGANISATION_ID, "tool"), command, Staff())
