"""What an id token must say to be about this very sign-in, and what follows from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from domain.organisation.events import IdentityProviderSet, RoleOfClaim
from services.accounts.emails import canonical
from services.accounts.errors import NotLetIn
from services.accounts.oidc.asking import FAILED

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signed by a key that only the provider has: never `none`, never by a secret that is shared."""

CLOCKS_OFF_SECONDS = 60


class Person(Struct, frozen=True):
    """Whom a provider let in. `email`: only where it says that it is verified, and its word on the domain is taken."""

    subject: str
    email: str | None
    role: RoleOfClaim | None


def person_in(token: str, keys: KeySet, provider: IdentityProviderSet, nonce: str, now: datetime) -> Person:
    """Raises NotLetIn `provider_failed` for a token that is not whole, not the provider's, not ours or not of now."""
    claims = _checked(token, keys, provider, nonce, now)
    if provider.acr and claims.get("acr") not in provider.acr:
        raise NotLetIn(FAILED)
    role = role_in(claims, provider)
    if provider.role_claim is not None and role is None:  # the provider says that they are nothing here
        raise NotLetIn(FAILED)
    return Person(claims["sub"], _email(claims, provider), role)


def role_in(claims: Mapping[str, Any], provider: IdentityProviderSet) -> RoleOfClaim | None:
    """The first of the roles agreed on whose value the claim has."""
    if provider.role_claim is None:
        return None
    said = claims.get(provider.role_claim)
    values = said if isinstance(said, Sequence) and not isinstance(said, str) else [said]
    return next((role for role in provider.roles if role.value in values), None)


def _checked(token: str, keys: KeySet, provider: IdentityProviderSet, nonce: str, now: datetime) -> dict[str, Any]:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_OFF_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        registry.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotLetIn(FAILED) from error
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if (several or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise NotLetIn(FAILED)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise NotLetIn(FAILED)
    found: dict[str, Any] = claims
    return found


def _email(claims: Mapping[str, Any], provider: IdentityProviderSet) -> str | None:
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or "@" not in email:
        return None
    domain = canonical(email).rpartition("@")[2]
    return email if domain in map(canonical, provider.domains) else None
