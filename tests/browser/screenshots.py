"""`make screenshots`: the ten main pages as pictures in `docs/pages/`, from the demonstration's own patients.

The same day, the same people and the same windows each time; what differs between two runs is how fonts are drawn.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec import Struct
from playwright.async_api import Browser, expect

from services.demo.house import house as demonstration_house
from services.demo.people import PEOPLE
from tests.browser.addresses import PARTS
from tests.browser.chromium import NoChromium, running_chromium
from tests.browser.patients_phone import come_in
from tests.browser.pictures import small_picture
from tests.browser.running_house import House, running_house
from tests.browser.screen import DESK, PHONE, Screen
from tests.browser.small_demonstration import HURTS, make_demonstration
from tests.browser.windows import window
from tests.support.database import copied_whole, make_template
from tests.support.servers import servers_for_tests
from tests.support.times import NOON

FOLDER = Path(__file__).parents[2] / "docs" / "pages"


class Shot(Struct, frozen=True, kw_only=True):
    """One picture. Without a role it is the patient's own telephone."""

    name: str
    path: str
    role: str | None = None
    width: int = DESK
    scheme: str = "light"
    drawn: str = "main"  # what is there once the page is whole


SHOTS = (
    Shot(name="today", path="/today", role="therapist", drawn=".live[data-on]"),
    Shot(name="today-phone", path="/today", role="therapist", width=PHONE, scheme="dark", drawn=".live[data-on]"),
    Shot(name="patient", path="/patients/{patient_id}", role="therapist", drawn=".live[data-on]"),
    Shot(name="alert", path="/alerts/{alert_id}", role="therapist"),
    Shot(
        name="builder",
        path="/patients/{patient_id}/program?from_alert={alert_id}",
        role="therapist",
        drawn="li.prescription",
    ),
    Shot(name="library", path="/library", role="therapist"),
    Shot(name="clinic", path="/clinics/{clinic_id}", role="owner"),
    Shot(name="sites", path="/organisation", role="owner", scheme="dark"),
    Shot(name="my-today", path="/my", width=PHONE),
    Shot(name="my-feel", path="/my/feel", width=PHONE),
)


async def take(folder: Path = FOLDER) -> None:
    """Into a folder that is there. Raises NoChromium."""
    async with AsyncExitStack() as opened:
        browser = await opened.enter_async_context(running_chromium())
        house = await opened.enter_async_context(demonstrated())
        parts = {name: await PARTS[name](house) for name in ("patient_id", "alert_id", "clinic_id")}
        for shot in SHOTS:
            async with _window(browser, house, shot) as screen:
                await screen.open(shot.path.format(**parts))
                await expect(screen.page.locator(shot.drawn).first).to_be_visible()
                (folder / f"{shot.name}.webp").write_bytes(await small_picture(screen.page))


@asynccontextmanager
async def demonstrated() -> AsyncIterator[House]:
    """The whole demonstration, running."""
    async with AsyncExitStack() as opened:
        servers = await opened.enter_async_context(servers_for_tests())
        database = await opened.enter_async_context(copied_whole(await make_template(servers)))
        made = await make_demonstration(database, demonstration_house(NOON), PEOPLE)
        yield await opened.enter_async_context(running_house(made))


@asynccontextmanager
async def _window(browser: Browser, house: House, shot: Shot) -> AsyncIterator[Screen]:
    async with window(browser, house, shot.role, width=shot.width, scheme=shot.scheme) as screen:
        if shot.role is None:
            await come_in(screen, house, house.patient(HURTS))
        yield screen


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(take())
    except NoChromium as missing:
        sys.exit(f"No pictures were taken: {missing}")
