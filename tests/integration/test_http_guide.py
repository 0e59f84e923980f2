"""The guide for programmers: every page is served, shows the examples as they are run, and leads nowhere in vain."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from services.app import create_app
from services.context import Context
from services.http.codes import MEANINGS
from services.http.contract.openapi import document
from services.http.guide.pages import EXAMPLES, SHOWN, TEXT, TITLES
from tests.support.doors import client

PAGES = list(TITLES)
PROGRAMS = sorted({path for name in PAGES for path in SHOWN.findall((TEXT / f"{name}.md").read_text("utf-8"))})
NO_CODES = {"at_least", "as_of", "dry_run", "private_key_jwt", "error_description"}
OPERATION = re.compile(r"`(GET|POST|PUT|DELETE) (/v1/[^`?]*)`")


@pytest.fixture
async def reader(context: Context) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without a key."""
    async with client(create_app(context)) as opened:
        yield opened


async def test_every_page_is_open_and_its_links_lead_somewhere(reader: httpx2.AsyncClient) -> None:
    pages = {name: await reader.get(f"/docs/{name}") for name in PAGES}
    assert {name: answer.status_code for name, answer in pages.items()} == dict.fromkeys(PAGES, 200)
    links = {link for answer in pages.values() for link in re.findall(r"""href=["'](/[^"']*)""", answer.text)}
    assert {f"/docs/{name}" for name in PAGES} <= links
    assert {link: (await reader.get(link)).status_code for link in links} == dict.fromkeys(links, 200)


async def test_nothing_of_it_is_run_or_loaded_from_elsewhere(reader: httpx2.AsyncClient) -> None:
    answer = await reader.get("/docs/start")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", PROGRAMS)
async def test_an_example_is_shown_as_it_is_run(reader: httpx2.AsyncClient, path: str) -> None:
    program = EXAMPLES.joinpath(*path.split("/")).read_text("utf-8")
    pages = [unescape((await reader.get(f"/docs/{name}")).text) for name in PAGES]
    assert sum(program in page for page in pages) == 1


async def test_every_example_is_shown() -> None:
    there = {
        f"{folder.name}/{file.name}"
        for folder in EXAMPLES.iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
        for file in folder.iterdir()
        if file.is_file()
    }
    assert there == set(PROGRAMS)


@pytest.mark.parametrize("name", PAGES)
def test_the_addresses_and_codes_that_a_page_names_exist(name: str) -> None:
    said = (TEXT / f"{name}.md").read_text("utf-8")
    paths = document()["paths"]
    assert [found for found in OPERATION.findall(said) if found[0].lower() not in paths.get(found[1], {})] == []
    assert set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", said)) - MEANINGS.keys() <= NO_CODES
