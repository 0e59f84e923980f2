"""The other end of a webhook: keeps what is posted, checked by the standard's own library, and answers as told."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from standardwebhooks.webhooks import Webhook

from tests.support.elsewhere import HOST, Elsewhere, elsewhere

URL = f"https://{HOST}/news?key=of-theirs"


class Receiver:
    """`answer` is asked for each message: a status, and headers where it has any."""

    def __init__(self) -> None:
        self.there: Elsewhere
        self.forget()

    def forget(self) -> None:
        """Nothing was posted, and everything is answered well."""
        self.raw: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[dict[str, str]], str] = lambda headers: "200 x"
        self.taken: list[dict[str, Any]] = []
        """The messages that it answered with 2xx."""
        self.silent: asyncio.Event | None = None
        """Where it is there, nobody is answered until it is set."""

    @property
    def ids(self) -> Counter[str]:
        """How often each event was taken."""
        return Counter(message["data"]["id"] for message in self.taken)

    def verified(self, secret: str) -> list[Any]:
        """All messages, read with this secret. Raises WebhookVerificationError for one that is not signed with it."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.raw]

    async def _serve(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = head.decode().split("\r\n")[1:]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.raw.append((headers, body))
        if self.silent is not None:
            await self.silent.wait()
        answer = self.answer(headers)
        if answer[0] == "2":
            self.taken.append(msgspec.json.decode(body))
        writer.write(f"HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def receiving(host: str = HOST) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with elsewhere(receiver._serve, certified=host) as there:
        receiver.there = there
        yield receiver
