"""The mailbox for trying things out keeps every mail it took."""

import asyncio
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest

from services.embedded.mail import LARGEST_MAIL, MailSink, mail_sink


def mail(subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Carryover <alerts@carryover.example>"
    message["To"] = "jo@clinic.example"
    message["Subject"] = subject
    message["X-Alert"] = "17"
    message.set_content(body)
    return message


async def send(sink: MailSink, message: EmailMessage | bytes) -> None:
    await aiosmtplib.send(
        message,
        sender="alerts@carryover.example",
        recipients=["jo@clinic.example", "al@clinic.example"],
        hostname=sink.host,
        port=sink.port,
        start_tls=False,
    )


def kept(sink: MailSink) -> list[dict[str, Any]]:
    return [json.loads(line) for line in sink.file.read_text().splitlines()]


async def test_a_mail_becomes_one_line(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        await send(sink, mail("Schmerz 8 von 10: Ärztin", "Zeile eins\nZeile zwei ü\n"))
        (line,) = kept(sink)
    assert abs((datetime.fromisoformat(line.pop("received_at")) - before).total_seconds()) < 60
    headers = line.pop("headers")
    assert line == {
        "from": "alerts@carryover.example",
        "to": ["jo@clinic.example", "al@clinic.example"],
        "subject": "Schmerz 8 von 10: Ärztin",
        "body": "Zeile eins\nZeile zwei ü\n",
    }
    assert headers["x-alert"] == "17"
    assert headers["from"] == "Carryover <alerts@carryover.example>"


async def test_many_at_once_are_all_kept_and_a_restart_adds_to_them(tmp_path: Path) -> None:
    for first in (0, 20):
        async with mail_sink(tmp_path / "mail.jsonl") as sink:
            await asyncio.gather(*(send(sink, mail(f"Number {n}", "x" * 5000)) for n in range(first, first + 20)))
    assert sorted(line["subject"] for line in kept(sink)) == sorted(f"Number {n}" for n in range(40))


async def test_a_strange_mail_is_kept_as_well_as_it_goes(tmp_path: Path) -> None:
    strange = b"Subject: odd\r\nContent-Type: text/plain; charset=no-such-set\r\n\r\nf\xc3\xbcnf\r\n"
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        await send(sink, strange)
        await send(sink, b"\r\n")
        odd, empty = kept(sink)
    assert (odd["subject"], odd["body"].strip()) == ("odd", "fünf")
    assert (empty["subject"], empty["body"].strip(), empty["headers"]) == ("", "", {})


async def test_a_mail_that_is_too_large_is_refused(tmp_path: Path) -> None:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        with pytest.raises(aiosmtplib.SMTPException):
            await send(sink, mail("Too large", "x" * 70 + "\n" + ("y" * 70 + "\n") * (LARGEST_MAIL // 70)))
        assert kept(sink) == []
