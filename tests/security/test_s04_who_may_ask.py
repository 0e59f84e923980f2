"""S4: Who may ask for what: every address, asked by every role, every scope alone, a partner with all, a patient, a
carer and nobody.

Nothing here lists an address: what is served is tried, by the table that says who may ask for it.
"""

import re
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import httpx2
import pytest

from domain.staff.events import Role
from services.app import create_app
from services.http.access import ACCESS
from services.http.allowed import Access, Reach, Unlisted
from services.http.body import JSON
from services.http.common import whoami
from services.http.gate import wants_no_key
from services.http.operation import Operation, routes_of
from services.http.operations import OPERATIONS
from tests.support.askers import actors, open_askers
from tests.support.doors import Doors

NOBODYS = "00000000-0000-7000-8000-000000000000"  # an id that nothing has
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
WITH_KEY = tuple(operation for operation in OPERATIONS if not ACCESS[operation.name].open)
ADDRESSES = [(operation, path) for operation in WITH_KEY for path in (operation.path, *operation.also)]
WITH_KEY_ALWAYS = sorted({path for _, path in ADDRESSES if not any(wants_no_key(each, path) for each in METHODS)})

Askers = Mapping[str, httpx2.AsyncClient]


@pytest.fixture(scope="module")
async def askers(doors: Doors) -> AsyncIterator[Askers]:
    patient_id = await doors.enrol()
    async with open_askers(doors.context, doors.app, doors.org.organisation_id, patient_id=patient_id) as opened:
        yield opened


async def answered(asker: httpx2.AsyncClient, method: str, operation: Operation, path: str) -> httpx2.Response:
    """What is answered to an empty wish about nobody; of a stream, to one at a place that no log has."""
    body = operation.bodies[0].media_type if operation.bodies else JSON
    return await asker.request(
        method,
        re.sub(r"\{\w+\}", NOBODYS, path),
        headers={"content-type": body, "last-event-id": "nowhere"},
        content=b"" if method in ("GET", "HEAD") else b"[",
    )


def lets_in(access: Access) -> set[str]:
    """The names of those whom a line of the table lets in, read here without the code that the doors use."""
    return {
        name
        for name, actor in actors(UUID(int=1)).items()
        if actor.role in access.roles
        or (actor.scopes and access.scopes is not None and access.scopes <= {*actor.scopes})
        or actor.bearer in access.bearers
    }


def is_closed(answer: httpx2.Response) -> bool:
    """As the table says; what is for who has signed in of late is refused to a key in words of its own."""
    return answer.status_code == 403 and answer.json()["code"] == "forbidden"


@pytest.mark.parametrize(("operation", "path"), ADDRESSES, ids=[path for _, path in ADDRESSES])
async def test_an_address_opens_to_whom_the_table_names_and_to_nobody_else(
    askers: Askers, doors: Doors, operation: Operation, path: str
) -> None:
    answers = {name: await answered(asker, operation.method, operation, path) for name, asker in askers.items()}
    closed = {name for name, answer in answers.items() if is_closed(answer)}
    assert answers.keys() - closed == lets_in(ACCESS[operation.name])
    assert {answer.status_code for answer in answers.values()} <= {200, 400, 403, 404, 410, 422}
    assert (await answered(doors.nobody, operation.method, operation, path)).status_code == 401


@pytest.fixture(scope="module")
async def of_one_clinic(doors: Doors) -> AsyncIterator[Askers]:
    """Owner and admin whose rights hold at one clinic of two."""
    async with open_askers(doors.context, doors.app, doors.org.organisation_id, doors.org.clinic_ids[:1]) as opened:
        yield {name: asker for name, asker in opened.items() if name in ("owner", "admin")}


async def test_what_changes_every_clinic_is_closed_to_whose_rights_hold_at_one(
    of_one_clinic: Askers, askers: Askers
) -> None:
    found = {}
    for operation, path in ADDRESSES:
        if ACCESS[operation.name].whole:
            closed = [
                is_closed(await answered(each, operation.method, operation, path)) for each in of_one_clinic.values()
            ]
            of_owner = is_closed(await answered(askers["owner"], operation.method, operation, path))
            found[operation.name] = (closed, of_owner)
    assert found.keys() >= {"setRetention", "setIdentityProvider", "removeIdentityProvider", "openClinic"}
    assert {name: each for name, each in found.items() if each != ([True, True], False)} == {}


