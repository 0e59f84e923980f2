"""The patient's or a carer's own telephone: a window that has come in by a way in of theirs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import PageOf
from tests.browser.running_house import House
from tests.browser.screen import PHONE, Screen
from tests.support.signing_in import browser_on
from tests.support.waiting import until

NO_SYNC = "if ('SyncManager' in globalThis) SyncManager.prototype.register = async () => {};"
"""The worker's clock is the machine's and not the house's: what it sent would be shifted by months."""


async def cookies_of(house: House, patient_id: UUID, bearer: str = "patient") -> dict[str, str]:
    """Of a device that has just come in."""
    private = {"label": "Per"} if bearer == "carer" else {}
    body = {"patient_id": str(patient_id), "bearer": bearer, **({"private": private} if private else {})}
    given = await house.doors.owner.post("/v1/commands/give-patient-access", json=body)
    assert given.status_code == 200, given.text
    async with browser_on(house.doors.app, "10.3.0.1") as browser:
        answer = await browser.client.post("/v1/my/enter", json={"code": given.json()["access_code"]["code"]})
        assert answer.status_code == 200, answer.text
        return dict(browser.client.cookies)


async def speaks(house: House, patient_id: UUID, language: str) -> None:
    """From now on in this language."""
    body = {"patient_id": str(patient_id), "channels": ["email"], "language": language}
    answer = await house.doors.owner.post("/v1/commands/set-contact-preferences", json=body)
    assert answer.status_code == 200, answer.text


async def come_in(screen: Screen, house: House, patient_id: UUID, bearer: str = "patient") -> None:
    """In this window from now on."""
    secure = house.url.replace("http:", "https:")  # or the protocol refuses what the browser itself takes
    await screen.page.context.add_cookies(
        [
            {"name": name, "value": value, "url": secure, "secure": True, "httpOnly": True}
            for name, value in (await cookies_of(house, patient_id, bearer)).items()
        ]
    )


async def phone_of(
    page_of: PageOf,
    house: House,
    name: str,
    *,
    bearer: str = "patient",
    width: int = PHONE,
    language: str = "en",
    scheme: str = "light",
) -> Screen:
    """A telephone of this patient's, or of a carer's."""
    screen = await page_of(width=width, language=language, scheme=scheme)
    await screen.page.context.add_init_script(NO_SYNC)
    await speaks(house, house.patient(name), language)
    await come_in(screen, house, house.patient(name), bearer)
    return screen


KEPT = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const pages = (await (await caches.open("carryover-my-pages")).keys()).map((page) => new URL(page.url).pathname);
  return Boolean(registration?.active) && document.body.dataset.pages.split(" ").every((path) => pages.includes(path));
}"""


async def kept(page: Page) -> None:
    """Waits until the phone holds every page."""

    async def all_there() -> bool:
        return bool(await page.evaluate(KEPT))

    await until(all_there)


async def ready(screen: Screen, path: str = "/my") -> None:
    """The page is there, and is shown without a connection from now on."""
    await screen.open(path)
    await kept(screen.page)
    await screen.page.reload()  # from now on the worker has it


Said = tuple[str, str]
"""Type and time of an event."""


REPORTS = frozenset(
    {
        *("session.logged", "session.retracted", "symptom.reported", "symptom.retracted"),
        *("barrier.reported", "barrier.retracted", "patient.red_flag_reported"),
    }
)


class Log:
    """What the log has of a patient's own reports since the test began, in its order."""

    def __init__(self, house: House, patient_id: UUID, since: int) -> None:
        self._house, self._patient_id, self._since = house, patient_id, since

    async def events(self) -> list[dict[str, Any]]:
        return (await _events(self._house, self._patient_id))[self._since :]

    async def said(self) -> list[Said]:
        return [(event["type"], event["occurred_at"]) for event in await self.events()]

    async def comes_to(self, *kinds: str) -> None:
        """Waits until these and no others are in it."""

        async def there() -> bool:
            return [kind for kind, _ in await self.said()] == list(kinds)

        await until(there)


async def log_of(house: House, name: str) -> Log:
    """From now on."""
    patient_id = house.patient(name)
    return Log(house, patient_id, len(await _events(house, patient_id)))


async def _events(house: House, patient_id: UUID) -> list[dict[str, Any]]:
    answer = await house.doors.owner.get(f"/v1/patients/{patient_id}/export")
    events: list[dict[str, Any]] = answer.json()["events"]
    return [event for event in events if event["type"] in REPORTS]


EVENTS = "**/v1/events"
UNDONE = ".dose:not([data-finished]) .dose-done:visible"
"""Where something is left to be done."""


def utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def answers_get_lost(context: BrowserContext, number: int) -> None:
    """The service stores what comes, and nobody hears of it, so many times."""
    left = [number]

    async def lose(route: Route) -> None:
        if left[0] == 0:
            await route.continue_()
            return
        left[0] -= 1
        await route.fetch()
        await route.abort("aborted")

    await context.route(EVENTS, lose)


async def tell_it_to_send(page: Page) -> None:
    """As when the connection comes back, or the page is looked at again: sooner than after its quarter of a minute."""
    await page.evaluate("dispatchEvent(new Event('online'))")


async def sent_all(page: Page) -> None:
    await expect(page.locator("#waiting")).to_be_hidden()
