"""Who asks: from the key in the Authorization header to the actor, through the directory, remembered for a minute."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

from eventstore.directory import FoundLink
from services.actor import Actor, ActorKind
from services.http.problems import Problem
from services.keys import LENGTH, LINK_KIND, PREFIX, holder_of, key_hash

Find = Callable[[str, bytes], Awaitable[FoundLink | None]]
"""What the directory knows of a kind and a hash."""

REMEMBERED_SECONDS = 60.0  # a key that was taken away works no longer than this
REMEMBERED_AT_MOST = 10_000

_HEADER = re.compile(rb"(?i:bearer) +(" + PREFIX.encode() + rb"[A-Za-z0-9_-]{%d}) *" % (LENGTH - len(PREFIX)))


class Keys:
    """The keys in use. Only good ones are remembered, so a new key works at once."""

    def __init__(self, find: Find, clock: Callable[[], float] = monotonic) -> None:
        self._find = find
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Actor]] = OrderedDict()

    async def actor(self, authorization: bytes | None) -> Actor:
        """Raises Problem `unauthenticated`, in the same words whatever is wrong with the key."""
        hash_ = hash_in(authorization)
        until, actor = self._known.get(hash_, (0.0, None))
        if actor is not None and until > self._clock():
            return actor
        link = await self._find(LINK_KIND, hash_)
        if link is None:
            self._known.pop(hash_, None)
            raise nobody()
        return self._remember(hash_, actor_of(link))

    def forget_all(self) -> None:
        self._known.clear()

    def _remember(self, hash_: bytes, actor: Actor) -> Actor:
        self._known[hash_] = (self._clock() + REMEMBERED_SECONDS, actor)
        self._known.move_to_end(hash_)
        while len(self._known) > REMEMBERED_AT_MOST:
            self._known.popitem(last=False)
        return actor


def hash_in(authorization: bytes | None) -> bytes:
    """The hash of the key in the header. Raises Problem `unauthenticated` where there is none."""
    found = _HEADER.fullmatch(authorization or b"")
    if found is None:
        raise nobody()
    return key_hash(found[1])


def actor_of(link: FoundLink) -> Actor:
    """The actor behind a line of the directory."""
    holder = holder_of(link.about)
    return Actor(
        kind=ActorKind(holder.actor),
        org_id=link.org_id,
        id=holder.id,
        role=holder.role,
        scopes=holder.scopes,
        clinics=holder.clinics,
    )


def nobody() -> Problem:
    return Problem("unauthenticated", headers={"www-authenticate": 'Bearer realm="carryover"'})
