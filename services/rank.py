"""Who may do what to whom: nobody hands out or takes away a role above their own, nor rights at other clinics, and
how somebody is reached they say themselves."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domain.decider import Command
from domain.staff.decider import ChangeStaffRole, RemoveStaff, SetStaffAway, SetStaffPreferences
from domain.staff.events import Role
from domain.staff.member import Staff
from services.actor import Actor, ActorKind

MAY_INVITE: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Role),
        Role.ADMIN: frozenset({Role.ADMIN, Role.THERAPIST, Role.ASSISTANT}),
        Role.THERAPIST: frozenset(),
        Role.ASSISTANT: frozenset(),
    }
)
"""By role, the roles that it may give, and for whose holders it may speak, whom it may change or remove."""


def outranks(actor: Actor, command: Command, state: Any) -> bool:
    """Whether the actor may do this to that member of staff, as far as rank goes; everything else is for others."""
    if actor.kind is not ActorKind.STAFF:
        return True
    below = MAY_INVITE[actor.role] if actor.role else frozenset()
    ranks = not isinstance(state, Staff) or state.role is None or state.role in below
    match command:
        case ChangeStaffRole():
            return ranks and command.role in below and _has_all(actor, command.clinics)
        case RemoveStaff():
            return ranks
        case SetStaffAway():
            return ranks or command.staff_id == actor.id
        case SetStaffPreferences():  # with an address of another's goes the link to their next password
            return command.staff_id == actor.id or (ranks and command.private is None)
        case _:
            return True


def _has_all(actor: Actor, clinics: tuple[UUID, ...]) -> bool:
    return not actor.clinics or (bool(clinics) and set(clinics) <= set(actor.clinics))
