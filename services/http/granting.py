"""Handing out keys: to a new partner or member of staff, and never more than the one who hands it out holds."""

from uuid import UUID

from domain.decider import Command
from domain.partner.decider import ChangePartner, RegisterPartner, RotatePartnerKey
from domain.staff.decider import InviteStaff
from services.actor import Actor
from services.http.problems import Problem
from services.http.translate import TYPES
from services.keys import PREFIX, KeyHolder, NewKey, new_key
from services.rank import MAY_INVITE


def key_for(actor: Actor, command: Command, prefix: str = PREFIX) -> NewKey | None:
    """The API key that a command gives out; None where it gives none. Raises Problem: `forbidden` for what its giver
    does not hold, and `unknown_type` for events that nobody sends. `prefix`: SANDBOX_PREFIX in a sandbox.
    """
    match command:
        case RegisterPartner():
            _check_partner(actor, command)
            return new_key(
                KeyHolder(actor="partner", id=command.partner_id, scopes=command.scopes, clinics=command.clinics),
                prefix=prefix,
            )
        case ChangePartner():
            _check_partner(actor, command)
            return None
        case RotatePartnerKey():
            return new_key(KeyHolder(actor="partner", id=command.partner_id, key_id=command.key_id), prefix=prefix)
        case InviteStaff():
            if actor.role is None or command.role not in MAY_INVITE[actor.role]:
                raise Problem("forbidden", "Your role may not invite that one.", at="/role")
            _check_clinics(actor, command.clinics)
            return None
        case _:
            return None


def _check_partner(actor: Actor, command: RegisterPartner | ChangePartner) -> None:
    _check_clinics(actor, command.clinics)
    for place, kind in enumerate(command.kinds):
        if kind not in TYPES:
            raise Problem("unknown_type", f"Taken are: {', '.join(TYPES)}.", at=f"/kinds/{place}")


def _check_clinics(actor: Actor, clinics: tuple[UUID, ...]) -> None:
    if actor.clinics and not (clinics and set(clinics) <= set(actor.clinics)):
        raise Problem("forbidden", "Your rights hold at some clinics only: name among them.", at="/clinics")
