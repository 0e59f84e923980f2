"""What is written for an alert is looked for at once: the dispatcher is woken by the append, and does not only poll."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from eventstore.walls import Pool
from services.clock import RealClock
from services.context import open_context
from services.embedded.mail import MailSink, mail_sink
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.mailbox import address
from tests.support.posted import all_ended, keys_of, recorded
from tests.support.running import lose_valkey, running_engine
from tests.support.waiting import until
from workers import dispatcher

AN_HOUR = 3600.0


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


async def test_an_alert_and_its_letters_go_out_without_a_dispatcher_that_polls(
    database: Database, engine_pool: Pool, sink: MailSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes anything from the queue, which is away: so the engine does all of it in the looks it is woken to."""
    monkeypatch.setattr(dispatcher, "LOOK_EVERY", AN_HOUR)
    monkeypatch.setattr(dispatcher, "LOOK_AGAIN_EVERY", AN_HOUR)
    settings = replace(database.settings, smtp_url=address(sink), broker_url=f"unix://{tmp_path}/no.sock")
    await lose_valkey(database.settings)
    async with open_context(settings) as context, running_engine(settings, RealClock()):
        day = await ClinicDay.open(context)
        await day.pain("seven", 70)
        await until(lambda: all_ended(engine_pool, day.org_id))
        [event] = await recorded(day)
    assert keys_of(sink) == [f"<{event.effect_id}@clinic.test>"]
