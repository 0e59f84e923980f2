"""Several pieces of work side by side, a bounded number at a time."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

Item = TypeVar("Item")


async def abreast(items: AsyncIterable[Item], work: Callable[[Item], Coroutine[Any, Any, None]], most: int) -> None:
    """Do `work` with each item, `most` at a time; one item more is fetched meanwhile.

    The first failure cancels what is under way, and is raised.
    """
    running: set[asyncio.Task[None]] = set()
    try:
        async for item in items:
            while len(running) >= most:
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*done)
            running.add(asyncio.create_task(work(item)))
        await asyncio.gather(*running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def each(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Items that are all at hand, for `abreast`."""
    for item in items:
        yield item
