"""Every way out keeps the same promises: one message a notice, a repeat known by its id, nothing about health."""

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
from workers.channels import CHANNELS, Channel, EmailChannel, Mail, NoAddress, Notice, make_channels

THERAPIST = UUID(int=3)
NOTICE = Notice(
    effect_id=UUID(int=1),
    alert_id=UUID(int=2),
    org_id=UUID(int=5),
    clinic_id=UUID(int=6),
    clinic="Am Hafen, Lübeck",
    link="https://carryover.test/alerts/2",
    critical=True,
    therapist_id=THERAPIST,
)


async def address_of(org_id: UUID, staff_id: UUID) -> str | None:
    return "hands@clinic.test" if (org_id, staff_id) == (NOTICE.org_id, THERAPIST) else None


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
def channels(sink: MailSink) -> Mapping[str, Channel]:
    return make_channels(address(sink), "carryover@clinic.test", address_of)


async def sent_by(channel: Channel, sink: MailSink, *notices: Notice) -> list[str]:
    """What went out, as text: mails or log lines."""
    with capture_logs() as lines:
        for notice in notices:
            await channel.send(notice)
    return [json.dumps(one, default=str, ensure_ascii=False) for one in (*mails(sink), *lines)]


def test_the_written_list_names_every_channel(channels: Mapping[str, Channel]) -> None:
    assert list(channels) == list(CHANNELS)
    assert all(channel.name == name for name, channel in channels.items())


@pytest.mark.parametrize("name", CHANNELS)
async def test_a_notice_is_one_message_with_the_clinic_and_the_link(
    name: str, channels: Mapping[str, Channel], sink: MailSink
) -> None:
    [message] = await sent_by(channels[name], sink, NOTICE)
    assert NOTICE.clinic in message
    assert NOTICE.link in message


@pytest.mark.parametrize("name", CHANNELS)
async def test_a_repeat_can_be_told_by_the_effects_id(
    name: str, channels: Mapping[str, Channel], sink: MailSink
) -> None:
    messages = await sent_by(channels[name], sink, NOTICE, NOTICE)
    assert len(messages) == 2
    assert all(str(NOTICE.effect_id) in message for message in messages)


async def test_an_email_goes_to_the_therapist_and_says_no_more_than_that_an_alert_waits(
    channels: Mapping[str, Channel], sink: MailSink
) -> None:
    await channels["email"].send(NOTICE)
    [mail] = mails(sink)
    assert (mail["from"], mail["to"]) == ("carryover@clinic.test", ["hands@clinic.test"])
    assert mail["subject"] == "An alert waits for you at Am Hafen, Lübeck"
    assert mail["body"].split("\n") == [
        "At Am Hafen, Lübeck an alert waits for your answer:",
        "",
        "https://carryover.test/alerts/2",
        "",
    ]
    assert mail["headers"]["message-id"] == f"<{NOTICE.effect_id}@clinic.test>"


async def test_without_an_address_it_says_so(channels: Mapping[str, Channel], sink: MailSink) -> None:
    with pytest.raises(NoAddress):
        await channels["email"].send(replace(NOTICE, therapist_id=UUID(int=4)))
    with pytest.raises(NoAddress):
        await channels["email"].send(replace(NOTICE, therapist_id=None))
    assert mails(sink) == []


async def test_a_server_that_is_not_there_is_an_error_and_no_silence() -> None:
    channel = EmailChannel(Mail("smtp://127.0.0.1:1", "carryover@clinic.test"), address_of)
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await channel.send(NOTICE)


def test_an_effect_carries_ids_and_no_more() -> None:
    assert set(AlertDelivery.__struct_fields__) == {
        "alert_id",
        "patient_id",
        "clinic_id",
        "channel",
        "critical",
        "therapist_id",
    }
