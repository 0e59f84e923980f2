"""S1: a page about somebody else's patient, clinic or whatever else is the very page of an id that nobody has."""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID, uuid4

import httpx2
import pytest

from domain.staff.events import Role
from services.http.allowed import Reach
from services.web.access import PAGE_ACCESS
from services.web.page import Page
from tests.support.askers import open_askers
from tests.support.database import Database
from tests.support.pages_swept import SWEPT, look, parts, path_of, without_its_number
from tests.support.two_houses import House, Ids, open_house

PLACES = [(page, name) for page in SWEPT for name in parts(page) if page.name != "breakGlassPage"]
"""But for the page that is there for whoever is out of reach."""

NEAR = [
    (page, name)
    for page, name in PLACES
    if name in {"patient_id", "clinic_id", "alert_id"} and PAGE_ACCESS[page.name].reach is not Reach.ORGANISATION
]
"""What belongs to a clinic."""


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def near(house: House) -> AsyncIterator[Mapping[str, httpx2.AsyncClient]]:
    """Those whose rights hold at our first clinic only."""
    ours, clinics = house.ours, (UUID(house.here["clinic_id"]),)
    async with open_askers(ours.context, ours.app, ours.org.organisation_id, clinics) as opened:
        yield opened


async def twins(asker: httpx2.AsyncClient, page: Page, name: str, own: Ids, other: str) -> None:
    """Asserts that the other's id is answered like nobody's."""
    foreign, nobodys = [await look(asker, path_of(page, {**own, name: each})) for each in (other, str(uuid4()))]
    assert (foreign.status_code, nobodys.status_code) == (404, 404)
    assert without_its_number(foreign) == without_its_number(nobodys)
    assert other not in foreign.text


@pytest.mark.parametrize(("page", "name"), PLACES, ids=[f"{page.name} {name}" for page, name in PLACES])
async def test_another_organisations_id_is_answered_as_nobodys(house: House, page: Page, name: str) -> None:
    await twins(house.ours.owner, page, name, house.here, house.elsewhere[name])


@pytest.mark.parametrize(("page", "name"), NEAR, ids=[f"{page.name} {name}" for page, name in NEAR])
@pytest.mark.parametrize("role", [role.value for role in Role])
async def test_another_clinics_id_is_answered_as_nobodys(
    house: House, near: Mapping[str, httpx2.AsyncClient], role: str, page: Page, name: str
) -> None:
    if Role(role) not in PAGE_ACCESS[page.name].roles:
        assert (await look(near[role], path_of(page, house.beside))).status_code == 403
        return
    await twins(near[role], page, name, house.here, house.beside[name])


@pytest.mark.parametrize(("page", "name"), PLACES, ids=[f"{page.name} {name}" for page, name in PLACES])
async def test_what_is_no_id_is_not_found(house: House, page: Page, name: str) -> None:
    answer = await look(house.ours.owner, path_of(page, {**house.here, name: "no-id"}))
    assert answer.status_code == 404
