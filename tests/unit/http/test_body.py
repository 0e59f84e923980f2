"""A body is read whole, within its limits, or not at all."""

import asyncio
from typing import Any

import pytest
from litestar.types import Receive

from services.http.body import EVENTS_PATH, SINGLE_AT_MOST, Heading, read_body
from services.http.cloud_events import BATCH, ONE
from services.http.patience import Patience
from services.http.problems import Problem

LONG = Patience(60)


def of(media_type: str, **more: bytes) -> Heading:
    return {b"content-type": media_type.encode(), **{name.replace("_", "-").encode(): more[name] for name in more}}


def pieces(*parts: bytes) -> Receive:
    waiting = [*parts]

    async def receive() -> Any:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    return receive


async def forever() -> Any:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


async def gone() -> Any:
    return {"type": "http.disconnect"}


async def test_pieces_become_one() -> None:
    assert await read_body(EVENTS_PATH, of(ONE), pieces(b"{", b"", b"}"), LONG) == b"{}"


async def test_a_batch_may_be_larger_than_an_event_and_than_other_bodies() -> None:
    large = b" " * (SINGLE_AT_MOST + 1)
    assert await read_body(EVENTS_PATH, of(BATCH), pieces(large), LONG) == large
    for path, media_type in ((EVENTS_PATH, ONE), ("/v1/commands/open-clinic", BATCH)):
        with pytest.raises(Problem, match="too_large"):
            await read_body(path, of(media_type), pieces(large), LONG)


async def test_a_length_that_is_too_large_is_believed_at_once() -> None:
    length = str(SINGLE_AT_MOST + 1).encode()
    with pytest.raises(Problem, match="too_large"):
        await read_body(EVENTS_PATH, of(ONE, content_length=length), forever, LONG)


async def test_a_body_that_does_not_come_is_not_waited_for_without_end() -> None:
    with pytest.raises(Problem, match="too_slow"):
        await read_body(EVENTS_PATH, of(ONE), forever, Patience(0.01))


async def test_a_body_whose_end_never_comes_is_incomplete() -> None:
    with pytest.raises(Problem, match="incomplete"):
        await read_body(EVENTS_PATH, of(ONE), gone, LONG)


async def test_no_body_needs_no_content_type() -> None:
    assert await read_body("/v1/whoami", {}, pieces(b""), LONG) == b""
