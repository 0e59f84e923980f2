"""The description says what the service does: every address, every body with an example that works, every problem."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.deciders import COMMANDS
from domain.staff.events import Role
from services.actor import RIGHTS, Actor, ActorKind
from services.http import examples
from services.http.answer_examples import ANSWERS
from services.http.codes import MEANINGS
from services.http.command_forms import STAFF_COMMANDS, filled_in, kebab, read_command
from services.http.openapi import description, document
from services.http.operation import Operation
from services.http.operations import OPERATIONS, READS
from services.http.ratings import encode, plan_of, to_tenths
from services.http.schemas import REF

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
    assert len(set(names)) == len(names) == len(OPERATIONS)


def test_every_reference_leads_somewhere() -> None:
    assert {ref.removeprefix(REF) for ref in references(DOCUMENT)} <= SCHEMAS.keys()


def test_every_command_that_staff_may_give_has_its_own_address() -> None:
    given = {name for name, right in RIGHTS.items() if right.roles}
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
    assert ANSWERS.keys() == {one.name for one in READS if "as_of" in one.answers[0].__struct_fields__}


@pytest.mark.parametrize("operation", [one for one in READS if one.name in ANSWERS], ids=lambda one: str(one.name))
def test_the_example_of_an_answer_is_what_would_be_answered(operation: Operation) -> None:
    (form,) = operation.answers
    example = json.loads(msgspec.json.encode(ANSWERS[operation.name]))
    assert json.loads(encode(msgspec.convert(to_tenths(example, plan_of(form)), form))) == example
    described = DOCUMENT["paths"][operation.path]["get"]["responses"]["200"]["content"]["application/json"]
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
    for path, found in operations():
        answers = found["responses"]
        assert {"200", "400", "401", "403", "405", "500", "503"} <= answers.keys(), path
        for status, answer in answers.items():
            if status == "200":
                continue
            for code, example in answer["content"]["application/problem+json"]["examples"].items():
                assert (example["value"]["code"], str(example["value"]["status"])) == (code, status)
                assert MEANINGS[code].status == int(status)


def test_the_variable_parts_of_an_address_are_described() -> None:
    for path, found in operations():
        described = {part["name"] for part in found["parameters"] if part["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", path))


def test_it_is_the_same_each_time() -> None:
    assert json.loads(msgspec.json.encode(document())) == DOCUMENT
