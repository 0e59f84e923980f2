"""Who asks: the ways in which a request may say it, each tried in turn; what is wrong with one is nobody's business."""

from collections.abc import Awaitable, Callable, Sequence

from services.actor import Actor
from services.http.body import Heading
from services.http.problems import Problem

SIGN_IN_COOKIE = "__Host-carryover"
MY_COOKIE = "__Host-carryover-my"
"""Of patients and carers."""

_GIVEN = tuple(name.encode() + b"=" for name in (SIGN_IN_COOKIE, MY_COOKIE))

Way = Callable[[str, str, Heading], Awaitable[Actor | None]]
"""One way: from the method, the path and the headers to who asks. None where its credential is not given; raises
`nobody()` where it is given and no good."""


class Who:
    """All ways of an application, in order."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = ways

    async def actor(self, method: str, path: str, heading: Heading) -> Actor:
        """Raises Problem `unauthenticated`, in the same words whatever is wrong, and `invalid_header` for a request
        that comes with two credentials: two readers could take it for two people.
        """
        if b"authorization" in heading and any(name in heading.get(b"cookie", b"") for name in _GIVEN):
            raise Problem("invalid_header", "A request comes with a key or with a sign-in, not with both.")
        for way in self._ways:
            actor = await way(method, path, heading)
            if actor is not None:
                return actor
        raise nobody()


def nobody() -> Problem:
    return Problem("unauthenticated", headers={"www-authenticate": 'Bearer realm="carryover"'})
