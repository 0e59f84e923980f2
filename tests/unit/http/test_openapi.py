"""The description says what the service does: every address, every body with an example that works, every problem."""

import json
import re
from datetime import UTC, datetime
from functools import reduce
from operator import getitem
from typing import Any
from uuid import UUID

import msgspec
import pytest
from openapi_spec_validator import validate

from domain.deciders import COMMANDS
from domain.staff.events import Role
from services.actor import RIGHTS, Actor, ActorKind
from services.http import examples
from services.http.access import ACCESS
from services.http.answer_examples import ANSWERS
from services.http.codes import MEANINGS
from services.http.command_forms import AT_THEIR_OWN_DOORS, STAFF_COMMANDS, filled_in, kebab, read_command
from services.http.contract.openapi import description, document
from services.http.operation import Operation
from services.http.operations import OPERATIONS, READS
from services.http.ratings import encode, plan_of, to_tenths

DOCUMENT: dict[str, Any] = json.loads(description())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OWNER = Actor(kind=ActorKind.STAFF, org_id=UUID(int=1), id=UUID(int=2), role=Role.OWNER)


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, found) for path, methods in DOCUMENT["paths"].items() for found in methods.values()]


def references(value: Any) -> set[str]:
    match value:
        case {"$ref": str() as ref, **rest}:
            return {ref} | references(rest)
        case dict():
            return set().union(*map(references, value.values()))
        case list():
            return set().union(*map(references, value))
        case _:
            return set()


def test_every_operation_stands_in_it_under_its_own_name() -> None:
    names = [found["operationId"] for _, found in operations()]
    assert len(set(names)) == len(names)
    assert {one.name for one in OPERATIONS} <= set(names) <= ACCESS.keys()


def test_every_door_without_a_list_stands_in_it() -> None:
    files_of_pages = {"docsAsset", "definitionFile"}
    assert ACCESS.keys() - {found["operationId"] for _, found in operations()} == files_of_pages


def test_it_is_openapi() -> None:
    validate(DOCUMENT)


def test_every_reference_leads_somewhere() -> None:
    for ref in references(DOCUMENT):
        _, *steps = ref.split("/")
        assert reduce(getitem, steps, DOCUMENT)


def test_every_operation_stands_in_an_area_that_is_described() -> None:
    assert {area for _, found in operations() for area in found["tags"]} == {tag["name"] for tag in DOCUMENT["tags"]}


def test_every_operation_says_how_one_says_who_one_is() -> None:
    for path, found in operations():
        ways = {way for either in found["security"] for way in either}
        assert bool(ways) is not ACCESS[found["operationId"]].open, path
        assert ways <= DOCUMENT["components"]["securitySchemes"].keys()


def test_every_command_that_staff_may_give_has_its_own_address() -> None:
    given = {name for name, right in RIGHTS.items() if right.roles} - AT_THEIR_OWN_DOORS
    assert given == STAFF_COMMANDS.keys() == examples.COMMANDS.keys()
    assert {f"/v1/commands/{kebab(name)}" for name in given} == {
        path for path in DOCUMENT["paths"] if path.startswith("/v1/commands/")
    }


@pytest.mark.parametrize("name", STAFF_COMMANDS)
def test_the_example_of_a_command_is_accepted(name: str) -> None:
    own = {"command_id": UUID(int=3), "at": datetime(2026, 6, 9, 8, tzinfo=UTC)}
    command, private = read_command(name, dict(examples.COMMANDS[name]), OWNER, own)
    assert type(command) is COMMANDS[name]
    assert private == examples.COMMANDS[name].get("private", {})


@pytest.mark.parametrize("name", STAFF_COMMANDS)
def test_the_schema_of_a_command_has_what_a_body_may_give_and_nothing_else(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(COMMANDS[name].__struct_fields__) - filled_in(name)
    assert set(schema["required"]) <= set(examples.COMMANDS[name]) <= set(schema["properties"])


def test_every_body_has_an_example() -> None:
    for path, found in operations():
        for media_type, content in found.get("requestBody", {}).get("content", {}).items():
            assert content["examples"], (path, media_type)


def test_every_reading_that_can_lag_has_an_example_of_its_answer() -> None:
    assert ANSWERS.keys() >= {one.name for one in READS if "as_of" in one.answers[0].__struct_fields__}
    assert ANSWERS.keys() <= {one.name for one in OPERATIONS}


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.name in ANSWERS], ids=lambda one: str(one.name))
def test_the_example_of_an_answer_is_what_would_be_answered(operation: Operation) -> None:
    (form,) = operation.answers
    example = json.loads(msgspec.json.encode(ANSWERS[operation.name]))
    assert json.loads(encode(msgspec.convert(to_tenths(example, plan_of(form)), form))) == example
    answered = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]["200"]
    described = answered["content"]["application/json"]
    assert described["example"] == example


def test_strict_bodies_are_described_as_strict() -> None:
    for name, schema in SCHEMAS.items():
        if name.endswith("Data") or name in ("Entry", "Dose", "Prescription", "Policy", "Person", "Words", "Fixed"):
            assert schema["additionalProperties"] is False, name


def test_ratings_are_described_in_points() -> None:
    level = {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.1}
    assert SCHEMAS["SymptomReportedData"]["properties"]["level"] == level
    assert SCHEMAS["Policy"]["properties"]["high_pain"] == {"anyOf": [level, {"type": "null"}], "default": None}
    grade = {"type": "number", "minimum": 0, "maximum": 5, "multipleOf": 0.5, "description": "Manual muscle test."}
    assert SCHEMAS["ManualStrength"]["properties"]["grade"] == grade
    assert "x-tenths" not in description().decode()


def test_every_address_tells_its_problems() -> None:
    told = DOCUMENT["components"]["examples"]
    for path, found in operations():
        answers = found["responses"]
        assert {"400", "405", "500", "503"} <= answers.keys(), path
        assert {"401", "403", "429"} <= answers.keys() or not found["security"], path
        assert {"200", "202", "302"} & answers.keys(), path
        for status, answer in answers.items():
            problem = answer.get("content", {}).get("application/problem+json")
            for code in problem["examples"] if problem else ():
                assert (told[code]["value"]["code"], str(told[code]["value"]["status"])) == (code, status)
                assert MEANINGS[code].status == int(status)


def test_who_counts_is_told_how_they_stand() -> None:
    for path, found in operations():
        if found["security"]:
            for status, answer in found["responses"].items():
                assert {"RateLimit", "RateLimit-Policy", "Carryover-Request"} <= answer["headers"].keys(), (
                    path,
                    status,
                )


def test_every_write_takes_an_idempotency_key() -> None:
    without = {
        found["operationId"]
        for methods in DOCUMENT["paths"].values()
        for method, found in methods.items()
        if method != "get" and found["security"] and "Idempotency-Key" not in named(found, "header")
    }
    assert without == {"takeEvents"}


def named(operation: dict[str, Any], where: str) -> set[str]:
    return {part["name"] for part in operation["parameters"] if part["in"] == where}


def test_the_variable_parts_of_an_address_are_described() -> None:
    for path, found in operations():
        described = {part["name"] for part in found["parameters"] if part["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", path))


def test_it_is_the_same_each_time() -> None:
    assert json.loads(msgspec.json.encode(document())) == DOCUMENT
