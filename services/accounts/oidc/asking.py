"""What a provider says of itself, its keys and its tokens: asked over the guarded way out, and taken only where it has
the form that it must have."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from services.accounts.errors import NotLetIn
from services.accounts.oidc.providers import Provider
from services.context import Context
from services.egress import EgressFailed, EgressRefused, Fetched, fetch

T = TypeVar("T")

AWAY, FAILED = "provider_away", "provider_failed"
WELL_KNOWN = "/.well-known/openid-configuration"
OK = 200
CLIENTS_FAULT = 400


class Discovered(Struct, frozen=True):
    """The part of a provider's description that we use (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Tokens(Struct, frozen=True):
    """What the token endpoint answers; the access token is of no use to us."""

    id_token: str


class KeysSaid(Struct, frozen=True):
    """A set of keys (RFC 7517)."""

    keys: list[dict[str, Any]]


async def discover(context: Context, provider: Provider) -> Discovered:
    """Raises NotLetIn: `provider_away`, or `provider_failed` where it calls itself otherwise than was agreed."""
    issuer = provider.told.issuer
    answer = await _ask(context, "GET", issuer.rstrip("/") + WELL_KNOWN, {})
    found = _read(answer, Discovered)
    if found.issuer != issuer:
        raise NotLetIn(FAILED)
    return found


async def redeem(context: Context, provider: Provider, there: Discovered, form: Mapping[str, str]) -> str:
    """The id token for a code. Raises NotLetIn."""
    told, headers = dict(form), {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    client_id, secret = provider.told.client_id, provider.secret
    if secret is None:
        told["client_id"] = client_id
    elif "client_secret_basic" in there.token_endpoint_auth_methods_supported:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        told |= {"client_id": client_id, "client_secret": secret}
    answer = await _ask(context, "POST", there.token_endpoint, headers, urlencode(told).encode())
    return _read(answer, Tokens).id_token


async def keys_of(context: Context, there: Discovered) -> KeySet:
    """The keys by which it signs at this moment: asked for anew each time, so that rotated ones are known at once."""
    answer = await _ask(context, "GET", there.jwks_uri, {})
    try:
        return KeySet.import_key_set({"keys": _read(answer, KeysSaid).keys})
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotLetIn(AWAY) from error


async def _ask(context: Context, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Fetched:
    try:
        return await fetch(context, method, url, headers, body)
    except (EgressFailed, EgressRefused) as error:
        raise NotLetIn(AWAY) from error


def _read(answer: Fetched, kind: type[T]) -> T:
    """An error told with the status of a success is an error all the same: it lacks what must be there."""
    if answer.status != OK:
        raise NotLetIn(FAILED if CLIENTS_FAULT <= answer.status < 500 else AWAY)
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.MsgspecError as error:
        raise NotLetIn(AWAY) from error
