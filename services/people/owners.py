"""Letting an owner go before they are removed or made something else, so that the last one never goes.

The organisation's own stream decides it, one owner after the other. Who may stay is looked up in a read model; whether
they are an owner is asked of their own streams.
"""

from uuid import UUID, uuid5

from domain.organisation.decider import ReleaseOwner
from domain.staff.decider import ChangeStaffRole, RemoveStaff
from domain.staff.events import Role
from domain.staff.member import Staff
from projections.alert_inbox.staffing import staffing
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute
from services.places import load_states
from services.rank import outranks


async def let_go(context: Context, call: Call) -> None:
    """Ask the organisation to let an owner go, where a call would end their ownership. What it refuses the call itself
    is refused for: `last_owner`.
    """
    command, org_id = call.command, call.actor.org_id
    if not isinstance(command, RemoveStaff | ChangeStaffRole):
        return
    if isinstance(command, ChangeStaffRole) and command.role is Role.OWNER:
        return
    key = (org_id, "staff", command.staff_id)
    leaving: Staff = (await load_states(context, [key]))[key]
    if not leaving.is_owner or not outranks(call.actor, command, leaving):
        return
    for stays in await _other_owners(context, org_id, command.staff_id):
        wish = ReleaseOwner(
            command_id=uuid5(command.command_id, f"release:{stays}"),
            at=command.at,
            organisation_id=org_id,
            staff_id=command.staff_id,
            stays=stays,
        )
        answer = await execute(context, Call(actor=system(org_id, "owners"), command=wish))
        if answer.verdict is not Verdict.REFUSED:
            return


async def _other_owners(context: Context, org_id: UUID, staff_id: UUID) -> list[UUID]:
    async with context.reading(org_id) as db:
        house = await staffing(db, org_id)
    return sorted(other for other, known in house.staff.items() if known.is_owner and other != staff_id)
