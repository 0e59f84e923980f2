"""The way to a provider and back: what was kept on the way out must be met on the way in, once and in one browser."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from msgspec import Struct

from services.accounts import one_time
from services.accounts.entering import Browser, Entered, by_right
from services.accounts.errors import NotLetIn
from services.accounts.houses import NOWHERE, house_of
from services.accounts.oidc import asking
from services.accounts.oidc.asking import FAILED
from services.accounts.oidc.claims import person_in
from services.accounts.oidc.linking import Invited, linked
from services.accounts.oidc.providers import provider_of
from services.accounts.one_time import Kind
from services.accounts.tokens import Token, new_token, read_token, token_hash
from services.context import Context

CALLBACK = "/v1/sign-in/oidc/callback"
FACTOR = "provider"


class Kept(Struct, frozen=True, kw_only=True):
    """What only we know until the browser is back."""

    provider_id: UUID
    nonce: str
    verifier: str
    invited: Invited | None = None


class Departure(Struct, frozen=True):
    """Where the browser is sent, and what it brings back beside the address."""

    location: str
    state: str


class Returned(Struct, frozen=True):
    """What the provider sent the browser back with, and what the browser itself still has."""

    state: str
    code: str
    iss: str | None
    kept: str | None


async def depart(context: Context, org_id: UUID, provider_id: UUID, invitation: str | None) -> Departure:
    """Raises NotLetIn."""
    if await house_of(context, org_id) == NOWHERE:
        raise NotLetIn(FAILED)
    provider = await provider_of(context, org_id, provider_id)
    if provider is None:
        raise NotLetIn(FAILED)
    invited = None if invitation is None else await _invited(context, org_id, invitation)
    there = await asking.discover(context, provider)
    state, verifier = new_token(org_id), secrets.token_urlsafe(48)
    kept = Kept(provider_id=provider_id, nonce=secrets.token_urlsafe(32), verifier=verifier, invited=invited)
    hash_ = token_hash(state)
    sealed = await context.vault.seal_for_organisation(org_id, b"oidc" + hash_, msgspec.json.encode(kept))
    async with context.writing(org_id) as db:
        await one_time.keep(db, org_id, Kind.PROVIDER, hash_, context.real_now(), about=sealed)
    asked = {
        "response_type": "code",
        "client_id": provider.told.client_id,
        "redirect_uri": context.settings.public_url + CALLBACK,
        "scope": "openid email profile",
        "state": state,
        "nonce": kept.nonce,
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("="),
        "code_challenge_method": "S256",
        **({"acr_values": " ".join(provider.told.acr)} if provider.told.acr else {}),
    }
    joint = "&" if "?" in there.authorization_endpoint else "?"
    return Departure(f"{there.authorization_endpoint}{joint}{urlencode(asked)}", state)


async def arrive(context: Context, returned: Returned, browser: Browser) -> Entered:
    """Raises NotLetIn. Whatever goes wrong from here on, this state is used up."""
    token = read_token(returned.state)
    if token is None or returned.kept is None or not secrets.compare_digest(returned.kept, returned.state):
        raise NotLetIn(FAILED)
    kept = await _kept(context, token)
    provider = await provider_of(context, token.org_id, kept.provider_id)
    if provider is None:
        raise NotLetIn(FAILED)
    there = await asking.discover(context, provider)
    named = returned.iss is not None or there.authorization_response_iss_parameter_supported
    if named and returned.iss != provider.told.issuer:  # RFC 9207
        raise NotLetIn(FAILED)
    form = {
        "grant_type": "authorization_code",
        "code": returned.code,
        "redirect_uri": context.settings.public_url + CALLBACK,
        "code_verifier": kept.verifier,
    }
    id_token = await asking.redeem(context, provider, there, form)
    keys = await asking.keys_of(context, there)
    person = person_in(id_token, keys, provider.told, kept.nonce, context.real_now())
    staff_id = await linked(context, token.org_id, provider.told, person, kept.invited)
    return await by_right(context, token.org_id, staff_id, (FACTOR,), browser)


async def _kept(context: Context, token: Token) -> Kept:
    async with context.writing(token.org_id) as db:
        found = await one_time.take(db, token.org_id, Kind.PROVIDER, token.hash, context.real_now())
    if found is None:
        raise NotLetIn(FAILED)
    opened = await context.vault.open_for_organisation(token.org_id, b"oidc" + token.hash, found.about)
    return msgspec.json.decode(opened, type=Kept)


async def _invited(context: Context, org_id: UUID, invitation: str) -> Invited:
    token = read_token(invitation)
    if token is not None and token.org_id == org_id:
        async with context.writing(org_id) as db:
            found = await one_time.look(db, org_id, Kind.INVITATION, token.hash, context.real_now())
        if found is not None and found.staff_id is not None:
            return Invited(found.staff_id, token.hash)
    raise NotLetIn("link_over")
