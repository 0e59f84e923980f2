"""The pages for programmers need no key, and load nothing that we do not serve ourselves."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.app import create_app
from services.context import Context
from services.http.codes import MEANINGS
from tests.support.doors import client


@pytest.fixture
async def reader(context: Context) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(create_app(context)) as opened:
        yield opened


async def test_the_page_shows_the_description_and_loads_only_our_own_files(reader: httpx2.AsyncClient) -> None:
    page = await reader.get("/docs")
    policy = page.headers["content-security-policy"]
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "unsafe" not in policy
    assert "http" not in policy
    loaded = [found for found in re.findall(r'(?:src|href)="([^"]+)"', page.text) if found != "data:,"]
    assert loaded == ["/docs/swagger-ui.css", "/openapi.json", "/docs/swagger-ui-bundle.js", "/docs/start.js"]
    for address in loaded:
        assert (await reader.get(address)).status_code == 200, address


async def test_the_files_say_what_they_are_and_under_which_licence(reader: httpx2.AsyncClient) -> None:
    script, style, licence = [
        await reader.get(f"/docs/{name}") for name in ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE")
    ]
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "Apache License" in licence.text


async def test_nothing_loads_from_elsewhere_while_it_runs(reader: httpx2.AsyncClient) -> None:
    start = (await reader.get("/docs/start.js")).text
    assert "validatorUrl: null" in start
    assert "http" not in start


async def test_other_files_of_the_wheel_are_not_served(reader: httpx2.AsyncClient) -> None:
    for name in ("swagger.html", "..", "%2e%2e%2fLICENSE", "swagger-ui.css.map", "x"):
        assert (await reader.get(f"/docs/{name}")).status_code in (303, 401, 404), name


async def test_every_code_is_explained_where_its_type_points(reader: httpx2.AsyncClient) -> None:
    for code, meaning in MEANINGS.items():
        page = await reader.get(f"/problems/{code}")
        assert page.status_code == 200
        assert str(meaning.status) in page.text


async def test_a_code_that_nobody_knows_is_not_explained(reader: httpx2.AsyncClient) -> None:
    answer = await reader.get("/problems/<script>")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
