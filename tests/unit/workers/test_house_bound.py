"""What is sent in a sandbox reaches nobody, by whatever channel, and stands in the log instead."""

from uuid import UUID

import pytest
from structlog.testing import capture_logs

from tests.support.reminding import Taking
from workers.channels.letter import Channel, Letter, Recipient, Words
from workers.channels.quiet import ConsoleChannel, InAppChannel, house_bound

OUT = {name: Taking(name) for name in ("email", "sms", "push")}
IN: dict[str, Channel] = {"in_app": InAppChannel(), "console": ConsoleChannel()}
LETTER = Letter(
    effect_id=UUID(int=1),
    org_id=UUID(int=2),
    to=Recipient(email="kim@clinic.test"),
    words=Words(subject="An alert", text="Look", html="<p>Look</p>", short="Look"),
)


@pytest.mark.parametrize("name", OUT)
async def test_a_channel_that_goes_out_ends_in_the_log(name: str) -> None:
    with capture_logs() as said:
        await house_bound({**IN, **OUT})[name].send(LETTER)
    assert OUT[name].subjects == []
    assert [(line["event"], line["text"]) for line in said] == [("letter", "Look")]


def test_all_channels_keep_their_names_and_those_of_the_house_stay_as_they_are() -> None:
    bound = house_bound({**IN, **OUT})
    assert {name: channel.name for name, channel in bound.items()} == {name: name for name in (*IN, *OUT)}
    assert {name: bound[name] for name in IN} == IN
