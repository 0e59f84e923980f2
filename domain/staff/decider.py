"""Inviting staff."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from msgspec import Struct

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Seen
from domain.rejections import only_once, refused
from domain.staff.events import EVENTS, Role, StaffEvent, StaffInvited


class InviteStaff(Command):
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...] = ()
    private: str | None = None


StaffCommand = InviteStaff


class Staff(Struct, frozen=True):
    invited: StaffInvited | None = None


def known_staff(seen: Seen, staff_id: UUID) -> None:
    """Refuses a member of staff who was never invited."""
    staff = seen[staff_id]  # may be of another kind, where a wish names one id twice
    if not isinstance(staff, Staff) or staff.invited is None:
        raise refused("unknown_staff")


def decide(command: StaffCommand, staff: Staff, seen: Seen) -> Sequence[StaffEvent]:
    match command:
        case InviteStaff():
            return invite(command, staff, seen)
        case _:
            assert_never(command)


def invite(command: InviteStaff, staff: Staff, seen: Seen) -> Sequence[StaffInvited]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    wanted = StaffInvited(
        staff_id=command.staff_id, role=command.role, clinics=command.clinics, private=command.private
    )
    return only_once(staff.invited, wanted, "already_invited")


def evolve(staff: Staff, event: StaffEvent) -> Staff:
    match event:
        case StaffInvited():
            return Staff(invited=event)
        case _:
            assert_never(event)


STAFF = Decider(
    kind="staff",
    empty=Staff(),
    commands=(InviteStaff,),
    events=EVENTS,
    stream=lambda command: command.staff_id,
    decide=decide,
    evolve=evolve,
    needs=lambda command: [Need("clinic", clinic_id) for clinic_id in command.clinics],
    opens=frozenset({InviteStaff}),
)
