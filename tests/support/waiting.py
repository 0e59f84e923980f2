"""Waiting for something that other tasks or processes do: looks again and again until a deadline, and then fails."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.02
PATIENCE = 60.0
"""Seconds for what takes one or two: the machine may do much else, and only a failing test waits so long."""


async def until(look: Callable[[], Awaitable[T]], seconds: float = PATIENCE) -> T:
    """What `look` answers as soon as that is true; AssertionError after `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not (found := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} seconds: {look.__name__}"
        await asyncio.sleep(LOOK_EVERY)
    return found
