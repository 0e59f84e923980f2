"""A clinic whose alerts go out by e-mail through workers in processes of their own, and a mail server to hold up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.context import open_context
from services.embedded.mail import HOST, MailSink, mail_sink
from services.settings import Settings
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.previous import NoPrevious, before_last_migration, export_previous
from tests.support.running import lose_valkey
from tests.support.worker_process import HoldingMailServer


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[MailSink]:
    async with mail_sink(tmp_path / "mail.jsonl") as sink:
        yield sink


@pytest.fixture
async def mail_server(mailbox: MailSink) -> AsyncIterator[HoldingMailServer]:
    """In front of the mailbox; it holds what comes until it is released."""
    async with HoldingMailServer(mailbox).listening() as server:
        yield server


@pytest.fixture
async def mailing(database: Database, mail_server: HoldingMailServer) -> Settings:
    settings = replace(database.settings, smtp_url=f"smtp://{HOST}:{mail_server.port}")
    await lose_valkey(settings)
    return settings


@pytest.fixture
async def alerted(mailing: Settings) -> AsyncIterator[ClinicDay]:
    async with open_context(mailing) as context:
        yield await ClinicDay.open(context)


@pytest.fixture(scope="session")
def tree_before_migrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the last commit with fewer migrations, in a folder. Without it the test is not run."""
    folder = tmp_path_factory.mktemp("before_migrations")
    try:
        export_previous(folder, commit=before_last_migration())
    except NoPrevious as reason:
        pytest.skip(str(reason))
    return folder
