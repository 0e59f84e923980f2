"""Alerts on their way through workers that die, freeze or are asked twice; and what must have come of them."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from domain.alert.events import AlertDelivered
from eventstore.walls import Connection, Pool, reading
from services.embedded.mail import MailSink
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_rows import rows
from tests.support.mailbox import mails

# What is to be done now: an alert's clock is looked at only hours later.
OPEN = """
SELECT count(*) FROM log.effect
WHERE org_id = $1 AND kind <> 'alert.due' AND state IN ('pending', 'leased', 'claimed')
"""
TOLD = "SELECT count(*) FROM log.effect WHERE org_id = $1 AND kind = 'alert.tell' AND state = 'done'"


async def all_ended(pool: Pool, org_id: UUID, alerts: int = 1) -> bool:
    """Whether so many alerts have been told of, and nothing of them is still to be done."""
    async with reading(pool, org_id) as db:
        return bool(await db.fetchval(TOLD, org_id) == alerts and await db.fetchval(OPEN, org_id) == 0)


async def email_state(pool: Pool, org_id: UUID) -> str:
    """Of the only e-mail; empty before it is on its way."""
    row = (await rows(pool, org_id)).get("email")
    return str(row["state"]) if row else ""


async def recorded(day: ClinicDay) -> list[AlertDelivered]:
    """What the log says of e-mails that went out."""
    told = [event for event in await day.told() if isinstance(event, AlertDelivered)]
    twice = [key for key, times in Counter(event.effect_id for event in told).items() if times > 1]
    assert not twice, "a delivery was recorded twice"
    return [event for event in told if event.channel == "email"]


def keys_of(sink: MailSink) -> list[str]:
    """What a provider would tell repeats by, of each mail that arrived."""
    return [mail["headers"]["message-id"] for mail in mails(sink)]


@asynccontextmanager
async def nobody_reads_keys(database: Database) -> AsyncIterator[Connection]:
    """Whoever wants to open an address waits, until the block ends: an effect is claimed then, and nobody is called."""
    db = await asyncpg.connect(database.servers.postgres_url("postgres", database.keys_name))
    try:
        async with db.transaction():
            await db.execute("LOCK TABLE keys.subject IN ACCESS EXCLUSIVE MODE")
            yield db
    finally:
        await db.close()
