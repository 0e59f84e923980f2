"""The load client against a small server that answers as the test says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
from msgspec.structs import replace

from bench.load import Order, Report, carry_out, whole_size
from bench.sessions import Sender, Template, entries, template
from tests.support.appends import PERSON

ORDER = Order(port=0, path="/v1/events", status=200, says='"stored"', connections=3, seconds=0.05, first=7)
STORED = b'HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{"status":"stored"}'


def templates() -> list[Template]:
    """Of two organisations in turn."""
    senders = [Sender(organisation=place, patient_id=PERSON, key="co_live_x") for place in (0, 1)]
    return [template(sender, entry, "2026-03-03") for sender, entry in zip(senders, entries(), strict=False)]


@asynccontextmanager
async def answering(answer: Callable[[int], list[bytes]]) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that writes `answer(n)` piece by piece to the n-th request; its port, and the bodies it was sent."""
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                bodies.append(await reader.readexactly(length))
                for piece in answer(len(bodies)):
                    writer.write(piece)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            pass  # the client has gone
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], bodies


async def report_of(answer: Callable[[int], list[bytes]]) -> tuple[Report, list[bytes]]:
    async with answering(answer) as (port, bodies):
        return await carry_out(replace(ORDER, port=port), templates()), bodies


async def test_every_request_is_new_and_every_answer_is_counted() -> None:
    report, bodies = await report_of(lambda n: [STORED])
    ids = [msgspec.json.decode(body)["id"] for body in bodies]
    assert report.fault is None
    assert report.sent == len(bodies) == len(set(ids)) == sum(report.acknowledged.values()) > 3
    assert min(ids) == "session-000000000007"
    assert abs(report.acknowledged[0] - report.acknowledged[1]) <= 1
    assert 0 < report.within <= report.sent
    assert 0 < report.p50 <= report.p99


@pytest.mark.parametrize(("rate", "sent"), [(50, 3), (1, 1)])
async def test_no_more_is_sent_than_is_asked_for(rate: float, sent: int) -> None:
    async with answering(lambda n: [STORED]) as (port, bodies):
        report = await carry_out(replace(ORDER, port=port, rate=rate), templates())
    assert (report.fault, report.sent, len(bodies)) == (None, sent, sent)


async def test_an_answer_in_pieces_is_one_answer() -> None:
    report, bodies = await report_of(lambda n: [STORED[:9], STORED[9:30], STORED[30:50], STORED[50:]])
    assert (report.fault, sum(report.acknowledged.values())) == (None, len(bodies))


@pytest.mark.parametrize(
    "wrong",
    [
        STORED.replace(b"200 OK", b"503 No"),
        STORED.replace(b"stored", b"refuse"),
        STORED + b"more",
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_an_answer_that_is_not_right_ends_it_and_is_told(wrong: bytes) -> None:
    report, _ = await report_of(lambda n: [wrong if n == 5 else STORED])
    assert report.fault is not None
    assert report.fault.startswith(wrong.decode()[:12])


async def test_a_lost_connection_is_a_fault() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        report = await carry_out(replace(ORDER, port=server.sockets[0].getsockname()[1]), templates())
    assert report.fault is not None
    assert report.fault.startswith("a connection was lost")


def test_the_size_of_an_answer_is_known_when_its_head_is_whole() -> None:
    assert whole_size(STORED) == len(STORED)
    assert whole_size(STORED[:-5]) == len(STORED)
    assert whole_size(STORED[:30]) is None


def test_a_request_says_the_length_of_its_body_whatever_its_number() -> None:
    for number in (0, 7, 123_456_789_012):
        head, _, body = templates()[0].request(b"POST / HTTP/1.1\r\n", number).partition(b"\r\n\r\n")
        assert f"content-length: {len(body)}".encode() in head
        assert msgspec.json.decode(body)["id"] == f"session-{number:012d}"
