"""One showing of a page: who looks, in which words, and the answers of the API that it is made of."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from services.actor import NOBODY, Actor, ActorKind
from services.context import Context
from services.http.access import ACCESS
from services.http.operation import Asked, Operation, read_query
from services.http.operations import OPERATIONS
from services.http.problems import Problem
from services.http.ratings import decode
from services.http.sign_in.cookie import cookie_in, csrf_token
from services.http.who import MY_COOKIE, SIGN_IN_COOKIE
from services.web.viewer import Viewer
from services.web.words import Words

T = TypeVar("T")

BY_NAME: Mapping[str, Operation] = MappingProxyType({operation.name: operation for operation in OPERATIONS})
NOTHING: Mapping[str, object] = MappingProxyType({})


class View(NamedTuple):
    """Made for each request of a page."""

    asked: Asked
    viewer: Viewer
    words: Words

    @property
    def context(self) -> Context:
        return self.asked.context

    @property
    def actor(self) -> Actor:
        return self.asked.actor

    @property
    def path(self) -> Mapping[str, str]:
        """The variable parts of the address."""
        return self.asked.path

    @property
    def query(self) -> Any:
        """The page's query form, filled."""
        return self.asked.query

    @property
    def now(self) -> datetime:
        """By the organisation's clock; for who has not said who they are by the real one."""
        return self.context.real_now() if self.actor is NOBODY else self.context.clock.now(self.actor.org_id)

    def may(self, name: str) -> bool:
        """Whether who looks may ask the operation of this name at all."""
        if not self.asked.guards.access:
            return True
        try:
            ACCESS[name].check(self.actor)
        except Problem:
            return False
        return True

    async def read(self, name: str, answer: type[T], path: Mapping[str, object] = NOTHING, **query: object) -> T:
        """The answer of the API's operation of this name, as the API would give it to who looks.

        Parameters that are None are left out. Raises Problem as the API does; LookupError for a name it does not have.
        """
        operation = BY_NAME[name]
        if operation.run is None:
            raise LookupError(f"{name} has a route of its own")
        if self.asked.guards.access:
            ACCESS[name].check(self.actor)
        given = {key: [_said(value)] for key, value in query.items() if value is not None}
        reply = await operation.run(
            self.asked._replace(
                path={key: str(value) for key, value in path.items()},
                query=read_query(given, operation.query),
                body=b"",
            )
        )
        return decode(reply.body, answer)


def csrf_of(asked: Asked) -> str:
    """What writes from this page has to carry; empty for who came with a key."""
    name = MY_COOKIE if asked.actor.kind is ActorKind.PATIENT else SIGN_IN_COOKIE
    given = cookie_in(asked.headers.get("cookie"), name)
    if given is None or given.token is None or asked.actor is NOBODY:
        return ""
    return csrf_token(asked.context.settings.master_key, given.token)


def _said(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case _:
            return str(value)
