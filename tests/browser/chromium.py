"""The browser that pages are tried in: Debian's Chromium, or the one that CARRYOVER_CHROMIUM names."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium here: `apt-get install chromium`, or name one in CARRYOVER_CHROMIUM"
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # or a picture depends on the machine's fonts more than it must
)
"""Asks nobody for anything by itself; root may start it."""


class NoChromium(Exception):
    """There is none; says how to have one."""


def find_chromium() -> str:
    """The program. Raises NoChromium."""
    named = os.environ.get("CARRYOVER_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or shutil.which(found) is None:
        raise NoChromium(MISSING)
    return found


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Without a window. Raises NoChromium."""
    program = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*ALONE])
        try:
            yield browser
        finally:
            await browser.close()
