"""S30 and S22: a page is kept by nobody, takes nothing inline and nothing foreign, and says so itself."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from services.web.access import PAGE_ACCESS
from services.web.page import Page
from tests.support.askers import open_askers
from tests.support.database import Database
from tests.support.pages_swept import SWEPT, look, path_of
from tests.support.two_houses import House, open_house

INLINE = re.compile(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:href|src|action|srcset)=["']?(?:[a-z]+:)?//(?!localhost|127\.0\.0\.1)""", re.IGNORECASE)


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def patient(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    ours, patient_id = house.ours, UUID(house.here["patient_id"])
    async with open_askers(ours.context, ours.app, ours.org.organisation_id, patient_id=patient_id) as opened:
        yield opened["patient"]


def asker_of(page: Page, house: House, patient: httpx2.AsyncClient) -> httpx2.AsyncClient:
    access = PAGE_ACCESS[page.name]
    return patient if access.bearers else house.ours.nobody if access.open else house.ours.owner


@pytest.mark.parametrize("page", SWEPT, ids=lambda page: page.name)
async def test_a_page_and_its_refusal_are_kept_by_nobody_and_closed_to_what_is_not_ours(
    house: House, patient: httpx2.AsyncClient, page: Page
) -> None:
    path = path_of(page, house.here)
    found = await look(asker_of(page, house, patient), path)
    refused = await look(house.ours.partner, path)
    for answer in (found, refused):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        if not answer.content:
            continue
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
        assert not {"unsafe", "*"} & set(re.findall(r"unsafe|\*", answer.headers["content-security-policy"]))
        assert INLINE.findall(answer.text) == []
        assert FOREIGN.findall(answer.text) == []
