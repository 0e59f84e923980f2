"""The cookie of a sign-in, and the proof that a request which writes was meant by whoever holds it."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

from litestar.datastructures import Cookie

from services.accounts.public import origin_of
from services.accounts.tokens import Token, read_token
from services.derived_keys import derived
from services.http.problems import Problem
from services.http.who import SIGN_IN_COOKIE

DEVICE = f"{SIGN_IN_COOKIE}-device"
CSRF_HEADER = "x-carryover-csrf"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE = frozenset({"same-origin", "none"})  # none: somebody typed the address


class Given(NamedTuple):
    """The text of a cookie, and what it stands for where it has the form of one of ours."""

    text: str
    token: Token | None


def cookie_in(given: str | None, name: str = SIGN_IN_COOKIE) -> Given | None:
    """What the header carries under that name; None where it carries nothing. Two of one name are none of ours."""
    pairs = (part.strip().partition("=") for part in (given or "").split(";"))
    values = [value for key, _, value in pairs if key == name]
    if not values:
        return None
    return Given(values[0], read_token(values[0]) if len(values) == 1 else None)


def set_cookie(token: str, *, name: str = SIGN_IN_COOKIE, seconds: int | None = None) -> Cookie:
    """Kept until the browser is closed, or for so many seconds."""
    return Cookie(key=name, value=token, path="/", secure=True, httponly=True, samesite="lax", max_age=seconds)


def no_cookie(name: str = SIGN_IN_COOKIE) -> Cookie:
    return set_cookie("", name=name, seconds=0)


def csrf_token(master_key: bytes, token: Token) -> str:
    """Bound to the sign-in: one that was made for another is refused."""
    return urlsafe_b64encode(hmac.digest(derived(master_key, b"csrf"), token.hash, sha256)).decode().rstrip("=")


def check_origin(origin: str | None, site: str | None, public_url: str) -> None:
    """Raises Problem `cross_site` where Origin or Sec-Fetch-Site tell of a page of another site."""
    if origin is not None and origin.lower() != origin_of(public_url):
        raise Problem("cross_site")
    if site is not None and site.lower() not in SAME_SITE:
        raise Problem("cross_site")


def check_csrf(given: str | None, master_key: bytes, token: Token) -> None:
    """Raises Problem `cross_site` without the token that was told to this very sign-in."""
    if not hmac.compare_digest((given or "").encode(), csrf_token(master_key, token).encode()):
        raise Problem("cross_site")
