"""What the gate asks of the pages: whether people look at an address, and how they are told of a refusal there."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol
from uuid import UUID

from litestar.types import HTTPScope

from services.http.body import Heading
from services.http.problems import Problem


class ToldPage(NamedTuple):
    """A page as it leaves, or the way to another one."""

    status: int
    body: bytes
    media_type: str  # of text in UTF-8
    headers: Mapping[str, str]


class Pages(Protocol):
    """The pages of an application."""

    def has(self, scope: HTTPScope) -> bool:
        """Whether it is people who ask, for something to look at."""
        ...

    def is_open(self, path: str) -> bool:
        """Whether nobody is asked there who they are."""
        ...

    def refused(self, problem: Problem, path: str, query: bytes, heading: Heading, request_id: UUID) -> ToldPage:
        """A refusal as a page with the same status, or the way to where people sign in."""
        ...
