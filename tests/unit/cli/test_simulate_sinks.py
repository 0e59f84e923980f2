"""The sinks of a simulation keep every letter: whom it was to, its key, and the business instant at which it came."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
from apprise import Apprise

from services.cli.simulate_sinks import MAIL, SCREENS, sinks

NOON = datetime(2026, 10, 19, 12, tzinfo=UTC)


async def test_a_text_message_is_kept_with_its_number_and_its_key(tmp_path: Path) -> None:
    async with sinks(tmp_path) as listening:
        listening.now = NOON
        provider = Apprise()
        provider.add(listening.url_of("sms").format(to="%2B4900012345", key="effect-7"))
        assert await provider.async_notify("An alert waits for you.")
    (line,) = (tmp_path / SCREENS).read_text().splitlines()
    assert json.loads(line) == {
        "received_at": "2026-10-19T12:00:00+00:00",
        "channel": "sms",
        "to": "+4900012345",
        "key": "effect-7",
        "text": "An alert waits for you.",
    }


async def test_a_mail_is_kept_with_the_instant_of_the_simulation(tmp_path: Path) -> None:
    async with sinks(tmp_path) as listening:
        listening.now = NOON
        host, _, port = listening.smtp_url.removeprefix("smtp://").partition(":")
        mail = EmailMessage()
        mail["Message-ID"] = "<effect-8@x>"
        mail["From"], mail["To"], mail["Subject"] = "us@x", "kim@staff.example", "Waits"
        mail.set_content("An alert.")
        await aiosmtplib.send(mail, hostname=host, port=int(port))
    (line,) = (tmp_path / MAIL).read_text().splitlines()
    kept = json.loads(line)
    assert (kept["received_at"], kept["to"], kept["headers"]["message-id"]) == (
        "2026-10-19T12:00:00.000+00:00",
        ["kim@staff.example"],
        "<effect-8@x>",
    )
