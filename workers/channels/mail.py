"""E-mail over SMTP, as text and as HTML."""

import asyncio
from email.utils import formatdate
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from workers.channels.letter import SEND_SECONDS, Letter, NoAddress, NotSent
from workers.channels.mime import as_mail, is_address

MOST_CONNECTIONS = 20
URGENT_CONNECTIONS = 8
"""Beside those: nothing urgent waits behind other letters at a slow server."""

IDLE_SECONDS = 1.0
"""A connection on which nothing follows is given up after these; a server may lose patience with it anyway."""

CLOSING = 421  # RFC 5321: the server says so and hangs up

Faults = (aiosmtplib.SMTPException, OSError)


class EmailChannel:
    """To a person's own address. A repeat has the same Message-ID, which no mail server is bound to look at.

    `smtp_url` is smtp://[user:password@]host[:port], or smtps:// for TLS from the start; STARTTLS is used wherever the
    server offers it. Connections are kept while letters follow one another.
    """

    name = "email"
    dedupes = False

    def __init__(self, smtp_url: str, mail_from: str) -> None:
        self._server = urlsplit(smtp_url)
        self._from = mail_from
        self._domain = mail_from.rpartition("@")[2]
        self._room = {False: asyncio.Semaphore(MOST_CONNECTIONS), True: asyncio.Semaphore(URGENT_CONNECTIONS)}
        self._idle: list[tuple[aiosmtplib.SMTP, asyncio.TimerHandle]] = []

    async def send(self, letter: Letter) -> None:
        to = letter.to.email
        if not to:
            raise NoAddress("no e-mail address is known")
        if not is_address(to):
            raise NoAddress("what is known is no e-mail address")
        content = self._content(letter, to)
        async with self._room[letter.urgent]:
            over = asyncio.get_running_loop().time() + SEND_SECONDS
            line = await self._addressed(to, over)
            try:
                async with asyncio.timeout_at(over):
                    await line.data(content)
            except aiosmtplib.SMTPResponseException as no:
                line.close()
                raise NotSent from no
            except BaseException:  # nobody knows whether it was taken
                line.close()
                raise
            self._keep(line)

    def close(self) -> None:
        """Give up the connections on which nothing is under way."""
        for line, given_up in self._idle:
            given_up.cancel()
            line.close()
        self._idle.clear()

    async def _addressed(self, to: str, over: float) -> aiosmtplib.SMTP:
        """A connection where the server waits for a mail to this address. Raises NotSent, at the latest at `over`."""
        try:
            async with asyncio.timeout_at(over):
                return await self._kept(to) or await self._address(await self._connected(), to)
        except Faults as no:
            raise NotSent from no

    async def _kept(self, to: str) -> aiosmtplib.SMTP | None:
        while self._idle:
            line, given_up = self._idle.pop()
            given_up.cancel()
            try:
                return await self._address(line, to)
            except (aiosmtplib.SMTPServerDisconnected, OSError):
                continue  # it was given up over there
            except aiosmtplib.SMTPResponseException as no:
                if no.code != CLOSING:
                    raise
        return None

    async def _address(self, line: aiosmtplib.SMTP, to: str) -> aiosmtplib.SMTP:
        try:
            if to.isascii():
                await line.mail(self._from)
            else:
                await line.mail(self._from, options=["SMTPUTF8"], encoding="utf-8")
            await line.rcpt(to, encoding="utf-8")
        except BaseException:
            line.close()
            raise
        return line

    async def _connected(self) -> aiosmtplib.SMTP:
        line = aiosmtplib.SMTP(
            hostname=self._server.hostname,
            port=self._server.port or _usual_port(self._server),
            username=unquote(self._server.username) if self._server.username else None,
            password=unquote(self._server.password) if self._server.password else None,
            use_tls=self._server.scheme == "smtps",
            timeout=None,  # the library's is for each command; a letter has its time as a whole
        )
        try:
            await line.connect()
        except BaseException:
            line.close()
            raise
        return line

    def _keep(self, line: aiosmtplib.SMTP) -> None:
        given_up = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._give_up, line)
        self._idle.append((line, given_up))

    def _give_up(self, line: aiosmtplib.SMTP) -> None:
        line.close()
        self._idle = [(kept, given_up) for kept, given_up in self._idle if kept is not line]

    def _content(self, letter: Letter, to: str) -> bytes:
        headers = {
            "From": self._from,
            "To": to,
            "Subject": letter.words.subject,
            "Date": formatdate(),
            "Message-ID": f"<{letter.effect_id}@{self._domain}>",
            "Auto-Submitted": "auto-generated",
        }
        if letter.unsubscribe:  # RFC 8058
            headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return as_mail(headers, letter.words.text, letter.words.html, f"part-{letter.effect_id}")


def _usual_port(server: SplitResult) -> int:
    return 465 if server.scheme == "smtps" else 25
