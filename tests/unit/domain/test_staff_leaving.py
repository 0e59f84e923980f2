"""Roles change and people leave; an organisation never loses its last owner, whoever goes at the same time."""

from uuid import UUID

from domain.decider import Event
from domain.organisation.decider import ORGANISATION, ReleaseOwner
from domain.organisation.events import OwnerReleased
from domain.staff.decider import STAFF, ChangeStaffRole, InviteStaff, RemoveStaff
from domain.staff.events import Role, StaffInvited, StaffRemoved, StaffRoleChanged
from tests.support.examples import (
    CLINIC_ID,
    INVITED,
    NOON,
    OPENED,
    ORGANISATION_ID,
    OTHER_THERAPIST_ID,
    REGISTERED,
    THERAPIST_ID,
    WISH_ID,
    named,
)
from tests.support.spec import given

ADA, BEN = named("Ada, an owner"), named("Ben, an owner")


def owner(staff_id: UUID) -> StaffInvited:
    return StaffInvited(staff_id=staff_id, role=Role.OWNER, clinics=())


def changed(staff_id: UUID, role: Role, clinics: tuple[UUID, ...] = ()) -> StaffRoleChanged:
    return StaffRoleChanged(staff_id=staff_id, role=role, clinics=clinics)


def change(staff_id: UUID, role: Role, clinics: tuple[UUID, ...] = ()) -> ChangeStaffRole:
    return ChangeStaffRole(
        command_id=WISH_ID, at=NOON, staff_id=staff_id, organisation_id=ORGANISATION_ID, role=role, clinics=clinics
    )


def remove(staff_id: UUID, hand_over_to: UUID | None = None) -> RemoveStaff:
    return RemoveStaff(
        command_id=WISH_ID, at=NOON, staff_id=staff_id, organisation_id=ORGANISATION_ID, hand_over_to=hand_over_to
    )


def release(staff_id: UUID, stays: UUID) -> ReleaseOwner:
    return ReleaseOwner(command_id=WISH_ID, at=NOON, organisation_id=ORGANISATION_ID, staff_id=staff_id, stays=stays)


def released(staff_id: UUID, stays: UUID, ownership: int = 1) -> OwnerReleased:
    return OwnerReleased(organisation_id=ORGANISATION_ID, staff_id=staff_id, ownership=ownership, stays=stays)


NOBODY: dict[UUID, list[Event]] = {ORGANISATION_ID: [REGISTERED]}
ADA_MAY_GO: dict[UUID, list[Event]] = {ORGANISATION_ID: [REGISTERED, released(ADA, BEN)]}


class TestRoles:
    def test_role_and_clinics_change_together(self) -> None:
        seen: dict[UUID, list[Event]] = {**NOBODY, CLINIC_ID: [OPENED]}
        now = changed(THERAPIST_ID, Role.ADMIN, (CLINIC_ID,))
        given(STAFF, [INVITED]).seeing(seen).when(change(THERAPIST_ID, Role.ADMIN, (CLINIC_ID,))).then([now])
        given(STAFF, [INVITED, now]).seeing(seen).when(change(THERAPIST_ID, Role.ADMIN, (CLINIC_ID,))).then_nothing()

    def test_a_role_is_held_at_clinics_that_exist(self) -> None:
        given(STAFF, [INVITED]).seeing(NOBODY).when(change(THERAPIST_ID, Role.ADMIN, (CLINIC_ID,))).then_rejected(
            "unknown_clinic"
        )

    def test_whoever_was_never_invited_has_no_role_to_change(self) -> None:
        given(STAFF).seeing(NOBODY).when(change(THERAPIST_ID, Role.ADMIN)).then_rejected("unknown_staff")


