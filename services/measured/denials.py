"""Counting what is refused, and by what: the key, the sign-in, the access rules, a quota, the wall in the database."""

from collections.abc import Mapping
from types import MappingProxyType

import asyncpg

from services.measured.instruments import DENIALS, REFUSALS

BY: Mapping[str, str] = MappingProxyType(
    {
        "unauthenticated": "key",
        "enter_failed": "sign_in",
        "sign_in_failed": "sign_in",
        "sign_in_again": "access",
        "bad_code": "sign_in",
        "forbidden": "access",
        "too_many_requests": "quota",
    }
)
"""The codes that somebody was kept out with; all others are about what was asked."""

WALL = "wall"


def refused(code: str, error: BaseException | None = None) -> None:
    """A request or a report was refused with this code; `error` is what led to it, where that is known."""
    REFUSALS.labels(code).inc()
    if isinstance(error, asyncpg.InsufficientPrivilegeError):  # row level security refuses with it, too
        DENIALS.labels(WALL).inc()
    elif by := BY.get(code):
        DENIALS.labels(by).inc()
