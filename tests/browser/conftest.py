"""What browser tests may ask for: a running house for each file, one browser, and windows on the house's pages."""

from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import NoChromium, running_chromium
from tests.browser.running_house import House, running_house
from tests.browser.screen import DESK, Screen
from tests.browser.small_demonstration import Demonstration, make_demonstration
from tests.browser.windows import window
from tests.support.database import Database, copied_whole

HERE = Path(__file__).parent
PASSED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whether a test passed is known to its windows when they are closed."""
    report = yield
    if call.when == "call":
        item.stash[PASSED] = report.passed
    return report


class PageOf(Protocol):
    async def __call__(
        self, role: str | None = None, *, width: int = DESK, language: str = "en", scheme: str = "light"
    ) -> Screen:
        """A window of somebody who is signed in (`owner`, `admin`, `therapist`, `assistant`, `other`), or of nobody."""


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of a process. Where there is none they are not run."""
    try:
        async with running_chromium() as browser:
            yield browser
    except NoChromium as missing:
        pytest.skip(f"not run: {missing}")


@pytest.fixture(scope="session")
async def demonstration(browser: Browser, template: Database) -> AsyncIterator[Demonstration]:
    """Made once, to be copied. Not without a browser."""
    async with copied_whole(template) as database:
        yield await make_demonstration(database)


@pytest.fixture(scope="module")
async def house(demonstration: Demonstration) -> AsyncIterator[House]:
    """A file's own copy, served."""
    async with running_house(demonstration) as house:
        yield house


@pytest.fixture
async def page_of(browser: Browser, house: House, request: pytest.FixtureRequest) -> AsyncIterator[PageOf]:
    """Opens windows. When the test has passed, none of them may have seen anything go wrong."""
    screens: list[Screen] = []
    async with AsyncExitStack() as opened:

        async def page_of(
            role: str | None = None, *, width: int = DESK, language: str = "en", scheme: str = "light"
        ) -> Screen:
            asked = window(browser, house, role, width=width, language=language, scheme=scheme)
            screens.append(await opened.enter_async_context(asked))
            return screens[-1]

        yield page_of
        if request.node.stash.get(PASSED, False):
            for screen in screens:
                await screen.finish()
