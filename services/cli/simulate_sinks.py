"""Where a simulation's letters end: one mailbox for e-mail, one for SMS, one for push, all on this machine."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from services.embedded.mail import mail_sink

HOST = "127.0.0.1"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
MAIL, SCREENS = "mail.jsonl", "screens.jsonl"


class Sinks:
    """`now` is business time, set by whoever moves the clock: each line says when it came by that clock."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self.smtp_url = ""
        self.port = 0

    def url_of(self, channel: str) -> str:
        """As the service's settings have it."""
        return f"json://{HOST}:{self.port}/{channel}/{{to}}?+Idempotency-Key={{key}}"


@asynccontextmanager
async def sinks(folder: Path) -> AsyncIterator[Sinks]:
    """All of them until the block ends; `mail.jsonl` and `screens.jsonl` get a JSON object for each letter."""
    listening = Sinks()
    with os.fdopen(os.open(folder / SCREENS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", 0) as file:

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                letter = await _read(reader)
                file.write(json.dumps({"received_at": listening.now.isoformat(), **letter}).encode() + b"\n")
                writer.write(ANSWER)
                await writer.drain()
            finally:
                writer.close()

        async with mail_sink(folder / MAIL, now=lambda: listening.now) as mail:
            server = await asyncio.start_server(take, HOST, 0)
            listening.port = server.sockets[0].getsockname()[1]
            listening.smtp_url = f"smtp://{mail.host}:{mail.port}"
            try:
                yield listening
            finally:
                server.close()
                await server.wait_closed()


async def _read(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The letter in one request: its channel and whom it is to, its key and its text."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = json.loads(await reader.readexactly(int(headers["content-length"])))
    _, channel, to, *_ = urlsplit(first.split(" ")[1]).path.split("/")
    return {"channel": channel, "to": unquote(to), "key": headers.get("idempotency-key"), "text": body.get("message")}
