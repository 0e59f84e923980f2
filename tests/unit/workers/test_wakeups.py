"""Wake-ups name whose log has grown; a word that cannot be understood means: perhaps anybody's."""

import asyncio
from typing import Any, Self, cast
from uuid import UUID

import pytest

from services.wake import listen, named_in
from workers.wakeups import Listener

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        pytest.param(str(ONE).encode(), [ONE], id="one"),
        pytest.param(f"{ONE},{TWO}".encode(), [ONE, TWO], id="two"),
        pytest.param(b"", None, id="nobody"),
        pytest.param(b"all of them", None, id="no id"),
        pytest.param(b"\xff\xfe", None, id="no text"),
    ],
)
def test_a_message_names_organisations(message: bytes, named: list[UUID] | None) -> None:
    assert named_in(message) == named


async def test_words_that_came_while_a_loop_was_busy_are_one_word() -> None:
    listener = Listener()
    listener.wake([ONE])
    listener.wake([TWO])
    assert await listener.wait(60) == {ONE, TWO}
    assert await listener.wait(0) is None
    listener.wake([TWO])
    assert await listener.wait(60) == {TWO}


async def test_a_word_about_anybody_covers_the_named_ones() -> None:
    listener = Listener()
    listener.wake([ONE])
    listener.wake()
    listener.wake([TWO])
    assert await listener.wait(60) is None
    listener.wake([ONE])
    assert await listener.wait(60) == {ONE}


class Swallowing:
    """Listens as redis-py does at its worst: being cancelled ends a wait, and is told to nobody."""

    def __init__(self) -> None:
        self.waits = asyncio.Event()

    def pubsub(self, **_: object) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def subscribe(self, channel: str) -> None:
        pass

    async def get_message(self, **_: object) -> None:
        self.waits.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return


async def test_who_listens_ends_although_its_being_cancelled_was_swallowed() -> None:
    valkey = Swallowing()
    listening = asyncio.create_task(listen(cast("Any", valkey), "channel", lambda named: None))
    await valkey.waits.wait()
    listening.cancel()
    async with asyncio.timeout(10):
        await asyncio.wait([listening])
    assert listening.cancelled()
