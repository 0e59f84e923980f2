"""Nobody learns or changes anything by another's ids: every address answers them like ids that nobody has.

The requests are made from the written list of operations and its examples, so a new address is tried by itself.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.http import examples
from services.http.openapi import describe
from services.http.operation import Operation
from services.http.operations import COMMANDS, OPERATIONS
from tests.support.database import Database
from tests.support.two_houses import House, Ids, open_house

VOLATILE = frozenset({"instance", "position", "id", "api_key", "status", "version"})
"""What differs between two answers of the same kind: a waiting correction may be the first or the second of its id."""

IN_EXAMPLES = {
    examples.CLINIC: "clinic_id",
    examples.THERAPIST: "therapist_id",
    examples.PATIENT: "patient_id",
    examples.PROGRAM: "program_id",
    examples.SESSION: "session_id",
    examples.SYMPTOM: "symptom_id",
    examples.BARRIER: "barrier_id",
    examples.VISIT: "visit_id",
    examples.ALERT: "alert_id",
    examples.MESSAGE: "message_id",
    examples.LEG_RAISE: "exercise_id",
}


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    async with open_house(template) as opened:
        yield opened


def with_ids(value: Any, ids: Ids) -> Any:
    """An example with these ids in the place of its own."""
    match value:
        case dict():
            return {key: with_ids(item, ids) for key, item in value.items()}
        case list() | tuple():
            return [with_ids(item, ids) for item in value]
        case str() if value in IN_EXAMPLES:
            return ids[IN_EXAMPLES[value]]
        case _:
            return value


def named_in(value: Any) -> set[str]:
    match value:
        case dict():
            return set().union(*map(named_in, value.values()))
        case list() | tuple():
            return set().union(*map(named_in, value))
        case str() if value in IN_EXAMPLES:
            return {IN_EXAMPLES[value]}
        case _:
            return set()


QUERY_NAMES = {"patient": "patient_id", "clinic": "clinic_id", "therapist": "therapist_id"}


def places_for_ids(operation: Operation) -> Iterator[tuple[str, str]]:
    """Where an operation takes an id: in its path, its query or its body, and the id's name there."""
    for part in describe(operation)["parameters"]:
        if part["in"] == "path":
            yield "path", part["name"]
        elif part["in"] == "query" and part["schema"].get("format") == "uuid":
            yield "query", part["name"]
    for body in operation.bodies:
        for example in body.examples.values():
            for name in sorted(named_in(example)):
                yield "body", name


TRIED = [
    (operation, *place)
    for operation in OPERATIONS
    if operation.run is not None
    for place in dict.fromkeys(places_for_ids(operation))
]


async def asked(asker: httpx2.AsyncClient, operation: Operation, place: str, name: str, own: Ids, other: str) -> Any:
    """The answer to an operation with our own ids everywhere but for `other` in one place; without what is random."""
    meant = QUERY_NAMES.get(name, name)
    body = None
    if operation.bodies:
        (example, *_) = operation.bodies[0].examples.values()
        body = with_ids(example, {**own, meant: other} if place == "body" else own)
    answer = await asker.request(
        operation.method,
        operation.path.format(**{**own, meant: other} if place == "path" else own),
        params={name: other} if place == "query" else {},
        json=body,
        headers={} if body is None else {"content-type": operation.bodies[0].media_type},
    )
    found = {key: value for key, value in answer.json().items() if key not in VOLATILE}
    if "as_of" in found:
        found["as_of"] = None  # moves with what others write
    return answer.status_code, found


def test_every_operation_that_takes_an_id_is_tried() -> None:
    assert {operation.name for operation, _, _ in TRIED} >= {"patientAdherence", "oneAlert", "listAlerts", "logSession"}
    assert {operation.name for operation in COMMANDS} - {operation.name for operation, _, _ in TRIED} == {
        "openClinic",
        "addExercise",  # of the library's own exercises none is named
    }


@pytest.mark.parametrize(
    ("operation", "place", "name"), TRIED, ids=[f"{operation.name} {name}" for operation, _, name in TRIED]
)
async def test_an_id_of_another_organisation_is_answered_like_none(
    house: House, operation: Operation, place: str, name: str
) -> None:
    before = (await house.heads())[1]
    foreign = house.elsewhere[QUERY_NAMES.get(name, name)]
    for asker in (house.ours.owner, house.ours.therapist, house.ours.partner):
        taken = await asked(asker, operation, place, name, house.here, foreign)
        absent = await asked(asker, operation, place, name, house.here, str(uuid4()))
        assert taken == absent
        assert taken[0] in (200, 403, 404, 422)
    assert (await house.heads())[1] == before


REACHED = frozenset({"patient_id", "clinic_id", "alert_id", "program_id", "message_id", "patient", "clinic"})
"""What belongs to a clinic. Staff and exercises are the organisation's."""


@pytest.mark.parametrize(
    ("operation", "place", "name"),
    [tried for tried in TRIED if tried[2] in REACHED],
    ids=[f"{operation.name} {name}" for operation, _, name in TRIED if name in REACHED],
)
async def test_an_id_of_a_clinic_out_of_reach_is_answered_like_none(
    house: House, operation: Operation, place: str, name: str
) -> None:
    """The therapist's rights hold at the first clinic."""
    far = house.beside[QUERY_NAMES.get(name, name)]
    taken = await asked(house.ours.therapist, operation, place, name, house.here, far)
    absent = await asked(house.ours.therapist, operation, place, name, house.here, str(uuid4()))
    assert taken == absent
    assert taken[0] in (403, 404, 422)


async def test_the_ids_tried_here_are_there(house: House) -> None:
    """The tests above mean nothing if these ids name nothing."""
    for doors, ids in ((house.ours, house.here), (house.ours, house.beside), (house.theirs, house.elsewhere)):
        for path in ("/v1/patients/{patient_id}/adherence", "/v1/alerts/{alert_id}", "/v1/caseload?clinic={clinic_id}"):
            assert (await doors.owner.get(path.format(**ids))).status_code == 200
        pause = {"patient_id": ids["patient_id"], "program_id": ids["program_id"], "reason": "unwell"}
        assert (await doors.owner.post("/v1/commands/pause-program", json=pause)).status_code == 200
