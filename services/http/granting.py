"""Handing out keys: to a new partner or member of staff, and never more than the one who hands it out holds."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.decider import Command
from domain.partner.decider import RegisterPartner
from domain.staff.decider import InviteStaff
from domain.staff.events import Role
from services.actor import Actor
from services.http.problems import Problem
from services.keys import KeyHolder, NewKey, new_key

MAY_INVITE: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Role),
        Role.ADMIN: frozenset({Role.ADMIN, Role.THERAPIST, Role.ASSISTANT}),
        Role.THERAPIST: frozenset(),
        Role.ASSISTANT: frozenset(),
    }
)


def key_for(actor: Actor, command: Command) -> NewKey | None:
    """The API key that a command gives out; None where it gives none. Raises Problem `forbidden`."""
    match command:
        case RegisterPartner():
            holder = KeyHolder(actor="partner", id=command.partner_id, scopes=command.scopes, clinics=command.clinics)
        case InviteStaff():
            holder = KeyHolder(actor="staff", id=command.staff_id, role=command.role, clinics=command.clinics)
        case _:
            return None
    if holder.role is not None and (actor.role is None or holder.role not in MAY_INVITE[actor.role]):
        raise Problem("forbidden", "Your role may not invite that one.", at="/role")
    if actor.clinics and not (holder.clinics and set(holder.clinics) <= set(actor.clinics)):
        raise Problem("forbidden", "Your rights hold at some clinics only: name among them.", at="/clinics")
    return new_key(holder)
