"""Who somebody is here whom a provider let in: by issuer and subject, which never change and are never given twice.

An address alone links only where it is verified, the provider's word on its domain is taken, and it is known here to be
that person's own; then, and with an invitation, the link is made once and stands. Whatever let in by that address
before is over with the link: it may have been somebody else's.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.organisation.events import IdentityProviderSet
from domain.staff.decider import ChangeStaffRole
from domain.staff.events import Role
from eventstore.walls import Connection
from services.access_changed import tell_if_changed
from services.accounts import accounts, one_time
from services.accounts.accounts import Account
from services.accounts.ending import end_account
from services.accounts.errors import NotLetIn
from services.accounts.houses import login_at
from services.accounts.oidc.asking import FAILED
from services.accounts.oidc.claims import Person
from services.accounts.one_time import Kind
from services.accounts.standing import staff_actor
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute

FIND = "SELECT staff_id FROM access.identity WHERE org_id = $1 AND issuer = $2 AND subject = $3"

# The first link stands; whoever comes later with the same subject finds it.
LINK = """
INSERT INTO access.identity (org_id, issuer, subject, staff_id, linked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
"""


class Invited(Struct, frozen=True):
    """Who left for the provider with an invitation, and its hash: it is used up only when they are back."""

    staff_id: UUID
    hash: bytes


async def linked(
    context: Context, org_id: UUID, provider: IdentityProviderSet, person: Person, invited: Invited | None
) -> UUID:
    """The member of staff. Raises NotLetIn: `provider_failed` for whom nobody knows, `link_over` where the invitation
    was used or ran over on the way.
    """
    async with context.writing(org_id) as db:
        found: UUID | None = await db.fetchval(FIND, org_id, provider.issuer, person.subject)
    if found is None:
        met = invited or await _by_email(context, org_id, person)
        if met is None:
            raise NotLetIn(FAILED)
        found = met.staff_id
        async with context.writing(org_id) as db:
            if isinstance(met, Invited):
                await _use_up(db, org_id, met, context.real_now())
            else:
                await _begin_anew(db, org_id, met)
            await _link(db, org_id, provider, person, found, context.real_now())
    await _with_role(context, org_id, found, person)
    return found


async def _by_email(context: Context, org_id: UUID, person: Person) -> Account | None:
    if person.email is None:
        return None
    login = await login_at(context, org_id, person.email)
    async with context.writing(org_id) as db:
        account = await accounts.by_login(db, org_id, login)
    return account if account is not None and account.vouched else None


async def _use_up(db: Connection, org_id: UUID, invited: Invited, now: datetime) -> None:
    taken = await one_time.take(db, org_id, Kind.INVITATION, invited.hash, now)
    if taken is None or await accounts.in_use(db, org_id, invited.staff_id):
        raise NotLetIn("link_over")


async def _begin_anew(db: Connection, org_id: UUID, account: Account) -> None:
    await end_account(db, org_id, account.staff_id)
    await accounts.prepare(db, org_id, account.staff_id, account.login_hash)


async def _link(
    db: Connection, org_id: UUID, provider: IdentityProviderSet, person: Person, staff_id: UUID, now: datetime
) -> None:
    if not await db.fetchval(LINK, org_id, provider.issuer, person.subject, staff_id, now):
        raise NotLetIn(FAILED)  # somebody linked this subject at the same moment
    await one_time.drop(db, org_id, staff_id, Kind.INVITATION)


async def _with_role(context: Context, org_id: UUID, staff_id: UUID, person: Person) -> None:
    """What the provider says that somebody is. Who owns the organisation is said by its owners alone."""
    actor, role = await staff_actor(context, org_id, staff_id, ""), person.role
    if actor is None or role is None or Role.OWNER in (actor.role, role.role):
        return
    if (actor.role, set(actor.clinics)) == (role.role, set(role.clinics)):
        return
    command = ChangeStaffRole(
        command_id=context.new_id(),
        at=context.clock.now(org_id),
        staff_id=staff_id,
        organisation_id=org_id,
        role=role.role,
        clinics=role.clinics,
    )
    call = Call(actor=system(org_id, "sign-in"), command=command)
    answer = await execute(context, call)
    await tell_if_changed(context, call, answer)
    if answer.verdict is Verdict.REFUSED:
        raise NotLetIn(FAILED)
