"""A connection that is kept open: whole answers, one after the other, and a fault for everything else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.line import Line, Reply, lines, request
from bench.rounds import BenchFailed

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[Line]:
    """A line to a server that gives these answers, in pieces, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.readuntil(b"\r\n\r\n")
            for place in range(0, len(answer), 9):
                writer.write(answer[place : place + 9])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, lines(server.sockets[0].getsockname()[1], 1) as [line]:
        yield line


async def test_answers_come_one_after_the_other() -> None:
    async with answering(HELLO, HELLO.replace(b"hello", b"again")) as line:
        asked = request("GET", "/livez")
        assert [await line.ask(asked), await line.ask(asked)] == [Reply(200, b"hello"), Reply(200, b"again")]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (HELLO.replace(b"200 OK", b"503 No"), "GET /livez HTTP/1.1 was answered 503: b'hello'"),
        (HELLO[:-1], "no answer to GET /livez"),
        (b"HTTP/1.1 200 OK\r\n\r\nhello", "an answer tells no length"),
    ],
)
async def test_what_is_not_right_is_told(answer: bytes, told: str) -> None:
    async with answering(answer) as line:
        with pytest.raises(BenchFailed, match=told):
            await line.ask(request("GET", "/livez"))


def test_a_request_says_who_asks_and_how_long_it_is() -> None:
    assert request("POST", "/v1/events", key="co_live_x", body=b"[{}]") == (
        b"POST /v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n"
        b"authorization: Bearer co_live_x\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n[{}]"
    )
