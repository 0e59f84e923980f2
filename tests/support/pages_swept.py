"""Every page that people look at, as the sweeps ask for it: with ids of our own, of others, and of nobody."""

import re
from collections.abc import Mapping
from uuid import UUID

import httpx2

from services.web.access import PAGE_ACCESS
from services.web.areas import PAGES
from services.web.page import Page
from tests.support.two_houses import Ids

NO_PAGES = frozenset({"myWorker", "myManifest", "myIcon"})
"""Files among the addresses of people."""

SWEPT = tuple(page for page in PAGES if page.name not in NO_PAGES)
CLOSED = tuple(page for page in SWEPT if not PAGE_ACCESS[page.name].open)

ELSEWHERE = frozenset({"home", "auditByMail"})
"""Pages that only lead to another."""

WORDS: Mapping[str, str] = {"region": "knee", "side": "left"}
"""Variable parts of addresses that are no ids."""

HTML = {"accept": "text/html"}
NAMED = re.compile(r"\{(\w+)\}")
OF_THIS_ANSWER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def parts(page: Page) -> list[str]:
    """The ids that the address of a page takes."""
    return [name for name in NAMED.findall(page.path) if name not in WORDS]


def path_of(page: Page, ids: Ids) -> str:
    return page.path.format(**{**WORDS, **{name: ids[name] for name in parts(page)}})


async def look(asker: httpx2.AsyncClient, path: str) -> httpx2.Response:
    return await asker.get(path, headers=HTML)


def without_its_number(answer: httpx2.Response) -> str:
    """A refusal but for the number that it goes by."""
    number = answer.headers["carryover-request"]
    assert UUID(number)
    return answer.text.replace(number, "")
