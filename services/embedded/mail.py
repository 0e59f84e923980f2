"""A mailbox for trying things out: takes every e-mail on this machine and writes it into a file, and sends none on."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import MIMEPart
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
LARGEST_MAIL = 10 * 1024 * 1024
"""Bytes; a larger one is refused with SMTP's 552."""


@dataclass(frozen=True)
class MailSink:
    """A listening sink; `file` gets one JSON object a line: received_at (UTC), from, to, subject, body, headers."""

    host: str
    port: int
    file: Path


def _really_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def mail_sink(
    file: Path, *, host: str = HOST, port: int = 0, now: Callable[[], datetime] = _really_now
) -> AsyncIterator[MailSink]:
    """A sink in the running event loop until the block ends; `now` says when mail came. Port 0: the kernel chooses.

    A mail is answered with 250 once its line stands in the file; with a 5xx or 4xx when it could not be written.
    """
    loop = asyncio.get_running_loop()
    writer = _Writer(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), now)
    try:
        server = await loop.create_server(
            lambda: SMTP(writer, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="localhost", loop=loop),
            host,
            port,
        )
        try:
            yield MailSink(host, server.sockets[0].getsockname()[1], file)
        finally:
            server.close()
            await server.wait_closed()
    finally:
        writer.close()


class _Writer:
    def __init__(self, handle: int, now: Callable[[], datetime]) -> None:
        self._handle = handle
        self._now = now

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            # One write of a whole line on a file opened for appending: no reader ever sees half a mail of ours.
            os.write(self._handle, _line(envelope, self._now()))
        except OSError as refused:
            return f"452 The mail could not be kept: {refused.strerror}"
        return "250 OK"

    def close(self) -> None:
        os.close(self._handle)


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):
        # A sender may name a character set that does not exist.
        return cast(bytes, part.get_payload(decode=True)).decode("utf-8", "replace").replace("\r\n", "\n")


def _line(envelope: Envelope, received_at: datetime) -> bytes:
    mail = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
    text = mail.get_body(preferencelist=("plain", "html"))
    headers: dict[str, list[str]] = {}
    for name, value in mail.items():
        headers.setdefault(name.lower(), []).append(str(value))
    kept = {
        "received_at": received_at.isoformat(timespec="milliseconds"),
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "subject": str(mail["subject"] or ""),
        "body": "" if text is None else _text(text),
        "headers": {name: values[0] if len(values) == 1 else values for name, values in headers.items()},
    }
    return json.dumps(kept, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
