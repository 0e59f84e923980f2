"""What an e-mail looks like: text and HTML, whom it is for, and how to end such mails."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import aiosmtplib
import pytest
from msgspec.structs import replace

from services.alert_effects import AlertDelivery
from services.embedded.mail import MailSink, mail_sink
from tests.support.mailbox import address, mails
from workers.channels.letter import Letter, NotSent, Recipient
from workers.channels.mail import EmailChannel
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
