"""Every way out keeps the same promises: one message a letter, a repeat known by its id, the truth about a fault."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.support.channel_ends import End, apprised_end, console_end, in_app_end, mail_end
from tests.support.database import Database
from workers.channels import make_channels
from workers.channels.letter import Letter, NoAddress, NotSent, Recipient
from workers.wording import worded

LINK = "https://carryover.test/alerts/2"
PERSON = Recipient(person_id=UUID(int=3), email="hands@clinic.test", phone="+4915112345678", push="device-3")
LETTER = Letter(
    effect_id=UUID(int=1),
    org_id=UUID(int=5),
    to=PERSON,
    words=worded("alert_waits", "en", clinic="By the harbour", link=LINK),
)
ENDS: Mapping[str, Callable[[], AbstractAsyncContextManager[End]]] = {
    "email": mail_end,
    "in_app": in_app_end,
    "console": console_end,
    "sms": partial(apprised_end, "sms"),
    "push": partial(apprised_end, "push"),
}
LEAVING = [name for name in ENDS if name != "in_app"]
PROVIDED = ["email", "sms", "push"]


@pytest.fixture
async def end(request: pytest.FixtureRequest) -> AsyncIterator[End]:
    async with ENDS[request.param]() as end:
        yield end


def test_every_channel_that_settings_can_name_is_tried_here(database: Database) -> None:
    settings = replace(database.settings, sms_url="json://127.0.0.1/{to}", push_url="json://127.0.0.1/{to}")
    channels = make_channels(settings)
    assert list(channels) == list(ENDS)
    assert {name: channel.name for name, channel in channels.items()} == {name: name for name in ENDS}


@pytest.mark.parametrize("end", LEAVING, indirect=True)
async def test_a_letter_is_one_message_with_the_clinic_and_the_link(end: End) -> None:
    await end.channel.send(LETTER)
    [message] = end.arrived()
    assert "By the harbour" in message
    assert LINK in message


@pytest.mark.parametrize("end", LEAVING, indirect=True)
async def test_a_repeat_can_be_told_by_the_effects_id(end: End) -> None:
    await end.channel.send(LETTER)
    await end.channel.send(LETTER)
    messages = end.arrived()
    assert len(messages) == 2
    assert all(str(LETTER.effect_id) in message for message in messages)


async def test_where_nothing_leaves_sending_is_all_there_is_to_do() -> None:
    async with in_app_end() as end:
        await end.channel.send(LETTER)
        assert end.channel.dedupes


@pytest.mark.parametrize("end", LEAVING, indirect=True)
async def test_many_letters_side_by_side_are_one_message_each(end: End) -> None:
    letters = [replace(LETTER, effect_id=UUID(int=number)) for number in range(100, 160)]
    await asyncio.gather(*map(end.channel.send, letters))
    messages = end.arrived()
    assert len(messages) == len(letters)
    assert all(any(str(letter.effect_id) in message for message in messages) for letter in letters)


@pytest.mark.parametrize("end", PROVIDED, indirect=True)
async def test_to_nobody_it_says_that_there_is_no_address(end: End) -> None:
    with pytest.raises(NoAddress):
        await end.channel.send(replace(LETTER, to=Recipient(person_id=PERSON.person_id)))
    assert end.arrived() == []


@pytest.mark.parametrize("end", PROVIDED, indirect=True)
async def test_where_nobody_listens_it_says_that_surely_nothing_was_sent(end: End) -> None:
    assert end.away is not None
    with pytest.raises(NotSent):
        await end.away.send(LETTER)


@pytest.mark.parametrize("end", PROVIDED, indirect=True)
async def test_what_the_provider_refuses_was_surely_not_sent_and_the_next_one_goes(end: End) -> None:
    assert end.set_status is not None
    end.set_status(503)
    with pytest.raises(NotSent):
        await end.channel.send(LETTER)
    end.set_status(200)
    await end.channel.send(LETTER)
    assert len(end.arrived()) == 1


@pytest.mark.parametrize("end", PROVIDED, indirect=True)
async def test_when_the_provider_takes_it_and_breaks_off_nobody_claims_to_know(end: End) -> None:
    assert end.set_status is not None
    end.set_status(0)
    with pytest.raises(Exception) as fault:  # noqa: PT011 any but the one that claims to know
        await end.channel.send(LETTER)
    assert not isinstance(fault.value, NotSent | NoAddress)
    assert len(end.arrived()) == 1


async def test_only_a_provider_that_is_given_the_key_tells_repeats_by_it() -> None:
    async with apprised_end("sms") as keyed, apprised_end("sms", key=False) as plain, mail_end() as mail:
        assert (keyed.channel.dedupes, plain.channel.dedupes, mail.channel.dedupes) == (True, False, False)


async def test_an_sms_goes_to_the_number_and_says_what_fits_a_screen() -> None:
    async with apprised_end("sms") as end:
        await end.channel.send(LETTER)
        [message] = end.arrived()
    assert '"to": "+4915112345678"' in message
    assert LETTER.words.short in message
    assert LETTER.words.subject not in message


async def test_a_push_has_a_title() -> None:
    async with apprised_end("push") as end:
        await end.channel.send(LETTER)
        [message] = end.arrived()
    assert '"to": "device-3"' in message
    assert LETTER.words.subject in message


async def test_mails_that_follow_one_another_share_a_connection_and_one_that_was_cut_is_made_anew() -> None:
    async with mail_end() as end:
        assert end.set_status is not None
        await end.channel.send(LETTER)
        end.set_status(0)
        with pytest.raises(OSError):  # noqa: PT011
            await end.channel.send(LETTER)
        end.set_status(200)
        await end.channel.send(LETTER)
        assert len(end.arrived()) == 3
