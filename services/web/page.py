"""What one page is: its address, who may look at it, and the function that says what is on it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct

from services.http.operation import NoQuery
from services.web.view import View


class Shown(NamedTuple):
    """What is on a page: a template below `services/web/`, the title in the viewer's words, and what fills it."""

    template: str
    title: str
    fields: Mapping[str, Any] = MappingProxyType({})
    status: int = 200


class Elsewhere(NamedTuple):
    """The page is at another address."""

    location: str


class Page(Struct, frozen=True, kw_only=True):
    """One address that people look at."""

    path: str  # with {names} for variable parts
    name: str  # unique: its line in `services/web/access.py` says who may look
    query: type[Struct] = NoQuery
    show: Callable[[View], Awaitable[Shown | Elsewhere]]
