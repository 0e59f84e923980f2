"""Work that needs the embedded servers: ended with a sentence as soon as one of them has ended by itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from services.embedded.errors import EmbeddedError
from services.embedded.servers import Servers

T = TypeVar("T")

SEEN_WITHIN = 1.0
"""Seconds: work may feel the loss of a server a moment before its end is seen."""


async def while_served(servers: Servers, work: Coroutine[Any, Any, T]) -> T:
    """The work's own result or error. Raises EmbeddedError when a server is lost."""
    doing = asyncio.create_task(work, name="work")
    losing = asyncio.create_task(servers.first_crash(), name="loss of a server")
    try:
        await asyncio.wait({doing, losing}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done() and doing.exception() is not None:
            await asyncio.wait({losing}, timeout=SEEN_WITHIN)
        if servers.crashed():
            raise _lost(servers)
        return await doing
    finally:
        doing.cancel()
        losing.cancel()
        await asyncio.gather(doing, losing, return_exceptions=True)


def _lost(servers: Servers) -> EmbeddedError:
    name = servers.crashed()[0]
    return EmbeddedError(
        f"{name.capitalize()} ended by itself, so everything is stopped. "
        f"Start Carryover again to go on; the reason may stand in {servers.data / 'log' / f'{name}.log'}."
    )
