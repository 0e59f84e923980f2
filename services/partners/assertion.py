"""What a partner signs to be given a token: a JWT as RFC 7523 and SMART Backend Services have it, read strictly.

The library verifies the signature and nothing else. Everything around it is read by forms of our own first: so no other
algorithm, no key that comes along, no critical extension and no second spelling of the same token is ever looked into.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated
from uuid import UUID

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from msgspec import Meta, Struct

from domain.partner.key_set import Algorithm, KeyKind, KeyName, PublicKey

LENGTH_AT_MOST = 8192  # characters; what is longer is not even taken apart
SECONDS_AT_MOST = 300  # from now to its end
LEEWAY = 5  # seconds by which clocks may be apart

_FORM = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CLIENT = re.compile(rf"({_ID})\.({_ID})", re.ASCII)

Second = Annotated[int, Meta(ge=0, le=1 << 40)]


class NotProven(Exception):
    """The assertion proves nothing; the sentence is for our own log."""


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What may stand in the header. `jku` may repeat the address that was registered; it is never followed."""

    alg: Algorithm
    kid: KeyName
    typ: str = "JWT"
    jku: str | None = None


class Claims(Struct, frozen=True):
    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: Second
    jti: Annotated[str, Meta(min_length=1, max_length=200)]
    nbf: Second | None = None
    iat: Second | None = None


class Assertion(Struct, frozen=True):
    """One that is well formed, for us and in time; who signed it is not known yet."""

    text: str
    head: Head
    claims: Claims
    org_id: UUID
    partner_id: UUID


def read_assertion(text: str, audience: str, now: float) -> Assertion:
    """Raises NotProven. `now`: real time, seconds of the epoch."""
    parts = None if len(text) > LENGTH_AT_MOST else _FORM.fullmatch(text)
    if parts is None:
        raise NotProven("it is no JWT in compact form")
    try:
        head_text, claims_text, _ = map(_decoded, parts.groups())
        head = msgspec.json.decode(head_text, type=Head)
        claims = msgspec.json.decode(claims_text, type=Claims)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        raise NotProven(f"it cannot be read: {error}") from error
    if head.typ.upper() != "JWT":
        raise NotProven("it is of another type")
    if claims.aud not in (audience, (audience,)):
        raise NotProven("it is for somebody else")
    if not now - LEEWAY < claims.exp <= now + SECONDS_AT_MOST + LEEWAY:
        raise NotProven("it has ended, or ends too late")
    if max(claims.nbf or 0, claims.iat or 0) > now + LEEWAY:
        raise NotProven("it has not begun")
    client = _CLIENT.fullmatch(claims.iss)
    if client is None or claims.sub != claims.iss:
        raise NotProven("it does not name one client as its issuer and subject")
    return Assertion(text, head, claims, UUID(client[1]), UUID(client[2]))


def check_signature(assertion: Assertion, key: PublicKey) -> None:
    """Raises NotProven unless this key signed it, in the one way in which such a key signs."""
    if key.algorithm is not assertion.head.alg:
        raise NotProven("the key signs in another way")
    try:
        jws.deserialize_compact(assertion.text, library_key(key), algorithms=[key.algorithm.value])
    except (JoseError, ValueError) as error:
        raise NotProven(f"the signature is not the key's: {error}") from error


def library_key(key: PublicKey) -> RSAKey | ECKey:
    """Raises ValueError for numbers that are no key: a point off the curve, an exponent of 1."""
    if key.kty is KeyKind.RSA:
        return RSAKey.import_key({"kty": "RSA", "n": key.n or "", "e": key.e or ""})
    return ECKey.import_key({"kty": "EC", "crv": key.crv or "", "x": key.x or "", "y": key.y or ""})


def client_id(org_id: UUID, partner_id: UUID) -> str:
    return f"{org_id}.{partner_id}"


def _decoded(part: str) -> bytes:
    """Raises ValueError for what would be written in another way: each token has one spelling."""
    raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if urlsafe_b64encode(raw).rstrip(b"=") != part.encode():
        raise ValueError("it has a second spelling")
    return raw
