"""The pages of coming in: open to all, and the same for everybody whatever there is behind them."""

from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct

from services.accounts.public import origin_of
from services.http.codes import MEANINGS
from services.http.sign_in.answers import ProviderLine, SignInWays
from services.web.cookies import cookies_in
from services.web.page import Page, Shown
from services.web.view import View

ORGANISATION_COOKIE = "carryover-organisation"
"""Where somebody signed in last on this device: no secret, and set by the page itself."""

HOME = "/today"


class SignInQuery(Struct, frozen=True):
    """`next`: where somebody was; `refused`: why a provider's word did not let them in; `told`: what was just done."""

    next: str = ""
    organisation: str | None = None  # empty: another than the one that is remembered
    refused: str = ""
    told: str = ""


async def sign_in(view: View) -> Shown:
    query: SignInQuery = view.query
    organisation = organisation_of(view)
    meaning = MEANINGS.get(query.refused)
    fields = {
        **_everywhere(view),
        "next": safe_next(query.next),
        "providers": await _providers(view, organisation),
        "refused": None if meaning is None else view.words(meaning.title),
        "told": query.told,
    }
    return Shown("entry/sign_in.html", view.words("Sign in"), fields)


async def forgotten(view: View) -> Shown:
    return Shown("entry/forgotten.html", view.words("Forgotten your password?"), _everywhere(view))


async def password(view: View) -> Shown:
    return Shown("entry/password.html", view.words("Choose another password"), _everywhere(view))


async def invitation(view: View) -> Shown:
    return Shown("entry/invitation.html", view.words("You are invited"), _everywhere(view))


def _everywhere(view: View) -> dict[str, object]:
    public = view.context.settings.public_url
    organisation = organisation_of(view)
    return {"organisation": organisation and str(organisation), "origin": origin_of(public)}


def organisation_of(view: View) -> UUID | None:
    """The one that the address names, else the one that this device remembers."""
    named = view.query.organisation
    text = cookies_in(view.asked.headers).get(ORGANISATION_COOKIE, "") if named is None else named
    try:
        return UUID(text)
    except ValueError:
        return None


async def _providers(view: View, organisation: UUID | None) -> tuple[ProviderLine, ...]:
    if organisation is None:
        return ()
    return (await view.read("signInWays", SignInWays, {"organisation_id": organisation})).providers


def safe_next(wanted: str) -> str:
    """A page of ours and nobody else's; where that is in doubt, the first one."""
    if not wanted.startswith("/") or wanted[1:2] in ("/", "\\") or not wanted.isprintable():
        return HOME
    parts = urlsplit(wanted)
    return HOME if parts.scheme or parts.netloc or parts.path.startswith(("/sign-in", "/v1/")) else wanted


PAGES = (
    Page(path="/sign-in", name="signInPage", query=SignInQuery, show=sign_in),
    Page(path="/sign-in/forgotten", name="forgottenPage", query=SignInQuery, show=forgotten),
    Page(path="/sign-in/password", name="passwordPage", query=SignInQuery, show=password),
    Page(path="/sign-in/invitation", name="invitationPage", query=SignInQuery, show=invitation),
)
