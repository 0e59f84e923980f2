"""One window on one page: what somebody of a role sees at a width, in a language, by day or by night; and everything
that must not happen meanwhile."""

import os
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.axe import violations

PICTURES = Path(__file__).parents[2] / "build" / "pages"
WANTED = bool(os.environ.get("CARRYOVER_PICTURES"))
PHONE, DESK = 390, 1280
NARROWEST = 320
TABLET = 600
SHIFT_AT_MOST = 0.1  # what is called good (web.dev/cls)
TOLD = 12  # faults at once
MEANT = ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED")
"""Failures of what a page let go of when it was left, and of a window that a test has taken off the net."""

OBSERVED = (Path(__file__).parent / "observed.js").read_text()


class Measures(NamedTuple):
    """What the browser itself measured since the page was opened."""

    transferred: int  # bytes over the wire, with headers
    shift: float  # sum of the layout shifts nobody asked for
    slowest: float  # milliseconds until the page showed what the slowest touch or key did; 0 under 16


class Screen:
    """`page` is the browser's. Whoever foresees a refusal says so with `foresee`."""

    def __init__(self, page: Page, url: str, width: int, language: str, scheme: str) -> None:
        self.page, self.url = page, url
        self.width, self.language, self.scheme = width, language, scheme
        self.faults: list[str] = []
        self._foreseen: set[tuple[int, str]] = set()
        self._judged: str | None = None
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error.message}\n{error.stack or ''}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    async def open(self, path: str) -> None:
        """Once everything on it has come. Raises AssertionError where it is refused."""
        if self.page.url.partition("#")[0] == (self.url + path).partition("#")[0]:
            await self.page.goto("about:blank")  # or only what stands behind the # would change
        answer = await self.page.goto(self.url + path, wait_until="load")
        assert answer is not None
        assert answer.status < 400 or (answer.status, path) in self._foreseen, f"{path}: {answer.status}"

    async def follow(self, link: Locator) -> None:
        """Click a link to another page. Returns once that has come with its scripts: a click before would be lost."""
        async with self.page.expect_event("load"):
            await link.click()

    async def becomes(self, *, language: str, width: int, scheme: str) -> None:
        """The same window otherwise, for pages opened from now on. Staff who chose no language see this one."""
        self.language, self.width, self.scheme = language, width, scheme
        await self.page.context.add_cookies([{"name": "carryover-language", "value": language, "url": self.url}])
        await self.page.set_viewport_size({"width": width, "height": 844 if width < TABLET else 800})
        await self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def foresee(self, status: int, path: str) -> None:
        """This address will answer so, and is to."""
        self._foreseen.add((status, path))

    async def good(self, name: str) -> None:
        """The page as it is now has no fault; a picture of it is kept under this name."""
        await self.keep_picture(name)
        await self.judge()

    async def judge(self, *, by_axe: bool = True) -> None:
        """Fails with everything that is wrong with the page as it is now."""
        axe = await violations(self.page) if by_axe else []
        found = [*await self._policy(), *axe, *await self._too_wide(), *await self._shifts()]
        _none_of(self.faults + found)
        self._judged = self.page.url

    async def fits(self) -> None:
        """Fails where the page can be moved sideways in the window as it is now."""
        _none_of(await self._too_wide())

    async def quiet(self) -> None:
        """Fails where something went wrong so far, or the page broke its own policy."""
        _none_of(self.faults + await self._policy())

    async def finish(self) -> None:
        """At the end of a test: nothing went wrong that nobody looked at."""
        if self.page.is_closed() or self.page.url == "about:blank":
            _none_of(self.faults)
        elif self._judged == self.page.url:
            await self.quiet()
        else:
            await self.judge()

    async def keep_picture(self, name: str) -> None:
        """Of the whole page, below `build/pages/`, where CARRYOVER_PICTURES asks for it: it takes a second each."""
        if not WANTED:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}-{self.width}-{self.scheme}-{self.language}.png"
        await self.page.screenshot(path=path, full_page=True, animations="disabled", caret="hide")

    async def measured(self) -> Measures:
        sizes = "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0)"
        observed = await self._observed()
        return Measures(
            transferred=int(await self.page.evaluate(sizes)),
            shift=sum(shift["value"] for shift in observed["shifts"]),
            slowest=max((one["ms"] for one in observed["interactions"]), default=0.0),
        )

    async def _observed(self) -> dict[str, Any]:
        observed: dict[str, Any] = await self.page.evaluate("window.__observed")
        return observed

    async def _policy(self) -> list[str]:
        return [f"policy: {told}" for told in (await self._observed())["policy"]]

    async def _shifts(self) -> list[str]:
        shifts = (await self._observed())["shifts"]
        total = sum(shift["value"] for shift in shifts)
        return [f"the layout shifted by {total:.2f}: {shifts}"] if total > SHIFT_AT_MOST else []

    async def _too_wide(self) -> list[str]:
        """What sticks out where the page can be moved sideways."""
        return [f"wider than the window: {one}" for one in await self.page.evaluate(TOO_WIDE)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):  # told by the answer
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure not in MEANT:
            self.faults.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and (response.status, path) not in self._foreseen:
            self.faults.append(f"refused: {response.request.method} {path}: {response.status}")


def _none_of(faults: list[str]) -> None:
    if faults:
        rest = [f"and {len(faults) - TOLD} more"] if len(faults) > TOLD else []
        pytest.fail("\n".join([*faults[:TOLD], *rest]))


TOO_WIDE = """() => {
  const root = document.scrollingElement, width = document.documentElement.clientWidth;
  if (root.scrollWidth <= width) return [];
  const told = (one, right) => `${one.nodeName.toLowerCase()}.${[...one.classList].join(".")} to ${Math.round(right)}`;
  const hides = (one) => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
  const holds = (one) => one && (hides(one) || holds(one.parentElement));
  return [...document.querySelectorAll("body *")].filter((one) => !holds(one.parentElement))
    .map((one) => [one, one.getBoundingClientRect().right])
    .filter(([, right]) => right > width + 1)
    .map(([one, right]) => told(one, right))
    .slice(0, 5).concat(`scrolls to ${root.scrollWidth} of ${width}`);
}"""


async def open_screen(context: BrowserContext, url: str, width: int, language: str, scheme: str) -> Screen:
    await context.add_init_script(OBSERVED)
    return Screen(await context.new_page(), url, width, language, scheme)
