"""Two ways in for staff: by the cookie of a sign-in and by a key of one's own. Both are asked of the database on every
request, so what was ended opens nothing from then on."""

from uuid import UUID

from services.accounts import personal_keys, sign_ins
from services.accounts.sign_ins import mark_of
from services.accounts.standing import staff_actor
from services.accounts.tokens import Token
from services.actor import Actor
from services.context import Context
from services.http.body import STREAM_PATH, Heading
from services.http.sign_in.cookie import CSRF_HEADER, READING, check_csrf, check_origin, cookie_in
from services.http.who import Way, nobody

SIGN_IN = "sign-in:"
"""How `Actor.via` begins for who came by a sign-in; its id follows."""


def cookie_way(context: Context) -> Way:
    """None where a request carries no such cookie. Raises Problem `unauthenticated` where it is no good, whatever the
    reason, and `cross_site` where a request that writes does not prove that it was meant. That an open stream is looked
    at again and again does not say that anybody is there.
    """

    async def way(method: str, path: str, heading: Heading) -> Actor | None:
        given = cookie_in(_said(heading, "cookie"))
        if given is None:
            return None
        if given.token is None:
            raise nobody()
        actor = await _signed_in(context, given.token, at_work=path != STREAM_PATH)
        if actor is None:
            raise nobody()
        if method not in READING:
            check_origin(_said(heading, "origin"), _said(heading, "sec-fetch-site"), context.settings.public_url)
            check_csrf(_said(heading, CSRF_HEADER), context.settings.master_key, given.token)
        return actor

    return way


def personal_way(context: Context) -> Way:
    """None where a request carries no personal key. Raises Problem `unauthenticated` where it is no good."""

    async def way(method: str, path: str, heading: Heading) -> Actor | None:
        token = personal_keys.key_in(heading.get(b"authorization"))
        if token is None:
            return None
        async with context.writing(token.org_id) as db:
            found = await personal_keys.holder(db, token, context.real_now())
        actor = None if found is None else await staff_actor(context, token.org_id, found[1], f"key:{found[0]}")
        if actor is None:
            raise nobody()
        return actor

    return way


def sign_in_of(actor: Actor) -> UUID | None:
    """The sign-in that somebody came by; None for a key."""
    return UUID(actor.via.removeprefix(SIGN_IN)) if actor.via.startswith(SIGN_IN) else None


async def _signed_in(context: Context, token: Token, *, at_work: bool) -> Actor | None:
    """Who is signed in. Since a role was given or taken away everybody signs in anew."""
    async with context.writing(token.org_id) as db:
        found = await sign_ins.find(db, token, context.real_now(), seen=at_work)
    if found is None or found.rights is None:
        return None
    actor = await staff_actor(context, token.org_id, found.staff_id, f"{SIGN_IN}{found.sign_in_id}")
    if actor is not None and mark_of(actor) == found.rights:
        return actor
    async with context.writing(token.org_id) as db:
        await sign_ins.end(db, token)
    return None


def _said(heading: Heading, name: str) -> str | None:
    value = heading.get(name.encode())
    return None if value is None else value.decode("latin-1")
