"""S4: who may look at which page: every page, asked for by every role, by partners, a patient, a carer and nobody."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote
from uuid import UUID

import httpx2
import pytest

from services.web.access import PAGE_ACCESS
from services.web.areas import PAGES
from services.web.page import Page
from tests.support.askers import actors, open_askers
from tests.support.database import Database
from tests.support.pages_swept import CLOSED, ELSEWHERE, SWEPT, look, path_of
from tests.support.two_houses import House, open_house

Askers = Mapping[str, httpx2.AsyncClient]
OPEN = [page for page in SWEPT if PAGE_ACCESS[page.name].open]


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def askers(house: House) -> AsyncIterator[Askers]:
    ours, patient_id = house.ours, UUID(house.here["patient_id"])
    async with open_askers(ours.context, ours.app, ours.org.organisation_id, patient_id=patient_id) as opened:
        yield opened


def lets_in(page: Page) -> set[str]:
    """Read here without the code that the pages use."""
    access = PAGE_ACCESS[page.name]
    return {
        name
        for name, actor in actors(UUID(int=1)).items()
        if actor.role in access.roles or (actor.bearer and actor.bearer in access.bearers)
    }


def by_cookie(name: str) -> bool:
    """Patients and carers have a way in of their own, which opens their own pages alone."""
    return name in ("patient", "carer")


@pytest.mark.parametrize("page", CLOSED, ids=lambda page: page.name)
async def test_a_page_opens_to_whom_the_table_names_and_to_nobody_else(
    house: House, askers: Askers, page: Page
) -> None:
    path = path_of(page, house.here)
    told = {name: (await look(asker, path)).status_code for name, asker in askers.items()}
    of_patients = path == "/my" or path.startswith("/my/")
    away = {name for name, status in told.items() if status == 303 and page.name not in ELSEWHERE}
    closed = {name for name, status in told.items() if status == 403} | {one for one in away if by_cookie(one)}
    assert told.keys() - closed == lets_in(page), told
    assert set(told.values()) <= {200, 303, 403}, told
    assert of_patients or not {one for one in away if not by_cookie(one)}, told


@pytest.mark.parametrize("page", CLOSED, ids=lambda page: page.name)
async def test_who_is_not_signed_in_is_sent_to_where_they_can(house: House, page: Page) -> None:
    path = path_of(page, house.here)
    answer = await look(house.ours.nobody, path)
    wanted = "/my/enter" if path == "/my" or path.startswith("/my/") else f"/sign-in?next={quote(path, safe='')}"
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/sign-in" if path == "/" else wanted)
    assert answer.content == b""


@pytest.mark.parametrize("page", OPEN, ids=lambda page: page.name)
async def test_the_open_pages_open_to_nobody_and_know_nobody(house: House, page: Page) -> None:
    answer = await look(house.ours.nobody, path_of(page, house.here))
    assert answer.status_code == 200
    assert '<meta name="csrf" content="">' in answer.text


def test_the_open_pages_are_these() -> None:
    opened = {page.path for page in PAGES if PAGE_ACCESS[page.name].open}
    coming_in = {"/sign-in", "/sign-in/forgotten", "/sign-in/password", "/sign-in/invitation", "/my/enter"}
    assert opened - {page.path for page in PAGES if page not in SWEPT} <= coming_in
