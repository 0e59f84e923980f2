"""What an e-mail looks like: text and HTML, whom it is for, and how to end such mails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import aiosmtplib
import pytest
from msgspec.structs import replace

from services.alert_effects import AlertDelivery
from services.embedded.mail import MailSink, mail_sink
from tests.support.http_sink import HOST
from tests.support.mailbox import address, mails
from workers.channels.letter import Letter, NotSent, Recipient
from workers.channels.mail import MOST_CONNECTIONS, EmailChannel
from workers.wording import worded

LINK = "https://carryover.test/alerts/2"
LETTER = Letter(
    effect_id=UUID(int=1),
    org_id=UUID(int=5),
    to=Recipient(person_id=UUID(int=3), email="hands@clinic.test"),
    words=worded("alert_waits", "de", clinic="Am Hafen, Lübeck", link=LINK),
)


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def email(sink: MailSink) -> AsyncIterator[EmailChannel]:
    channel = EmailChannel(address(sink), "carryover@clinic.test")
    yield channel
    channel.close()


class Hanging:
    """A mail server that lets everybody in and never says a word."""

    def __init__(self) -> None:
        self._met = asyncio.Semaphore(0)
        self.address = ""

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._met.release()
        await reader.read()  # until they hang up
        writer.close()

    async def has_met(self, many: int) -> None:
        """Wait for so many more."""
        for _ in range(many):
            await self._met.acquire()


@pytest.fixture
async def hanging() -> AsyncIterator[Hanging]:
    found = Hanging()
    async with await asyncio.start_server(found.meet, HOST, 0) as server:
        found.address = f"smtp://{HOST}:{server.sockets[0].getsockname()[1]}"
        yield found


async def test_an_email_goes_to_the_person_and_says_no_more_than_that_an_alert_waits(
    email: EmailChannel, sink: MailSink
) -> None:
    await email.send(LETTER)
    [mail] = mails(sink)
    assert (mail["from"], mail["to"]) == ("carryover@clinic.test", ["hands@clinic.test"])
    assert mail["subject"] == "Eine Meldung wartet auf Sie: Am Hafen, Lübeck"
    assert mail["body"] == f"Bei Am Hafen, Lübeck wartet eine Meldung auf Ihre Antwort:\n\n{LINK}\n"
    assert mail["headers"]["message-id"] == f"<{LETTER.effect_id}@clinic.test>"
    assert mail["headers"]["content-type"].startswith("multipart/alternative")
    assert "list-unsubscribe" not in mail["headers"]


async def test_an_email_that_can_be_unsubscribed_from_says_where(email: EmailChannel, sink: MailSink) -> None:
    await email.send(replace(LETTER, unsubscribe="https://carryover.test/unsubscribe/t"))
    [mail] = mails(sink)
    assert mail["headers"]["list-unsubscribe"] == "<https://carryover.test/unsubscribe/t>"
    assert mail["headers"]["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


async def test_what_went_wrong_stands_behind_it() -> None:
    with pytest.raises(NotSent) as fault:
        await EmailChannel("smtp://127.0.0.1:1", "carryover@clinic.test").send(LETTER)
    assert isinstance(fault.value.__cause__, aiosmtplib.SMTPConnectError)


def test_an_effect_carries_ids_and_no_more() -> None:
    assert set(AlertDelivery.__struct_fields__) == {
        "alert_id",
        "patient_id",
        "clinic_id",
        "channel",
        "critical",
        "therapist_id",
        "why",
    }


async def test_a_letter_has_its_time_as_a_whole(email: EmailChannel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.channels.mail.SEND_SECONDS", 0.0)
    with pytest.raises(NotSent) as fault:
        await email.send(LETTER)
    assert isinstance(fault.value.__cause__, TimeoutError)


async def test_what_is_urgent_does_not_wait_behind_other_letters_at_a_server_that_hangs(hanging: Hanging) -> None:
    channel = EmailChannel(hanging.address, "carryover@clinic.test")
    async with asyncio.TaskGroup() as letters:
        others = [letters.create_task(channel.send(LETTER)) for _ in range(MOST_CONNECTIONS)]
        await hanging.has_met(MOST_CONNECTIONS)
        urgent = letters.create_task(channel.send(replace(LETTER, urgent=True)))
        await hanging.has_met(1)
        for sending in (*others, urgent):
            sending.cancel()
