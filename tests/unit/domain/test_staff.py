"""A member of staff is invited once, to clinics that exist."""

from uuid import UUID

from domain.staff.decider import STAFF, InviteStaff
from domain.staff.events import Role, StaffInvited
from tests.support.examples import CLINIC_ID, INVITED, NOON, OPENED, THERAPIST_ID, WISH_ID, named
from tests.support.spec import given


def invite(role: Role = Role.THERAPIST, clinics: tuple[UUID, ...] = (CLINIC_ID,)) -> InviteStaff:
    return InviteStaff(command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, role=role, clinics=clinics)


def test_a_therapist_is_invited_to_a_clinic() -> None:
    given(STAFF).seeing({CLINIC_ID: [OPENED]}).when(invite()).then(
        [StaffInvited(staff_id=THERAPIST_ID, role=Role.THERAPIST, clinics=(CLINIC_ID,))]
    )


def test_an_owner_is_invited_to_every_clinic() -> None:
    given(STAFF).when(invite(Role.OWNER, clinics=())).then(
        [StaffInvited(staff_id=THERAPIST_ID, role=Role.OWNER, clinics=())]
    )


def test_inviting_again_changes_nothing() -> None:
    given(STAFF, [INVITED]).seeing({CLINIC_ID: [OPENED]}).when(invite()).then_nothing()


def test_the_id_cannot_be_given_to_another() -> None:
    given(STAFF, [INVITED]).seeing({CLINIC_ID: [OPENED]}).when(invite(Role.ADMIN)).then_rejected("already_invited")


def test_every_clinic_named_must_exist() -> None:
    nowhere = invite(clinics=(CLINIC_ID, named("a clinic that never opened")))
    given(STAFF).seeing({CLINIC_ID: [OPENED]}).when(nowhere).then_rejected("unknown_clinic")
