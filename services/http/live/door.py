"""GET /v1/stream: a plain route beside Litestar, which would wait for the end of what has none."""

import asyncio
from contextlib import aclosing

from litestar.types import HTTPScope, Receive, Send

from services.actor import Actor
from services.http.access import ACCESS
from services.http.allowed import GUARDS, Guards
from services.http.audit.live import StreamNotes
from services.http.body import Heading
from services.http.gate import address_of
from services.http.live.hub import Live
from services.http.live.listener import Listener
from services.http.live.words import MEDIA_TYPE, OPENING
from services.http.problems import Problem
from services.http.request_told import REQUEST_ID

LAST_ID = b"last-event-id"
SECONDS_TO_TAKE = 60.0
"""For one event; who does not take it has gone away without a word."""

HEADERS = (
    (b"content-type", f"{MEDIA_TYPE}; charset=utf-8".encode()),
    (b"x-accel-buffering", b"no"),  # proxies are not to hold back what comes bit by bit
)


class StreamDoor:
    """The route. The gate knows who asks, and has read what little there may be of a body."""

    def __init__(self, live: Live, guards: Guards = GUARDS) -> None:
        self._live = live
        self._guards = guards

    async def __call__(self, actor: Actor, heading: Heading, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Until either side ends it. Raises Problem and CursorRefused before anything is sent."""
        if self._guards.access:
            ACCESS["liveStream"].check(actor)
        if scope["query_string"]:
            raise Problem("invalid_parameter", "The stream takes no parameters; Last-Event-ID is a header.")
        last_id = heading.get(LAST_ID)
        after = None if last_id is None else last_id.decode("latin-1")
        notes = StreamNotes(self._live.audit, actor, scope["state"][REQUEST_ID], address_of(scope))
        async with self._live.listener(actor, heading, after) as listener:
            await notes.opened()
            leaving = asyncio.create_task(_until_gone(receive, listener))
            try:
                await _tell(listener, send, notes)
            finally:
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)


async def _tell(listener: Listener, send: Send, notes: StreamNotes) -> None:
    """Where the audit cannot be written the stream breaks off, to be resumed where it was."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": OPENING, "more_body": True})
    async with aclosing(listener.frames(asyncio.get_running_loop().time)) as frames:
        async for frame in frames:
            if not notes.knows(listener.telling):
                await notes.telling(listener.patients())
            try:
                async with asyncio.timeout(SECONDS_TO_TAKE):
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
            except TimeoutError:
                return  # granian closes the connection
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close(None)
