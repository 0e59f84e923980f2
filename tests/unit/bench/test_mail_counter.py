"""The mail server of a bench takes what our channel sends, and knows a mail that it has had before."""

import asyncio
from uuid import uuid4

from bench.mail_counter import HOST, Asking, Counted, Taking
from workers.channels.letter import Letter, Recipient
from workers.channels.mail import EmailChannel
from workers.wording import worded

WORDS = worded("reminder_1", "de", clinic="Am Hafen", link="https://carryover.test/reminders/1")


async def test_it_counts_mails_and_different_ones() -> None:
    counted = Counted()
    server = await asyncio.get_running_loop().create_server(lambda: Taking(counted), HOST, 0)
    port = server.sockets[0].getsockname()[1]
    channel, asking = EmailChannel(f"smtp://{HOST}:{port}", "bench@localhost"), Asking(port)
    once, twice = (
        Letter(effect_id=uuid4(), org_id=uuid4(), to=Recipient(email="ada@home.test"), words=WORDS) for _ in range(2)
    )
    async with server:
        await asyncio.gather(*(channel.send(letter) for letter in (once, twice, twice)))
        assert await asking.counted() == (3, 2)
        channel.close()
        asking.close()
