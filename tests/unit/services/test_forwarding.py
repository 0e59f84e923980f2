"""One address before any number of apis: connections reach one that answers, whole, and end when they are told to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from services.forwarding import forward


@asynccontextmanager
async def an_api(greeting: bytes, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Reads to the end, answers with the greeting and what it read, and closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting + await reader.read())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, port)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def forwarding(target_port: int, target: str = "127.0.0.1") -> AsyncIterator[tuple[int, asyncio.Event]]:
    """The front's port, and what tells it to stop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stop, listening = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(forward("127.0.0.1", port, target, target_port, stop, listening.set))
    await listening.wait()
    try:
        yield port, stop
    finally:
        stop.set()
        await running


async def said(port: int, words: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    writer.write_eof()
    heard = await reader.read()
    writer.close()
    return heard


async def test_what_is_said_and_answered_goes_through_whole() -> None:
    words = bytes(range(256)) * 4096
    async with an_api(b"heard: ") as api, forwarding(api) as (port, _):
        assert await said(port, words) == b"heard: " + words


async def test_one_that_does_not_answer_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async with an_api(b"the living: ", "127.0.0.2") as api, forwarding(api, "apis") as (port, _):
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", _found("127.0.0.3", "127.0.0.2"))
        assert {await said(port, b"1") for _ in range(8)} == {b"the living: 1"}


async def test_where_nobody_answers_the_client_is_told_to_come_again() -> None:
    async with an_api(b"") as closed_soon:
        pass
    async with forwarding(closed_soon) as (port, _):
        head, _, body = (await said(port, b"GET / HTTP/1.1\r\n\r\n")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n")
    assert f"content-length: {len(body)}".encode() in head
    assert body == b'{"type":"about:blank","title":"No api answers yet","status":503,"code":"away"}'


async def test_what_is_under_way_ends_after_it_was_told_to_stop() -> None:
    async with an_api(b"late: ") as api, forwarding(api) as (port, stop):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"first, ")
        await writer.drain()
        stop.set()
        writer.write(b"then")
        writer.write_eof()
        assert await reader.read() == b"late: first, then"
        writer.close()


def _found(*addresses: str) -> Callable[..., object]:
    async def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo
