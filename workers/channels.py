"""The ways an alert reaches a therapist. Each says only that one waits and where; never about whom or what."""

from collections.abc import Awaitable, Callable, Mapping
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

import aiosmtplib
import structlog
from msgspec import Struct

log = structlog.get_logger()

SEND_SECONDS = 10.0


class Notice(Struct, frozen=True, kw_only=True):
    """That an alert waits: everything a channel may know."""

    effect_id: UUID  # the same for each attempt: a receiver tells a repeat by it
    alert_id: UUID
    org_id: UUID
    clinic_id: UUID
    clinic: str  # its name
    link: str
    critical: bool
    therapist_id: UUID | None = None


class NoAddress(Exception):
    """The channel has no way to reach this therapist; trying again would not help."""


class Channel(Protocol):
    """One way out. A new one is a class here, a name in `CHANNELS`, and a line in the contract test."""

    @property
    def name(self) -> str:
        """Stored in effects and events."""
        ...

    async def send(self, notice: Notice) -> None:
        """Return once the receiver has taken it, within SEND_SECONDS.

        A repeat carries the same effect id. Raises NoAddress, or anything else where trying again may help.
        """
        ...


AddressOf = Callable[[UUID, UUID], Awaitable[str | None]]
"""From organisation and staff id to an e-mail address; None where there is none."""


class Mail:
    """Plain text over SMTP; `smtp_url` is smtp://[user:password@]host[:port], or smtps:// for TLS from the start.

    STARTTLS is used wherever the server offers it.
    """

    def __init__(self, smtp_url: str, mail_from: str) -> None:
        self._server = urlsplit(smtp_url)
        self._from = mail_from

    async def send(self, effect_id: UUID, to: str, subject: str, text: str) -> None:
        """Return once the server has taken it, within SEND_SECONDS. A repeat has the same Message-ID."""
        mail = EmailMessage()
        mail["From"] = self._from
        mail["To"] = to
        mail["Subject"] = subject
        mail["Message-ID"] = f"<{effect_id}@{self._from.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        await aiosmtplib.send(
            mail,
            hostname=self._server.hostname,
            port=self._server.port or _usual_port(self._server),
            username=unquote(self._server.username) if self._server.username else None,
            password=unquote(self._server.password) if self._server.password else None,
            use_tls=self._server.scheme == "smtps",
            timeout=SEND_SECONDS,
        )


class EmailChannel:
    """To the therapist's own address."""

    name = "email"

    def __init__(self, mail: Mail, address_of: AddressOf) -> None:
        self._mail = mail
        self._address_of = address_of

    async def send(self, notice: Notice) -> None:
        to = await self._address_of(notice.org_id, notice.therapist_id) if notice.therapist_id else None
        if not to:
            raise NoAddress("the therapist has no e-mail address")
        text = f"At {notice.clinic} an alert waits for your answer:\n\n{notice.link}\n"
        await self._mail.send(notice.effect_id, to, f"An alert waits for you at {notice.clinic}", text)


def _usual_port(server: SplitResult) -> int:
    return 465 if server.scheme == "smtps" else 25


class ConsoleChannel:
    """A line in the service's own log, for operators and for trying things out."""

    name = "console"

    async def send(self, notice: Notice) -> None:
        log.info(
            "alert_waits",
            effect_id=str(notice.effect_id),
            alert_id=str(notice.alert_id),
            org_id=str(notice.org_id),
            clinic=notice.clinic,
            critical=notice.critical,
            link=notice.link,
        )


CHANNELS = (EmailChannel.name, ConsoleChannel.name)
"""The written list, by stored name."""


def make_channels(smtp_url: str, mail_from: str, address_of: AddressOf) -> Mapping[str, Channel]:
    """One of each in the list."""
    made: tuple[Channel, ...] = (EmailChannel(Mail(smtp_url, mail_from), address_of), ConsoleChannel())
    return {channel.name: channel for channel in made}