def status_of(method: str, operation: Operation) -> int:
    """Of a method that is not taken; OPTIONS is told which ones are."""
    return 204 if method == "OPTIONS" and operation.run is not None else 405


@pytest.mark.parametrize("path", WITH_KEY_ALWAYS)
async def test_an_address_takes_its_methods_and_no_other(askers: Askers, doors: Doors, path: str) -> None:
    taken = {operation.method for operation, at in ADDRESSES if at == path}
    example = next(operation for operation, at in ADDRESSES if at == path)
    for method in METHODS:
        if method in taken:
            continue
        others = (askers["owner"], askers["partner"], askers["patient"])
        refused = [await answered(asker, method, example, path) for asker in others]
        assert {answer.status_code for answer in refused} == {status_of(method, example)}, (method, path)
        assert (await answered(doors.nobody, method, example, path)).status_code == 401


async def test_a_method_named_in_a_header_is_not_listened_to(askers: Askers) -> None:
    for name in ("x-http-method-override", "x-http-method", "x-method-override"):
        answer = await askers["owner"].get("/v1/whoami", headers={name: "DELETE"})
        assert answer.status_code == 200
        assert (await askers["owner"].post("/v1/whoami", headers={name: "GET"})).status_code == 405


async def test_what_is_not_there_is_not_told_apart_from_what_is_to_who_has_no_key(doors: Doors) -> None:
    told = [await doors.nobody.get(path) for path in ("/v1/caseload", "/v1/nothing")]
    assert {(answer.status_code, answer.json()["code"]) for answer in told} == {(401, "unauthenticated")}
    shown = {path: await doors.nobody.get(path) for path in ("/today", "/admin", "/metrics")}
    assert {path: (answer.status_code, answer.headers["location"]) for path, answer in shown.items()} == {
        path: (303, f"/sign-in?next=%2F{path[1:]}") for path in shown
    }


def new_address(name: str) -> Operation:
    return Operation(method="GET", path="/v1/new", name=name, tag="Anyone", summary="New", answers=(), run=whoami)


async def test_a_new_address_of_which_nobody_said_who_may_ask_is_not_served(doors: Doors) -> None:
    with pytest.raises(Unlisted, match="'listNew'"):
        create_app(doors.context, operations=[*OPERATIONS, new_address("listNew")])
    with pytest.raises(KeyError):
        routes_of([new_address("listNew")])


OPEN_TO_CARERS = {
    *("myAccess", "takeEvents", "patientToday", "patientNextMorning"),
    *("listExercises", "oneExercise", "exercisePhoto", "exerciseFilm"),
}
OPEN_TO_PATIENTS = OPEN_TO_CARERS | {
    "setMyPreferences",
    *("patientAdherence", "patientSymptoms", "patientSessions", "patientMessages", "patientPrograms"),
}


def test_what_is_open_to_patients_and_carers_is_named_here_and_is_nothing_else() -> None:
    opened = {name: lets_in(line) for name, line in ACCESS.items()}
    assert {name for name, askers in opened.items() if "patient" in askers} == OPEN_TO_PATIENTS
    assert {name for name, askers in opened.items() if "carer" in askers} == OPEN_TO_CARERS


MANAGES = {
    "openClinic",
    "setClinicPolicy",
    "setOpeningHours",
    "nameClinicLead",
    "inviteStaff",
    "registerPartner",
    "tryThisPolicy",
    "tryPolicy",
}
NAMES_AND_LISTS = {
    *("onePatient", "listCaseload", "listToday", "listAlerts", "oneAlert", "alertHistory", "alertFacts", "liveStream")
}


def test_who_manages_treats_and_reads_is_said_apart_from_the_table() -> None:
    opened = {name: lets_in(ACCESS[name]) for name in ACCESS}
    assert {name for name in MANAGES if opened[name] != {"owner", "admin"}} == set()
    assert {name for name in NAMES_AND_LISTS if opened[name] != {role.value for role in Role}} == set()
    assert opened["patientAdherence"] == {*(role.value for role in Role), "partner", "partner of read", "patient"}
    assert opened["patientMessages"] == {*(role.value for role in Role), "partner", "patient"}
    assert opened["clearRedFlag"] == {"owner", "admin", "therapist"}
    assert {line.reach for line in ACCESS.values() if line.open} == {Reach.NONE}
