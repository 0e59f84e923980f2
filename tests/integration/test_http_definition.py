"""The definition is read without a key, clause by clause, and every link on its pages leads somewhere."""

import json
import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin

import httpx2
import pytest

from services.app import create_app
from services.context import Context
from tests.support.doors import client
from tests.support.worked_cases import DEFINITION, cases, clauses


@pytest.fixture
async def reader(context: Context) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(create_app(context)) as opened:
        yield opened


async def test_every_clause_can_be_linked_to(reader: httpx2.AsyncClient) -> None:
    page = await reader.get("/definition/adherence")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert re.findall(r'<li id="([^"]+)">', page.text) == clauses()


@pytest.mark.parametrize("path", ["/definition/adherence", "/definition/cases/"])
async def test_every_link_leads_somewhere_of_ours(reader: httpx2.AsyncClient, path: str) -> None:
    page = (await reader.get(path)).text
    links = {urljoin(path, link) for link in re.findall(r'(?:src|href)="([^"]+)"', page) if link != "data:,"}
    assert links
    for link in links:
        answer = await reader.get(link)
        assert (link[0], answer.status_code) == ("/", 200), link


async def test_the_worked_cases_are_served_as_they_are(reader: httpx2.AsyncClient) -> None:
    for case in cases():
        answer = await reader.get(f"/definition/cases/{case.name}.json")
        assert (answer.headers["content-type"], answer.json()) == ("application/json", case.content)
    program = await reader.get("/definition/recount.py")
    assert program.text == (DEFINITION / "recount.py").read_text()


async def test_other_names_are_not_there(reader: httpx2.AsyncClient) -> None:
    for name in ("cases/99-none.json", "recount", "..%2fpyproject.toml", "%2e%2e/README.md", "__pycache__"):
        answer = await reader.get(f"/definition/{name}")
        assert answer.status_code in (401, 404), name
        assert json.loads(answer.content)["code"] in ("unauthenticated", "not_found")
