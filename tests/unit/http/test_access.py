"""The table of who may ask for what: nothing is served without a line, and a line says who."""

from uuid import UUID

import pytest

from domain.partner.events import Scope
from domain.staff.events import Role
from services.actor import RIGHTS, Actor, ActorKind
from services.app import served
from services.http.access import ACCESS
from services.http.allowed import Access, Reach, Served, Unlisted, check_listed, staff, staff_and_partners, without_key
from services.http.command_forms import STAFF_COMMANDS
from services.http.operations import OPERATIONS
from services.http.problems import Problem

ORG, ID = UUID(int=1), UUID(int=2)
ASKERS = {
    **{role.value: Actor(kind=ActorKind.STAFF, org_id=ORG, id=ID, role=role) for role in Role},
    "reads": Actor(kind=ActorKind.PARTNER, org_id=ORG, id=ID, scopes=(Scope.READ,)),
    "reads and reports": Actor(kind=ActorKind.PARTNER, org_id=ORG, id=ID, scopes=(Scope.READ, Scope.REPORTS)),
    "no scope": Actor(kind=ActorKind.PARTNER, org_id=ORG, id=ID),
    "our own tool": Actor(kind=ActorKind.SYSTEM, org_id=ORG, name="tool"),
}


def let_in(access: Access) -> set[str]:
    found = set()
    for name, actor in ASKERS.items():
        try:
            access.check(actor)
            found.add(name)
        except Problem as problem:
            if problem.code != "forbidden":
                raise
    return found


def test_a_line_lets_in_whom_it_names() -> None:
    every_role = {role.value for role in Role}
    partners = {"reads", "reads and reports", "no scope"}
    assert let_in(staff(Reach.CLINIC)) == every_role
    assert let_in(staff(Reach.CLINIC, Role.OWNER)) == {"owner"}
    assert let_in(staff_and_partners(Reach.NONE)) == every_role | partners
    assert let_in(staff_and_partners(Reach.PATIENT, Scope.READ, Scope.REPORTS)) == every_role | {"reads and reports"}
    assert let_in(without_key()) == let_in(Access(Reach.NONE)) == set()


def test_an_address_without_a_line_is_not_served_and_the_reason_names_it() -> None:
    with pytest.raises(Unlisted, match=r"/v1/all is served as 'listAll', and no line of services/http/access.py says"):
        check_listed(ACCESS, [Served("listAll", "/v1/all", open=False)])


@pytest.mark.parametrize(("name", "open_"), [("whoAmI", True), ("livez", False)])
def test_an_address_that_the_gate_and_the_table_see_differently_is_not_served(name: str, open_: bool) -> None:
    with pytest.raises(Unlisted, match=f"'{name}'.* key at the gate"):
        check_listed(ACCESS, [Served(name, "/x", open_)])


def test_a_command_may_be_given_by_the_roles_that_have_the_right() -> None:
    lines = {name: ACCESS[name[0].lower() + name[1:]] for name in STAFF_COMMANDS}
    assert {name: (line.roles, line.scopes) for name, line in lines.items()} == {
        name: (RIGHTS[name].roles, None) for name in STAFF_COMMANDS
    }


def test_an_address_that_names_a_patient_or_a_clinic_reaches_no_further() -> None:
    reach = {"{patient_id}": Reach.PATIENT, "{alert_id}": Reach.PATIENT, "{clinic_id}": Reach.CLINIC}
    named = [
        (each.path, ACCESS[each.name].reach, far)
        for each in served([], OPERATIONS)
        for part, far in reach.items()
        if part in each.path
    ]
    assert len(named) > 20
    assert [(path, found) for path, found, far in named if found is not far] == []
