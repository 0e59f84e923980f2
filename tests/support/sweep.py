"""What is asked with another's ids: requests made from the written list of operations and its examples.

A new address is tried by itself: with our own ids everywhere, and with one of another's in one place after the other.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import httpx2

from services.http import examples
from services.http.access import ACCESS
from services.http.cloud_events import ONE
from services.http.contract.described import describe
from services.http.operation import Operation
from services.http.operations import OPERATIONS
from tests.support.two_houses import Ids

VOLATILE = frozenset({"position", "id", "api_key", "status", "version", "as_of", "duplicate_of"})
"""What differs between two answers that do something: a waiting correction may be the first or second of its id."""

IN_EXAMPLES = {
    examples.CLINIC: "clinic_id",
    examples.THERAPIST: "therapist_id",
    examples.PATIENT: "patient_id",
    examples.DUPLICATE: "duplicate_id",
    examples.PROGRAM: "program_id",
    examples.SESSION: "session_id",
    examples.SYMPTOM: "symptom_id",
    examples.BARRIER: "barrier_id",
    examples.VISIT: "visit_id",
    examples.ALERT: "alert_id",
    examples.MESSAGE: "message_id",
    examples.WAY_IN: "access_id",
    examples.LEG_RAISE: "exercise_id",
    examples.OWN_EXERCISE: "exercise_id",
    examples.TEMPLATE: "template_id",
    examples.PARTNER: "partner_id",
    examples.PARTNER_KEY: "partner_key_id",
}
QUERY_NAMES = {"patient": "patient_id", "clinic": "clinic_id", "therapist": "therapist_id"}


class Place(NamedTuple):
    """Where an operation takes an id: in its path, its query or its body (of one example), and the id's name there."""

    operation: Operation
    part: str
    name: str
    example: Any = None

    def __str__(self) -> str:
        return f"{self.operation.name} {self.part} {self.name}"

    @property
    def meant(self) -> str:
        return QUERY_NAMES.get(self.name, self.name)


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


def places_of(operation: Operation) -> Iterator[Place]:
    for part in describe(operation)["parameters"]:
        if (part["in"] == "path" and part["schema"]["type"] == "string") or (
            part["in"] == "query" and part["schema"].get("format") == "uuid"
        ):
            yield Place(operation, part["in"], part["name"], first_example(operation))
    seen: set[str] = set()
    for body in operation.bodies:
        for example in body.examples.values():
            for name in sorted(named_in(example) - seen):
                seen.add(name)
                yield Place(operation, "body", name, example)


def first_example(operation: Operation) -> Any:
    return next(iter(operation.bodies[0].examples.values())) if operation.bodies else None


OF_THEIR_OWN = frozenset(
    {
        *("oneErasure", "erasurePage", "thisSignIn", "recordFile", "organisationPart"),
        *("signInByProvider", "backFromProvider", "signInWays"),
        *("enterMy", "leaveMy", "myAccess", "setMyPreferences"),
        *("exercisePhoto", "putExercisePhoto", "exerciseFilm", "putExerciseFilm"),
    }
)
"""Operations about what these houses do not have, or for who comes in a browser: tests of their own ask them."""

ASKED = [one for one in OPERATIONS if one.run is not None and one.name not in OF_THEIR_OWN]
READS = [one for one in ASKED if one.method == "GET" and not ACCESS[one.name].open]

PLACES = [place for operation in ASKED for place in places_of(operation)]

EVENT_PLACES = [
    (kind, name)
    for kind, example in examples.EVENTS.items()
    for name in ("patient_id", *sorted(named_in(example["data"])))
    if (kind, name) != ("org.carryover.patient.enrolled", "patient_id")  # whoever is enrolled is new, under any id
]
"""Where an event of each type names something: its subject first."""


async def ask(
    asker: httpx2.AsyncClient, place: Place, own: Ids, other: str, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """The answer to an operation with our own ids everywhere but for `other` in one place."""
    operation, ids = place.operation, {**own, place.meant: other}
    body = None if place.example is None else with_ids(place.example, ids if place.part == "body" else own)
    kind = {} if body is None else {"content-type": operation.bodies[0].media_type}
    return await asker.request(
        operation.method,
        operation.path.format(**(ids if place.part == "path" else own)),
        params={place.name: other} if place.part == "query" else {},
        json=body,
        headers={**kind, **(headers or {})},
    )


async def send(asker: httpx2.AsyncClient, kind: str, name: str, own: Ids, other: str, id_: str) -> httpx2.Response:
    """The answer to an event of this type with `other` as what it names so."""
    ids = {**own, name: other}
    example = examples.EVENTS[kind]
    item = {**example, "id": id_, "subject": ids["patient_id"], "data": with_ids(example["data"], ids)}
    return await asker.post("/v1/events", json=item, headers={"content-type": ONE})


def told(answer: httpx2.Response) -> tuple[int, set[str], Any]:
    """What an answer tells: of a refusal every word and header but for its number, else not what is random."""
    found = answer.json()
    if answer.status_code >= 400:
        return answer.status_code, {*answer.headers}, {**found, "instance": ""}
    return answer.status_code, set(), {key: item for key, item in found.items() if key not in VOLATILE}
