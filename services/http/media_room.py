"""Where photos and films of exercises wait to be looked at: they are large, so few at a time, and their lines slow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar.types import Receive

from services.actor import Actor, ActorKind
from services.http.body import Heading, media_at, read_body
from services.http.patience import Patience
from services.http.problems import Problem

AT_ONCE = 4  # in one process
SECONDS = 120.0  # for the whole of one: a film over a slow line


class MediaRoom:
    """Of one process."""

    def __init__(self) -> None:
        self._patience = Patience(SECONDS)
        self._room = asyncio.Semaphore(AT_ONCE)

    def takes(self, method: str, path: str, actor: Actor) -> bool:
        """Whether it is a photo or a film from somebody who may have the right to put one."""
        return method == "PUT" and actor.kind is ActorKind.STAFF and media_at(path) is not None

    @asynccontextmanager
    async def body(self, path: str, heading: Heading, receive: Receive) -> AsyncIterator[bytes]:
        """The whole of it, while it is dealt with. Raises Problem `busy` where there is no room, and as `read_body`."""
        if self._room.locked():
            raise Problem("busy")
        async with self._room:
            yield await read_body(path, heading, receive, self._patience, whole_media=True)