class TestLeaving:
    def test_a_therapist_hands_over_and_goes(self) -> None:
        successor: list[Event] = [StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.THERAPIST, clinics=())]
        seen = {**NOBODY, OTHER_THERAPIST_ID: successor}
        gone = StaffRemoved(staff_id=THERAPIST_ID, hand_over_to=OTHER_THERAPIST_ID)
        given(STAFF, [INVITED]).seeing(seen).when(remove(THERAPIST_ID, OTHER_THERAPIST_ID)).then([gone])
        given(STAFF, [INVITED, gone]).seeing(seen).when(remove(THERAPIST_ID, OTHER_THERAPIST_ID)).then_nothing()

    def test_nobody_hands_over_to_themselves_or_to_whoever_is_gone(self) -> None:
        given(STAFF, [INVITED]).seeing({**NOBODY, THERAPIST_ID: [INVITED]}).when(
            remove(THERAPIST_ID, THERAPIST_ID)
        ).then_rejected("cannot_answer")
        other = StaffInvited(staff_id=OTHER_THERAPIST_ID, role=Role.THERAPIST, clinics=())
        gone: list[Event] = [other, StaffRemoved(staff_id=OTHER_THERAPIST_ID)]
        given(STAFF, [INVITED]).seeing({**NOBODY, OTHER_THERAPIST_ID: gone}).when(
            remove(THERAPIST_ID, OTHER_THERAPIST_ID)
        ).then_rejected("unknown_staff")

    def test_whoever_is_gone_is_not_invited_again_under_their_id(self) -> None:
        again = InviteStaff(
            command_id=WISH_ID, at=NOON, staff_id=THERAPIST_ID, role=INVITED.role, clinics=INVITED.clinics
        )
        gone = [INVITED, StaffRemoved(staff_id=THERAPIST_ID)]
        given(STAFF, gone).seeing({CLINIC_ID: [OPENED]}).when(again).then_rejected("already_invited")


class TestTheLastOwner:
    def test_an_owner_goes_only_once_the_organisation_has_let_them_go(self) -> None:
        for wish in (remove(ADA), change(ADA, Role.THERAPIST)):
            given(STAFF, [owner(ADA)]).seeing(NOBODY).when(wish).then_rejected("last_owner")
        given(STAFF, [owner(ADA)]).seeing(ADA_MAY_GO).when(remove(ADA)).then([StaffRemoved(staff_id=ADA)])
        given(STAFF, [owner(ADA)]).seeing(ADA_MAY_GO).when(change(ADA, Role.ADMIN)).then([changed(ADA, Role.ADMIN)])

    def test_an_owner_may_work_elsewhere_without_asking(self) -> None:
        seen: dict[UUID, list[Event]] = {**NOBODY, CLINIC_ID: [OPENED]}
        given(STAFF, [owner(ADA)]).seeing(seen).when(change(ADA, Role.OWNER, (CLINIC_ID,))).then(
            [changed(ADA, Role.OWNER, (CLINIC_ID,))]
        )

    def test_an_owner_is_let_go_where_another_stays(self) -> None:
        both: dict[UUID, list[Event]] = {ADA: [owner(ADA)], BEN: [owner(BEN)]}
        given(ORGANISATION, [REGISTERED]).seeing(both).when(release(ADA, stays=BEN)).then([released(ADA, BEN)])
        given(ORGANISATION, [REGISTERED, released(ADA, BEN)]).seeing(both).when(release(ADA, stays=BEN)).then_nothing()

    def test_whoever_stays_is_an_owner_and_somebody_else(self) -> None:
        demoted: list[Event] = [owner(BEN), changed(BEN, Role.ADMIN)]
        given(ORGANISATION, [REGISTERED]).seeing({ADA: [owner(ADA)], BEN: demoted}).when(
            release(ADA, stays=BEN)
        ).then_rejected("last_owner")
        given(ORGANISATION, [REGISTERED]).seeing({ADA: [owner(ADA)]}).when(release(ADA, stays=ADA)).then_rejected(
            "last_owner"
        )

    def test_of_two_owners_who_go_at_once_the_second_stays(self) -> None:
        both: dict[UUID, list[Event]] = {ADA: [owner(ADA)], BEN: [owner(BEN)]}
        given(ORGANISATION, [REGISTERED, released(ADA, BEN)]).seeing(both).when(release(BEN, stays=ADA)).then_rejected(
            "last_owner"
        )

    def test_whoever_becomes_an_owner_again_has_to_be_let_go_again(self) -> None:
        again: list[Event] = [owner(ADA), changed(ADA, Role.ADMIN), changed(ADA, Role.OWNER)]
        given(STAFF, again).seeing(ADA_MAY_GO).when(remove(ADA)).then_rejected("last_owner")
        both: dict[UUID, list[Event]] = {ADA: again, BEN: [owner(BEN)]}
        given(ORGANISATION, [REGISTERED, released(ADA, BEN)]).seeing(both).when(release(ADA, stays=BEN)).then(
            [released(ADA, BEN, ownership=2)]
        )
