"""Inviting staff, what they are and where, who covers while they are away, how they are told, and their leaving."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.clinic.decider import known_clinic
from domain.decider import Command, Decider, Need, Seen
from domain.organisation.state import may_stop_owning
from domain.patient.events import Channel
from domain.rejections import only_once, refused
from domain.staff.events import (
    EVENTS,
    Role,
    StaffAwaySet,
    StaffEvent,
    StaffInvited,
    StaffPreferencesSet,
    StaffRemoved,
    StaffRoleChanged,
)
from domain.staff.member import Staff, answers_alerts, known_staff
from domain.values import Language, WallTime

DIGEST_AT: WallTime = "08:00"
"""Where nothing else is said."""


class InviteStaff(Command):
    staff_id: UUID
    role: Role
    clinics: tuple[UUID, ...] = ()
    private: str | None = None


class SetStaffAway(Command):
    """The same first day again replaces; with the day before it as the last one it is called off."""

    staff_id: UUID
    first_day: date
    last_day: date
    cover_id: UUID | None = None


class SetStaffPreferences(Command):
    staff_id: UUID
    language: Language = "en"
    digest_at: WallTime = DIGEST_AT
    channels: tuple[Channel, ...] = tuple(Channel)
    private: str | None = None


class ChangeStaffRole(Command):
    """Role and clinics, both as a whole. An owner who stops being one was released before (`ReleaseOwner`)."""

    staff_id: UUID
    organisation_id: UUID
    role: Role
    clinics: tuple[UUID, ...] = ()


class RemoveStaff(Command):
    """Their patients go to `hand_over_to`, and their open alerts to whoever answers those of that one's patients.
    Without a successor both are left to the lead of each patient's clinic, until somebody assigns a therapist."""

    staff_id: UUID
    organisation_id: UUID
    hand_over_to: UUID | None = None


StaffCommand = InviteStaff | SetStaffAway | SetStaffPreferences | ChangeStaffRole | RemoveStaff


def decide(command: StaffCommand, staff: Staff, seen: Seen) -> Sequence[StaffEvent]:
    match command:
        case InviteStaff():
            return invite(command, staff, seen)
        case SetStaffAway():
            return set_away(command, staff, seen)
        case SetStaffPreferences():
            return set_preferences(command, staff)
        case ChangeStaffRole():
            return change_role(command, staff, seen)
        case RemoveStaff():
            return remove(command, staff, seen)
        case _:
            assert_never(command)


def invite(command: InviteStaff, staff: Staff, seen: Seen) -> Sequence[StaffInvited]:
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    wanted = StaffInvited(
        staff_id=command.staff_id, role=command.role, clinics=command.clinics, private=command.private
    )
    if staff.removed:
        raise refused("already_invited")
    return only_once(staff.invited, wanted, "already_invited")


def change_role(command: ChangeStaffRole, staff: Staff, seen: Seen) -> Sequence[StaffRoleChanged]:
    _still_there(staff)
    for clinic_id in command.clinics:
        known_clinic(seen, clinic_id)
    if (staff.role, staff.clinics) == (command.role, command.clinics):
        return []
    if staff.is_owner and command.role is not Role.OWNER:
        may_stop_owning(seen, command.organisation_id, command.staff_id, staff.ownerships)
    return [StaffRoleChanged(staff_id=command.staff_id, role=command.role, clinics=command.clinics)]


def remove(command: RemoveStaff, staff: Staff, seen: Seen) -> Sequence[StaffRemoved]:
    wanted = StaffRemoved(staff_id=command.staff_id, hand_over_to=command.hand_over_to)
    if staff.gone == wanted:
        return []
    _still_there(staff)
    if command.hand_over_to is not None:
        known_staff(seen, command.hand_over_to)
        if command.hand_over_to == command.staff_id:
            raise refused("cannot_answer")
    if staff.is_owner:
        may_stop_owning(seen, command.organisation_id, command.staff_id, staff.ownerships)
    return [wanted]


def _still_there(staff: Staff) -> None:
    if staff.invited is None or staff.removed:
        raise refused("unknown_staff")


def set_away(command: SetStaffAway, staff: Staff, seen: Seen) -> Sequence[StaffAwaySet]:
    _still_there(staff)
    there = next((away for away in reversed(staff.away) if away.first_day == command.first_day), None)
    called_off = there is not None and command.last_day.toordinal() == command.first_day.toordinal() - 1
    if command.last_day < command.first_day and not called_off:
        raise refused("bad_dates")
    if command.cover_id is not None and (
        command.cover_id == command.staff_id or not answers_alerts(known_staff(seen, command.cover_id))
    ):
        raise refused("cannot_answer")
    wanted = StaffAwaySet(
        staff_id=command.staff_id,
        first_day=command.first_day,
        last_day=command.last_day,
        cover_id=command.cover_id,
    )
    return [] if staff.away and staff.away[-1] == wanted else [wanted]


def set_preferences(command: SetStaffPreferences, staff: Staff) -> Sequence[StaffPreferencesSet]:
    _still_there(staff)
    wanted = StaffPreferencesSet(
        staff_id=command.staff_id,
        language=command.language,
        digest_at=command.digest_at,
        channels=command.channels,
        private=command.private,
    )
    return [] if staff.preferences == wanted else [wanted]


def evolve(staff: Staff, event: StaffEvent) -> Staff:
    match event:
        case StaffInvited():
            return replace(staff, invited=event, ownerships=int(event.role is Role.OWNER))
        case StaffAwaySet():
            others = (away for away in staff.away if away.first_day != event.first_day)
            return replace(staff, away=(*others, event))
        case StaffPreferencesSet():
            return replace(staff, preferences=event)
        case StaffRoleChanged():
            became_owner = event.role is Role.OWNER and not staff.is_owner
            return replace(staff, changed=event, ownerships=staff.ownerships + became_owner)
        case StaffRemoved():
            return replace(staff, gone=event)
        case _:
            assert_never(event)


def needs(command: StaffCommand) -> Sequence[Need]:
    match command:
        case InviteStaff():
            return [Need("clinic", clinic_id) for clinic_id in command.clinics]
        case SetStaffAway():
            return [] if command.cover_id is None else [Need("staff", command.cover_id)]
        case SetStaffPreferences():
            return []
        case ChangeStaffRole():
            organisation = Need("organisation", command.organisation_id)
            return [organisation, *(Need("clinic", clinic_id) for clinic_id in command.clinics)]
        case RemoveStaff(hand_over_to=successor):
            return [Need("organisation", command.organisation_id), *([Need("staff", successor)] if successor else [])]
        case _:
            assert_never(command)


STAFF = Decider(
    kind="staff",
    empty=Staff(),
    commands=(InviteStaff, SetStaffAway, SetStaffPreferences, ChangeStaffRole, RemoveStaff),
    events=EVENTS,
    stream=lambda command: command.staff_id,
    decide=decide,
    evolve=evolve,
    needs=needs,
    opens=frozenset({InviteStaff}),
)
