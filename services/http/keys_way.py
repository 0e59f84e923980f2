"""The way of keys: from the one in the Authorization header to its holder, through the directory."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from uuid import UUID

from eventstore.directory import FoundLink
from services.actor import Actor
from services.http.body import Heading
from services.http.who import nobody
from services.keys import LENGTH, LINK_KIND, PREFIX, SANDBOX_PREFIX, holder_of, key_hash
from services.rights import Held, Rights

Find = Callable[[str, bytes], Awaitable[FoundLink | None]]
"""What the directory knows of a kind and a hash."""

Used = Callable[[UUID, UUID], None]
"""Told of an organisation and its key when one is looked up."""

REMEMBERED_AT_MOST = 10_000

_HEADER = re.compile(
    rb"(?i:bearer) +((?:%s|%s)[A-Za-z0-9_-]{%d}) *" % (PREFIX.encode(), SANDBOX_PREFIX.encode(), LENGTH - len(PREFIX))
)


class Keys:
    """The keys in use. Only good ones are remembered, so a new key works at once; and only as long as the rights of
    their holder are (services/rights.py).
    """

    def __init__(self, find: Find, rights: Rights, used: Used) -> None:
        self._find = find
        self._rights = rights
        self._used = used
        self._known: OrderedDict[bytes, Held] = OrderedDict()

    async def __call__(self, method: str, path: str, heading: Heading) -> Actor | None:
        """The way; the address does not matter to it."""
        given = _HEADER.fullmatch(heading.get(b"authorization", b""))
        if given is None:
            return None
        hash_ = key_hash(given[1])
        held = self._known.get(hash_)
        if held is not None and self._rights.good(held):
            return held.actor
        held = await self._look_up(hash_)
        if held is None:
            self._known.pop(hash_, None)
            raise nobody()
        return self._remember(hash_, held).actor

    def forget_all(self) -> None:
        self._known.clear()

    async def _look_up(self, hash_: bytes) -> Held | None:
        link = await self._find(LINK_KIND, hash_)
        if link is None:
            return None
        holder = holder_of(link.about)
        held = await self._rights.held(link.org_id, holder)
        if held is not None:
            self._used(link.org_id, holder.key)
        return held

    def _remember(self, hash_: bytes, held: Held) -> Held:
        self._known[hash_] = held
        self._known.move_to_end(hash_)
        while len(self._known) > REMEMBERED_AT_MOST:
            self._known.popitem(last=False)
        return held
