"""S1: nobody learns or changes anything by another's ids: every address answers them like ids that nobody has.

The requests are made from the written list of operations and its examples, so a new address is tried by itself.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from uuid import UUID, uuid4

import httpx2
import pytest

from services.http.access import ACCESS
from services.http.allowed import Reach
from services.http.operations import COMMANDS, OPERATIONS
from tests.support.askers import actors, open_askers
from tests.support.audited import noting
from tests.support.database import Database
from tests.support.sweep import EVENT_PLACES, OF_THEIR_OWN, PLACES, Place, ask, send, told
from tests.support.two_houses import House, Ids, open_house

Askers = Mapping[str, httpx2.AsyncClient]
EVERYBODY = tuple(actors(UUID(int=1)))
ATTEMPTS_AT_LEAST = 1500
"""Requests with an id of somebody else's; each has a twin with an id that nobody has."""

OF_A_CLINIC = frozenset({"patient_id", "clinic_id", "alert_id", "program_id", "message_id"})
"""What belongs to a clinic. Staff and exercises are the organisation's, and a report goes by its patient."""
WITHIN = [
    place
    for place in PLACES
    if place.meant in OF_A_CLINIC
    and ACCESS[place.operation.name].reach is not Reach.ORGANISATION
    and place.operation.name != "breakGlass"  # that is what it is for
]
EVENTS_WITHIN = [(kind, name) for kind, name in EVENT_PLACES if name in OF_A_CLINIC]


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def askers(house: House) -> AsyncIterator[Askers]:
    """Of our organisation, at every clinic of it; a patient there, and a carer for her."""
    ours, patient_id = house.ours, UUID(house.here["patient_id"])
    async with open_askers(ours.context, ours.app, ours.org.organisation_id, patient_id=patient_id) as opened:
        yield opened


@pytest.fixture(scope="module")
async def near(house: House) -> AsyncIterator[Askers]:
    """Those whose rights hold at our first clinic only, or for one of its patients."""
    ours, clinics, patient_id = house.ours, (UUID(house.here["clinic_id"]),), UUID(house.here["patient_id"])
    async with open_askers(ours.context, ours.app, ours.org.organisation_id, clinics, patient_id) as opened:
        yield opened


def attempts() -> int:
    return len(EVERYBODY) * (len(PLACES) + len(WITHIN) + len(EVENT_PLACES) + len(EVENTS_WITHIN))


def test_the_sweep_is_as_wide_as_it_says(record_property: Callable[[str, object], None]) -> None:
    record_property("attempts_with_foreign_ids", attempts())
    print(f"{attempts()} attempts with ids of others, at {len(PLACES)} places and in {len(EVENT_PLACES)} of events")
    assert attempts() >= ATTEMPTS_AT_LEAST
    tried = {place.operation.name for place in PLACES}
    assert {operation.name for operation in OPERATIONS if "{" in operation.path} - tried <= OF_THEIR_OWN
    assert {operation.name for operation in COMMANDS} - tried <= {
        "openClinic",
        "addExercise",  # of the library's own exercises none is named
        "inviteStaff",
        "registerPartner",
        "setRetention",
        "leaveOrganisation",
        "stayOrganisation",
        "removeIdentityProvider",  # S15 tries another organisation's
    }


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_an_id_of_another_organisation_is_answered_like_none(house: House, askers: Askers, place: Place) -> None:
    before, org_id = (await house.heads())[1], house.ours.org.organisation_id
    foreign = house.elsewhere[place.meant]
    for name, asker in askers.items():
        async with noting(house.ours.context, org_id) as lines:
            taken = await ask(asker, place, house.here, foreign)
        absent = await ask(asker, place, house.here, str(uuid4()))
        assert told(taken) == told(absent), name
        assert taken.status_code in (200, 403, 404, 422), name
        if taken.status_code in (403, 404):
            [line] = [line for line in lines if line.kind == "refused"]
            assert (line.operation, foreign in line.detail["ids"]) == (place.operation.name, True)
    assert (await house.heads())[1] == before


@pytest.mark.parametrize("place", WITHIN, ids=str)
async def test_an_id_of_a_clinic_out_of_reach_is_answered_like_none(house: House, near: Askers, place: Place) -> None:
    for name, asker in near.items():
        taken = await ask(asker, place, house.here, house.beside[place.meant])
        absent = await ask(asker, place, house.here, str(uuid4()))
        assert told(taken) == told(absent), name


@pytest.mark.parametrize(("kind", "name"), EVENT_PLACES)
async def test_an_event_that_names_what_is_another_organisations_is_answered_like_one_that_names_nothing(
    house: House, askers: Askers, kind: str, name: str
) -> None:
    before = (await house.heads())[1]
    await alike(askers, kind, name, house.here, house.elsewhere[name])
    assert (await house.heads())[1] == before


@pytest.mark.parametrize(("kind", "name"), EVENTS_WITHIN)
async def test_an_event_that_names_what_is_out_of_reach_is_answered_like_one_that_names_nothing(
    house: House, near: Askers, kind: str, name: str
) -> None:
    await alike(near, kind, name, house.here, house.beside[name])


async def alike(askers: Askers, kind: str, name: str, own: Ids, other: str) -> None:
    for who, asker in askers.items():
        taken, absent = [await send(asker, kind, name, own, id_, str(uuid4())) for id_ in (other, str(uuid4()))]
        assert told(taken) == told(absent), who


async def test_the_ids_tried_here_are_there(house: House) -> None:
    """The tests above mean nothing if these ids name nothing."""
    for doors, ids in ((house.ours, house.here), (house.ours, house.beside), (house.theirs, house.elsewhere)):
        for path in ("/v1/patients/{patient_id}/adherence", "/v1/alerts/{alert_id}", "/v1/caseload?clinic={clinic_id}"):
            assert (await doors.owner.get(path.format(**ids))).status_code == 200
        pause = {"patient_id": ids["patient_id"], "program_id": ids["program_id"], "reason": "unwell"}
        assert (await doors.owner.post("/v1/commands/pause-program", json=pause)).status_code == 200
