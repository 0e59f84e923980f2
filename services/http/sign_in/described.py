"""What the addresses of sign-in and account share in how they are described."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.http.body import JSON
from services.http.operation import Body
from services.http.sign_in import examples

TAG = "Sign-in"
FRESH: Mapping[str, Any] = MappingProxyType({"tag": TAG, "problems": ("sign_in_again", "cross_site")})


def body(name: str) -> tuple[Body, ...]:
    return (Body(JSON, name, {"example": examples.BODIES[name]}),)
