"""Founding a real organisation with its first clinic and its owner, who lets everybody else in."""

from uuid import UUID

from services.accounts.invitations import is_accepted, make_link
from services.accounts.one_time import Kind
from services.context import Context
from services.provision import Founding, NewClinic, NewStaff, record_founding


class AlreadyIn(Exception):
    """The owner has accepted an invitation: whoever forgot the password asks for a link on the page of sign-in."""


def founding_of(context: Context, organisation_id: UUID, name: str, clinic: NewClinic, owner: NewStaff) -> Founding:
    """With nobody but the owner, and without an app."""
    at = context.clock.now(organisation_id)
    return Founding(organisation_id=organisation_id, name=name, clinics=(clinic,), at=at, partner_name="", owner=owner)


async def found_with_owner(context: Context, founding: Founding) -> str:
    """The owner's key. The same founding again, after a crash for example, meets itself. Raises NotProvisioned."""
    keys = await record_founding(context, founding)
    return keys[founding.owner_id].text


async def owners_link(context: Context, organisation_id: UUID, owner_id: UUID) -> str:
    """An address at which the owner chooses a password: good once, for a week, and kept nowhere. Raises AlreadyIn."""
    if await is_accepted(context, organisation_id, owner_id):
        raise AlreadyIn
    return await make_link(context, organisation_id, owner_id, Kind.INVITATION)
