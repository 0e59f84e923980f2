"""The two addresses of signing in through a provider: the way out, and the way back."""

from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from msgspec import Meta, Struct

from services.accounts.errors import NotLetIn
from services.accounts.oidc.asking import FAILED
from services.accounts.oidc.flow import Returned, arrive, depart
from services.accounts.oidc.providers import providers_of
from services.accounts.public import host_of
from services.accounts.tokens import LENGTH, read_token
from services.http.operation import Asked, Reply
from services.http.problems import Problem
from services.http.sign_in import noted
from services.http.sign_in.answers import ProviderLine, SignInWays
from services.http.sign_in.browser import Run, browser_of, left, refusing, told
from services.http.sign_in.cookie import cookie_in, no_cookie, set_cookie
from services.http.sign_in.mine import id_in

WAY = "__Host-carryover-way"
"""The cookie that says that this browser is the one that was sent out."""

MINUTES = 10
Said = Annotated[str, Meta(max_length=4096)]


class DepartQuery(Struct, frozen=True, forbid_unknown_fields=True):
    invitation: Annotated[str, Meta(min_length=LENGTH, max_length=LENGTH)] | None = None


class ReturnQuery(Struct, frozen=True):
    """What else a provider adds is passed over, as the standard wants it."""

    state: Said = ""
    code: Said = ""
    iss: Said | None = None
    error: Said | None = None


class Redirected(Struct, frozen=True):
    """Nothing: the address is in the header."""


async def ways(asked: Asked) -> Reply:
    """Raises Problem `not_found` for what is no id."""
    found = await providers_of(asked.context, id_in(asked, "organisation_id"))
    return told(SignInWays(tuple(ProviderLine(one.provider_id, host_of(one.issuer)) for one in found)))


def for_people(run: Run) -> Run:
    """A browser that comes here is shown what went wrong on the page where people sign in, not as JSON."""

    async def guarded(asked: Asked) -> Reply:
        try:
            return await refusing(run)(asked)
        except Problem as problem:
            if "text/html" not in asked.headers.get("accept", ""):
                raise
            told_at = f"{asked.context.settings.public_url}/sign-in?{urlencode({'refused': problem.code})}"
            return Reply(b"{}", {"location": told_at}, status=302, cookies=[no_cookie(WAY)])

    return guarded


async def to_provider(asked: Asked) -> Reply:
    query: DepartQuery = asked.query
    try:
        org_id, provider_id = UUID(asked.path["organisation_id"]), UUID(asked.path["provider_id"])
    except ValueError as error:
        raise NotLetIn(FAILED) from error
    departure = await depart(asked.context, org_id, provider_id, query.invitation)
    cookie = set_cookie(departure.state, name=WAY, seconds=MINUTES * 60)
    return Reply(b"{}", {"location": departure.location}, status=302, cookies=[cookie])


async def from_provider(asked: Asked) -> Reply:
    query: ReturnQuery = asked.query
    state = read_token(query.state)
    if state is None:
        raise NotLetIn(FAILED)
    kept = cookie_in(asked.headers.get("cookie"), WAY)
    async with noted.failures(asked, state.org_id):
        if query.error is not None or not query.code:
            raise NotLetIn(FAILED)
        returned = Returned(query.state, query.code, query.iss, kept and kept.text)
        found = await arrive(asked.context, returned, browser_of(asked))
    await noted.entered(asked, found)
    reply = left(b"{}", found, status=302, location=quote(asked.context.settings.public_url, safe=":/") + "/")
    return reply._replace(cookies=[*reply.cookies, no_cookie(WAY)])
