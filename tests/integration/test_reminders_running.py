"""Engine and worker as they run: a reminder in the patient's mailbox, and in the ledger, once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.patient.events import Channel
from domain.values import Fixed
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import open_context
from services.embedded.mail import MailSink, mail_sink
from services.settings import Settings
from tests.support.database import Database
from tests.support.mailbox import address, mails
from tests.support.reminded import Reminded
from tests.support.running import lose_valkey, running_engine, running_worker
from tests.support.waiting import until

MORNING, EVENING = datetime(2026, 6, 8, 6, tzinfo=UTC), datetime(2026, 6, 8, 16, tzinfo=UTC)
"""In Berlin eight in the morning, and six in the evening."""


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def settings(database: Database, sink: MailSink) -> Settings:
    settings = replace(database.settings, smtp_url=address(sink))
    await lose_valkey(settings)
    return settings


@pytest.fixture
async def house(settings: Settings, clock: SetClock, engine_pool: Pool) -> AsyncIterator[Reminded]:
    clock.instant = MORNING
    async with open_context(settings, clock=clock) as context:
        yield await Reminded.open(context, engine_pool)


async def test_two_engines_and_a_worker_remind_each_patient_once(
    house: Reminded, settings: Settings, clock: SetClock, sink: MailSink
) -> None:
    patients = [await house.patient(f"patient-{n}", Fixed(), channels=[Channel.EMAIL]) for n in range(25)]

    async def all_are_planned() -> bool:
        planned = "SELECT count(*) FROM log.effect WHERE kind = 'reminder.deliver'"
        return bool(await house.pool.fetchval(planned) == len(patients))

    async def all_are_told() -> bool:
        return [await house.entries(patient_id) for patient_id in patients] == [["2026-06-08 1 sent"]] * len(patients)

    async with running_engine(settings, clock), running_engine(settings, clock), running_worker(settings, clock):
        await until(all_are_planned)
        clock.instant = EVENING
        await until(all_are_told)
    assert sorted(mail["to"][0] for mail in mails(sink)) == sorted(f"patient-{n}@home.test" for n in range(25))
