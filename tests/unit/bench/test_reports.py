"""Who waits for what comes of a report asks again until it is there, or says that it does not come."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bench import reports
from bench.line import Line, lines, request
from bench.programs import zone_of_noon
from bench.reports import report, seconds_until
from bench.rounds import BenchFailed
from bench.sessions import Sender
from tests.support.appends import PERSON
from tests.support.times import NOON

ASKED = request("GET", "/v1/alerts")
SENDER = Sender(organisation=0, patient_id=PERSON, key="co_live_x")


@asynccontextmanager
async def answering(answers: Sequence[Any]) -> AsyncIterator[tuple[Line, list[bytes]]]:
    """A line to a server that gives these answers, the last one for ever; and the bodies it was sent."""
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int((head.partition(b"content-length: ")[2] or b"0").split(b"\r\n")[0])
                bodies.append(await reader.readexactly(length))
                body = msgspec.json.encode(answers[min(len(bodies), len(answers)) - 1])
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, lines(server.sockets[0].getsockname()[1], 1) as [line]:
        yield line, bodies


async def test_it_is_asked_until_the_answer_has_it() -> None:
    async with answering(["nothing", "nothing", "there"]) as (line, bodies):
        assert await seconds_until(line, ASKED, lambda answer: answer == "there") > 0
        assert len(bodies) == 3


async def test_what_does_not_come_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "PATIENCE_SECONDS", 0)
    async with answering(["nothing"]) as (line, _):
        with pytest.raises(BenchFailed, match="in no answer after 0 s: b'\"nothing\"'"):
            await seconds_until(line, ASKED, lambda answer: answer == "there")


async def test_a_report_is_told_where_it_went() -> None:
    async with answering([{"status": "stored", "position": "7"}]) as (line, bodies):
        assert await report(line, SENDER, 3, "barrier.reported", {"reason": "no_time"}) == "7"
    sent = msgspec.json.decode(bodies[0])
    assert (sent["id"], sent["type"], sent["subject"]) == (
        "waited-for-3",
        "org.carryover.barrier.reported",
        str(PERSON),
    )


async def test_a_report_that_is_not_stored_is_a_fault() -> None:
    async with answering([{"status": "duplicate", "position": "7"}]) as (line, _):
        with pytest.raises(BenchFailed, match="duplicate"):
            await report(line, SENDER, 3, "barrier.reported", {"reason": "no_time"})


@pytest.mark.parametrize("hour", range(24))
def test_there_is_always_a_zone_in_which_it_is_noon(hour: int) -> None:
    now = NOON.replace(hour=hour)
    assert now.astimezone(ZoneInfo(zone_of_noon(now))).hour == 12
