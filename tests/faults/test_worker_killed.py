"""A worker that is killed while it has an alert in hand: another one delivers it within a minute, once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.alert.events import AlertDelivered
from eventstore.walls import Pool
from services.clock import RealClock
from services.context import open_context
from services.embedded.mail import HOST, MailSink, mail_sink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.effect_rows import let_leases_run_over, rows, states
from tests.support.length import length
from tests.support.mailbox import mails
from tests.support.running import lose_valkey, running_engine
from tests.support.waiting import until
from tests.support.worker_process import HoldingMailServer, worker_process


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def server(sink: MailSink) -> AsyncIterator[HoldingMailServer]:
    async with HoldingMailServer(sink).listening() as server:
        yield server


@pytest.fixture
async def settings(database: Database, server: HoldingMailServer) -> Settings:
    settings = replace(database.settings, smtp_url=f"smtp://{HOST}:{server.port}")
    await lose_valkey(settings)
    return settings


@pytest.fixture
async def day(settings: Settings) -> AsyncIterator[ClinicDay]:
    async with open_context(settings) as context:
        yield await ClinicDay.open(context)


async def test_a_killed_workers_alert_is_delivered_by_another_within_a_minute(
    day: ClinicDay, settings: Settings, server: HoldingMailServer, sink: MailSink, engine_pool: Pool
) -> None:
    async def delivered() -> bool:
        return await states(engine_pool, day.org_id) == {
            "alert.due": "pending",
            "alert.tell": "done",
            "email": "done",
            "console": "done",
        }

    async with running_engine(settings, RealClock()):
        async with worker_process(settings) as first:
            await first.says("worker_ready")
            await day.pain("seven", 70)
            async with asyncio.timeout(20):
                await server.held.wait()  # it has the e-mail in hand and waits for the server's first word
            first.process.kill()
            assert await first.ended() == -signal.SIGKILL
        server.release()
        if not length(0, 1):  # in the full form its twenty seconds are waited for
            assert (await states(engine_pool, day.org_id))["email"] == "claimed"
            await let_leases_run_over(engine_pool, day.org_id)
        async with worker_process(settings) as second:
            await second.says("worker_ready")
            await until(delivered, 60)
            email = (await rows(engine_pool, day.org_id))["email"]
            second.process.terminate()
            async with asyncio.timeout(15):
                assert await second.ended() == 0
    assert email["attempt"] > 1
    assert [mail["headers"]["message-id"] for mail in mails(sink)] == [f"<{email['effect_id']}@clinic.test>"]
    outcomes = [event.channel for event in await day.told() if isinstance(event, AlertDelivered)]
    assert sorted(outcomes) == ["console", "email", "in_app"]
