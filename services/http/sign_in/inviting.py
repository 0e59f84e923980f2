"""Inviting somebody: a link that is good once, shown to who invites and mailed where an address is known."""

from collections.abc import Mapping
from uuid import UUID

from services.accounts import accounts
from services.accounts.houses import login_at
from services.accounts.invitations import have_link_mailed, make_link
from services.accounts.one_time import Kind
from services.accounts.standing import staff_actor
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.sign_in import noted
from services.http.sign_in.answers import InvitationLink
from services.http.sign_in.browser import told
from services.http.sign_in.mine import id_in
from services.rank import MAY_INVITE


async def invited(asked: Asked, staff_id: UUID, person: Mapping[str, str]) -> str:
    """The link for somebody whose invitation was just stored. `person`: what was said of them."""
    context, org_id = asked.context, asked.actor.org_id
    if email := person.get("email"):
        login = await login_at(context, org_id, email)
        async with context.writing(org_id) as db:
            await accounts.prepare(db, org_id, staff_id, login)
        await have_link_mailed(context, org_id, staff_id, Kind.INVITATION)
    await noted.granted(asked, org_id, staff_id, "invitation")
    return await make_link(context, org_id, staff_id, Kind.INVITATION)


async def invite_again(asked: Asked) -> Reply:
    """For whoever may invite such a one. Who has an account sets another password by a link to their own address."""
    actor, context = asked.actor, asked.context
    staff_id = id_in(asked, "staff_id")
    there = await staff_actor(context, actor.org_id, staff_id, "")
    if there is None or there.role is None:
        raise Problem("unknown_staff")
    far = actor.clinics and not (there.clinics and set(there.clinics) <= set(actor.clinics))
    if far or actor.role is None or there.role not in MAY_INVITE[actor.role]:
        raise Problem("forbidden", "Your role may not invite that one.")
    async with context.writing(actor.org_id) as db:
        if await accounts.in_use(db, actor.org_id, staff_id):
            raise Problem("already_accepted")
    await have_link_mailed(context, actor.org_id, staff_id, Kind.INVITATION)
    await noted.granted(asked, actor.org_id, staff_id, "invitation")
    return told(InvitationLink(await make_link(context, actor.org_id, staff_id, Kind.INVITATION)))
