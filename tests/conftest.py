"""What every test may ask for: real servers once a session, a fresh migrated database and context for each test."""

import os
import signal
import zoneinfo
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from eventstore.pools import opened_pool
from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from tests.support.database import Database, copied, empty, make_template
from tests.support.previous import NoPrevious, PreviousFailed, export_previous, run_previous
from tests.support.servers import ServerAddresses, choice_of, servers_for_tests
from tests.support.times import NOON
from tests.support.which_ran import (  # noqa: F401  # what they are called makes them pytest's
    note_servers,
    pytest_sessionfinish,
    pytest_sessionstart,
    pytest_terminal_summary,
    pytest_testnodedown,
)

zoneinfo.reset_tzpath(to=())  # as in our processes: zones from the pinned wheel, not from the machine
signal.signal(signal.SIGINT, signal.default_int_handler)  # of what is started in the background it is ignored


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed goes to another process as UTF-8, also where it tried what no text can hold."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands on the servers can be chosen: `-m servers`."""
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker("servers")


@pytest.fixture(scope="session")
async def servers(pytestconfig: pytest.Config) -> AsyncIterator[ServerAddresses]:
    """Postgres 18 and Valkey: embedded ones, or in containers where CARRYOVER_TEST_SERVERS says so, or those named in
    CARRYOVER_TEST_POSTGRES and CARRYOVER_TEST_VALKEY."""
    async with servers_for_tests() as servers:
        await note_servers(pytestconfig, servers, str(choice_of(os.environ)))
        yield servers


@pytest.fixture(scope="session")
async def template(servers: ServerAddresses) -> Database:
    return await make_template(servers)


@pytest.fixture
async def database(template: Database) -> AsyncIterator[Database]:
    """A migrated database without any organisation."""
    async with copied(template) as database:
        yield database


@pytest.fixture
def clock() -> SetClock:
    """The organisation's clock; set `clock.instant` to move it."""
    return SetClock(NOON)


@pytest.fixture
async def context(database: Database, clock: SetClock) -> AsyncIterator[Context]:
    async with open_context(database.settings, clock=clock) as context:
        yield context


@pytest.fixture
async def engine_pool(database: Database) -> AsyncIterator[Pool]:
    async with open_engine_pool(database.settings) as pool:
        yield pool


@pytest.fixture
async def log_pool(database: Database) -> AsyncIterator[Pool]:
    async with opened_pool(database.settings.app_url, log=True) as pool:
        yield pool


@pytest.fixture
async def app_pool(database: Database) -> AsyncIterator[Pool]:
    async with opened_pool(database.settings.app_url) as pool:
        yield pool


@pytest.fixture(scope="session")
def previous_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the commit before this one, in a folder. Without it the test is not run."""
    folder = tmp_path_factory.mktemp("previous")
    try:
        export_previous(folder)
    except NoPrevious as reason:
        pytest.skip(str(reason))
    return folder


@pytest.fixture(scope="session")
async def old_log(servers: ServerAddresses, template: Database, previous_tree: Path) -> AsyncIterator[Database]:
    """A log that the previous commit's code wrote, in databases that its own migrations made. To be read only."""
    async with empty(servers) as database:
        try:
            await run_previous(previous_tree, database.settings, "migrate", "write")
        except (NoPrevious, PreviousFailed) as reason:
            pytest.skip(f"the previous commit wrote no log: {str(reason).strip().splitlines()[-1]}")
        yield database
