"""What a member of staff may at this moment, however they came in."""

from uuid import UUID

from services.actor import Actor
from services.context import Context
from services.keys import KeyHolder
from services.rights import actor_of


async def staff_actor(context: Context, org_id: UUID, staff_id: UUID, via: str) -> Actor | None:
    """None for who may nothing any more."""
    return await actor_of(context, org_id, KeyHolder(actor="staff", id=staff_id), via)
