"""S38: what a receiver of news answers is bounded, believed in nothing but its status, and told in the delivery log.

Key sets and providers of sign-in come through the same way out: their bounds are tried in test_s10_egress.py.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.webhooks.sending import retry_after
from tests.support.database import Database
from tests.support.elsewhere import HOST, PUBLIC, Answer, elsewhere, saying
from tests.support.times import NOON
from tests.support.webhook_house import WebhookHouse, webhook_house


@pytest.fixture(scope="module")
async def opened(template: Database) -> AsyncIterator[WebhookHouse]:
    async with webhook_house(template) as opened:
        yield opened


@pytest.fixture
async def house(opened: WebhookHouse) -> WebhookHouse:
    await opened.begins_anew()
    return opened


async def posted_to(house: WebhookHouse, answer: Answer, **other_side: Any) -> dict[str, Any]:
    """The line of the delivery log of a message that was answered so, once."""
    context = house.doors.context
    made = await house.register(types=["session.logged"])
    async with elsewhere(answer, **other_side) as there:
        before, context.egress = context.egress, there.egress(seconds=2.0)
        try:
            await house.happens()
            await house.works()
        finally:
            context.egress = before
    [line] = await house.log_of(made["id"])
    return line


async def endless(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 x\r\n\r\n")
    while not writer.is_closing():
        writer.write(bytes(65_536))
        await writer.drain()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (saying(b'HTTP/1.1 200 x\r\ncontent-length: 15\r\n\r\n{"error":"no!"}'), 200),
        (saying(b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n{{{"), 200),
        (saying(b"HTTP/1.1 299 x\r\ncontent-length: 99999999999\r\n\r\n"), 299),
        (endless, 200),
    ],
    ids=["200 with an error in it", "broken JSON", "a length that is a lie", "a body without an end"],
)
async def test_of_an_answer_its_status_counts_and_nothing_of_it_is_read(
    house: WebhookHouse, answer: Answer, status: int
) -> None:
    line = await posted_to(house, answer)
    assert (line["state"], line["status"], line["error"]) == ("delivered", status, None)


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (saying(b"HTTP/1.1 200\x00 x\r\n\r\n"), None, "broken"),
        (saying(b"HTTP/1.1 999999 x\r\n\r\n"), None, "broken"),
        (saying(b"220 mail.example ESMTP\r\n"), None, "broken"),
        (saying(b"HTTP/1.1 302 x\r\nlocation: https://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"), 302, None),
        (saying(b"HTTP/1.1 503 x\r\nretry-after: soon\r\ncontent-length: 0\r\n\r\n"), 503, None),
    ],
)
async def test_what_is_no_success_is_tried_again_and_told(
    house: WebhookHouse, answer: Answer, status: int | None, error: str | None
) -> None:
    line = await posted_to(house, answer)
    assert (line["state"], line["tries"], line["status"], line["error"]) == ("waiting", 1, status, error)


async def test_without_good_tls_nothing_is_posted(house: WebhookHouse) -> None:
    fine = saying(b"HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n")
    for other_side in ({"certified": "other.example"}, {"trusted": False}, {"days": -1}):
        await house.begins_anew()
        line = await posted_to(house, fine, **other_side)
        assert (line["state"], line["error"]) == ("waiting", "bad_certificate")


async def test_a_name_that_moved_inside_since_it_was_registered_is_not_posted_to(house: WebhookHouse) -> None:
    made = await house.register(types=["session.logged"])
    house.receiver.there.addresses = [["169.254.169.254"]]
    await house.happens()
    await house.works()
    house.receiver.there.addresses = [[PUBLIC]]
    [line] = await house.log_of(made["id"])
    assert (line["state"], line["error"], house.receiver.raw) == ("waiting", "not_public", [])


@pytest.mark.parametrize("url", ["http://hooks.example.com/", "https://127.1/", f"https://{HOST}:22/", "file:///etc"])
async def test_an_address_that_may_not_be_posted_to_is_not_registered(house: WebhookHouse, url: str) -> None:
    answer = await house.doors.partner.post("/v1/webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (422, "bad_url", "/url")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 04 Mar 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Wed, 04 Mar 2020 13:00:00 GMT", timedelta()),
        ("-1", None),
        ("1e9", None),
        ("99999999999999999999", None),
        ("\u0664", None),
        ("Wed, 99 Mar 2026 13:00:00 GMT", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_taken_where_it_makes_sense(text: str, asked: timedelta | None) -> None:
    assert retry_after(text, NOON) == asked
