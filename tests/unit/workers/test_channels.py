"""Every way out keeps the same promises: one message a letter, a repeat known by its id, nothing about health."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import UUID

import aiosmtplib
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from services.alert_effects import AlertDelivery
from services.embedded.mail import MailSink, mail_sink
from tests.support.mailbox import address, mails
from workers.channels.letter import Channel, Letter, NoAddress, NotSent, Recipient
from workers.channels.mail import EmailChannel
from workers.channels.quiet import ConsoleChannel, InAppChannel
from workers.wording import worded

LINK = "https://carryover.test/alerts/2"
LETTER = Letter(
    effect_id=UUID(int=1),
    org_id=UUID(int=5),
    to=Recipient(person_id=UUID(int=3), email="hands@clinic.test", phone="+4915112345678", push="device-3"),
    words=worded("alert_waits", "de", clinic="Am Hafen, Lübeck", link=LINK),
)
OUTSIDE = ("email", "console")


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
def channels(sink: MailSink) -> Mapping[str, Channel]:
    made: tuple[Channel, ...] = (
        EmailChannel(address(sink), "carryover@clinic.test"),
        InAppChannel(),
        ConsoleChannel(),
    )
    return {channel.name: channel for channel in made}


async def sent_by(channel: Channel, sink: MailSink, *letters: Letter) -> list[str]:
    """What went out, as text: mails or log lines."""
    with capture_logs() as lines:
        for letter in letters:
            await channel.send(letter)
    return [json.dumps(one, default=str, ensure_ascii=False) for one in (*mails(sink), *lines)]


@pytest.mark.parametrize("name", OUTSIDE)
async def test_a_letter_is_one_message_with_the_clinic_and_the_link(
    name: str, channels: Mapping[str, Channel], sink: MailSink
) -> None:
    [message] = await sent_by(channels[name], sink, LETTER)
    assert "Am Hafen, Lübeck" in message
    assert LINK in message


@pytest.mark.parametrize("name", OUTSIDE)
async def test_a_repeat_can_be_told_by_the_effects_id(
    name: str, channels: Mapping[str, Channel], sink: MailSink
) -> None:
    messages = await sent_by(channels[name], sink, LETTER, LETTER)
    assert len(messages) == 2
    assert all(str(LETTER.effect_id) in message for message in messages)


async def test_an_email_goes_to_the_person_and_says_no_more_than_that_an_alert_waits(
    channels: Mapping[str, Channel], sink: MailSink
) -> None:
    await channels["email"].send(LETTER)
    [mail] = mails(sink)
    assert (mail["from"], mail["to"]) == ("carryover@clinic.test", ["hands@clinic.test"])
    assert mail["subject"] == "Eine Meldung wartet auf Sie: Am Hafen, Lübeck"
    assert mail["body"] == f"Bei Am Hafen, Lübeck wartet eine Meldung auf Ihre Antwort:\n\n{LINK}\n"
    assert mail["headers"]["message-id"] == f"<{LETTER.effect_id}@clinic.test>"
    assert "list-unsubscribe" not in mail["headers"]


async def test_an_email_that_can_be_unsubscribed_from_says_where(
    channels: Mapping[str, Channel], sink: MailSink
) -> None:
    await channels["email"].send(replace(LETTER, unsubscribe="https://carryover.test/unsubscribe/t"))
    [mail] = mails(sink)
    assert mail["headers"]["list-unsubscribe"] == "<https://carryover.test/unsubscribe/t>"
    assert mail["headers"]["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


async def test_without_an_address_it_says_so(channels: Mapping[str, Channel], sink: MailSink) -> None:
    with pytest.raises(NoAddress):
        await channels["email"].send(replace(LETTER, to=Recipient(person_id=UUID(int=4))))
    assert mails(sink) == []


async def test_a_server_that_is_not_there_is_an_error_and_certainly_nothing_was_sent() -> None:
    channel = EmailChannel("smtp://127.0.0.1:1", "carryover@clinic.test")
    with pytest.raises(NotSent) as fault:
        await channel.send(LETTER)
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
