"""Where the letters of each channel arrive in a test, and how that end can misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec import Struct
from structlog.testing import capture_logs

from tests.support.http_sink import HOST, http_sink
from workers.channels.apprised import ApprisedChannel
from workers.channels.letter import Channel
from workers.channels.mail import EmailChannel
from workers.channels.quiet import ConsoleChannel, InAppChannel


class End(Struct):
    """A channel and what arrives at its other end: a text for each message. Where there is no provider, no status.

    A status is HTTP's: 200 takes messages, 503 and 400 refuse them, 0 takes them and hangs up without an answer.
    """

    channel: Channel
    arrived: Callable[[], list[str]]
    set_status: Callable[[int], None] | None = None
    away: Channel | None = None  # the same channel towards an address where nobody listens


class _Mailbox:
    """A mail server that misbehaves as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.mails: list[str] = []

    def set_status(self, status: int) -> None:
        self.status = status

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.status in (0, 200):
            assert isinstance(envelope.content, bytes)
            self.mails.append(_readable(envelope.content))
        if not self.status:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK" if self.status == 200 else "451 not now"


@asynccontextmanager
async def mail_end() -> AsyncIterator[End]:
    mailbox = _Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, enable_SMTPUTF8=True, hostname="localhost"), HOST, 0)
    channel = EmailChannel(f"smtp://{HOST}:{server.sockets[0].getsockname()[1]}", "carryover@clinic.test")
    try:
        yield End(
            channel=channel,
            arrived=lambda: list(mailbox.mails),
            set_status=mailbox.set_status,
            away=EmailChannel(f"smtp://{HOST}:1", "carryover@clinic.test"),
        )
    finally:
        channel.close()
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def apprised_end(name: str, *, key: bool = True) -> AsyncIterator[End]:
    async with http_sink() as sink:

        def set_status(status: int) -> None:
            sink.status = status

        def channel(port: int) -> ApprisedChannel:
            url = f"json://{HOST}:{port}/send?:to={{to}}" + ("&+Idempotency-Key={key}" if key else "")
            return ApprisedChannel(name, url, lambda to: to.phone if name == "sms" else to.push)

        yield End(
            channel=channel(sink.port),
            arrived=lambda: [json.dumps(one, ensure_ascii=False) for one in sink.taken],
            set_status=set_status,
            away=channel(1),
        )


@asynccontextmanager
async def console_end() -> AsyncIterator[End]:
    with capture_logs() as lines:
        yield End(channel=ConsoleChannel(), arrived=lambda: [_line(one) for one in lines])


@asynccontextmanager
async def in_app_end() -> AsyncIterator[End]:
    """What the app shows is the record: nothing leaves."""
    yield End(channel=InAppChannel(), arrived=list)


def _readable(content: bytes) -> str:
    """Headers and the text, as a reader of mail shows them."""
    mail = message_from_bytes(content, policy=policy.default)
    text = mail.get_body(("plain",))
    assert text is not None
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), str(text.get_content())])


def _line(one: Any) -> str:
    return json.dumps(one, default=str, ensure_ascii=False)
