"""E-mail over SMTP, as text and as HTML."""

from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from workers.channels.letter import SEND_SECONDS, Letter, NoAddress, NotSent


class EmailChannel:
    """To a person's own address. A repeat has the same Message-ID, which no mail server is bound to look at.

    `smtp_url` is smtp://[user:password@]host[:port], or smtps:// for TLS from the start; STARTTLS is used wherever the
    server offers it.
    """

    name = "email"
    dedupes = False

    def __init__(self, smtp_url: str, mail_from: str) -> None:
        self._server = urlsplit(smtp_url)
        self._from = mail_from
        self._domain = mail_from.rpartition("@")[2]

    async def send(self, letter: Letter) -> None:
        if not letter.to.email:
            raise NoAddress("no e-mail address is known")
        try:
            await aiosmtplib.send(
                self._mail(letter, letter.to.email),
                hostname=self._server.hostname,
                port=self._server.port or _usual_port(self._server),
                username=unquote(self._server.username) if self._server.username else None,
                password=unquote(self._server.password) if self._server.password else None,
                use_tls=self._server.scheme == "smtps",
                timeout=SEND_SECONDS,
            )
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPConnectError) as no:
            raise NotSent from no

    def _mail(self, letter: Letter, to: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._from
        mail["To"] = to
        mail["Subject"] = letter.words.subject
        mail["Message-ID"] = f"<{letter.effect_id}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:  # RFC 8058
            mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(letter.words.text)
        mail.add_alternative(letter.words.html, subtype="html")
        return mail


def _usual_port(server: SplitResult) -> int:
    return 465 if server.scheme == "smtps" else 25
