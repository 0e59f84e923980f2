"""What somebody who is signed in sees and ends: this sign-in, those elsewhere."""

from typing import NamedTuple
from uuid import UUID

from services.accounts import sign_ins
from services.accounts.sign_ins import SignIn
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.sign_in import noted
from services.http.sign_in.answers import Ended, SignedIn, SignInLine, SignIns
from services.http.sign_in.browser import browser_of, told
from services.http.sign_in.cookie import CSRF_HEADER, check_csrf, csrf_token, no_cookie
from services.http.sign_in.way import sign_in_of
from services.http.who import nobody


class Person(NamedTuple):
    """A member of staff, whatever they came with."""

    org_id: UUID
    staff_id: UUID


async def this_sign_in(asked: Asked) -> Reply:
    here, actor, token = await signed_in(asked), asked.actor, browser_of(asked).sign_in
    if token is None or actor.role is None:
        raise nobody()
    return told(
        SignedIn(
            organisation_id=actor.org_id,
            staff_id=here.staff_id,
            role=actor.role,
            clinics=actor.clinics,
            sign_in_id=here.sign_in_id,
            factors=here.factors,
            began_at=here.began_at,
            ends_at=here.ends_at,
            csrf=csrf_token(asked.context.settings.master_key, token),
        )
    )


async def sign_out(asked: Asked) -> Reply:
    """Also where it was over already: then nobody is asked who they are, and the cookie goes all the same.

    Raises Problem `cross_site` where a sign-in that stands is not ended by its own page.
    """
    token, context = browser_of(asked).sign_in, asked.context
    ended = False
    if token is not None:
        async with context.writing(token.org_id) as db:
            there = await sign_ins.find(db, token, context.real_now(), seen=False)
            if there is not None and there.rights is not None:
                check_csrf(asked.headers.get(CSRF_HEADER), context.settings.master_key, token)
            ended = await sign_ins.end(db, token)
    return told(Ended(int(ended)))._replace(cookies=[no_cookie()])


async def list_sign_ins(asked: Asked) -> Reply:
    org_id, staff_id = person(asked)
    here, context = sign_in_of(asked.actor), asked.context
    async with context.writing(org_id) as db:
        found = await sign_ins.of_staff(db, org_id, staff_id, context.real_now())
    return told(SignIns(tuple(_line(each, here) for each in found)))


async def end_sign_in(asked: Asked) -> Reply:
    org_id, staff_id = person(asked)
    async with asked.context.writing(org_id) as db:
        ended = await sign_ins.end_one(db, org_id, staff_id, id_in(asked, "sign_in_id"))
    if not ended:
        raise Problem("not_found")
    await noted.granted(asked, org_id, staff_id, "sign-in ended")
    return told(Ended(1))


async def end_sign_ins(asked: Asked) -> Reply:
    """All of them, this one too."""
    org_id, staff_id = person(asked)
    async with asked.context.writing(org_id) as db:
        ended = await sign_ins.end_all(db, org_id, staff_id)
    await noted.granted(asked, org_id, staff_id, "sign-ins ended")
    return told(Ended(ended))._replace(cookies=[no_cookie()])


def person(asked: Asked) -> Person:
    assert asked.actor.id is not None  # noqa: S101 for the type checker: these addresses are for staff alone
    return Person(asked.actor.org_id, asked.actor.id)


async def signed_in(asked: Asked) -> SignIn:
    """The sign-in that the request came with. Raises Problem `sign_in_again` for who came with a key."""
    token, context = browser_of(asked).sign_in, asked.context
    if token is None or sign_in_of(asked.actor) is None:
        raise Problem("sign_in_again")
    async with context.writing(token.org_id) as db:
        found = await sign_ins.find(db, token, context.real_now())
    if found is None:
        raise nobody()
    return found


def id_in(asked: Asked, name: str) -> UUID:
    """Raises Problem `not_found` for what is no id."""
    try:
        return UUID(asked.path[name])
    except ValueError as error:
        raise Problem("not_found") from error


def _line(found: SignIn, here: UUID | None) -> SignInLine:
    return SignInLine(
        sign_in_id=found.sign_in_id,
        here=found.sign_in_id == here,
        factors=found.factors,
        began_at=found.began_at,
        seen_at=found.seen_at,
        ends_at=found.ends_at,
        address=found.address,
        agent=found.agent,
    )
