"""Which fields an answer may have: by the description of the API, and as they were really told.

`python -m tests.support.answer_fields` writes the list that a test compares with (`GOLDEN`): look at the difference.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from services.http.contract.openapi import description

GOLDEN = Path(__file__).parents[1] / "security" / "answer_fields.txt"
ANY = "**"  # whatever stands below: events as the log has them, which have shapes of their own
EACH = "*"  # every name of a map

Schema = Mapping[str, Any]


def golden() -> str:
    """The fields of everything that stands in an answer, a line for each form."""
    api = msgspec.json.decode(description())
    found: dict[str, list[str]] = {}
    for operation in _operations(api):
        for schema in _answers(operation):
            _forms(schema, api, found)
    return "".join(f"{name}: {', '.join(fields)}\n" for name, fields in sorted(found.items()))


def places() -> dict[str, set[str]]:
    """By the name of each operation, where in its answer something may stand: `.patients[].name`."""
    api = msgspec.json.decode(description())
    return {
        operation["operationId"]: {place for schema in _answers(operation) for place in _places(schema, api, "", ())}
        for operation in _operations(api)
    }


def told(value: Any, at: str = "") -> Iterator[str]:
    """Where in an answer something really stands."""
    match value:
        case dict():
            for name, item in value.items():
                yield f"{at}.{name}"
                yield from told(item, f"{at}.{name}")
        case list():
            for item in value:
                yield from told(item, f"{at}[]")


def unannounced(answer: Any, described: set[str]) -> set[str]:
    """Where something stands in an answer of which the description does not speak."""
    below = tuple(place.removesuffix(f".{ANY}") for place in described if place.endswith(f".{ANY}"))
    return {
        place
        for place in told(answer)
        if place not in described
        and f"{place.rpartition('.')[0]}.{EACH}" not in described
        and not (below and place.startswith(below))
    }


def _operations(api: Schema) -> Iterator[Schema]:
    for methods in api["paths"].values():
        yield from methods.values()


def _answers(operation: Schema) -> Iterator[Schema]:
    for kind in operation["responses"].get("200", {}).get("content", {}).values():
        yield kind.get("schema", {})


def _inner(schema: Schema) -> Iterator[Schema]:
    for word in ("anyOf", "oneOf", "allOf"):
        yield from schema.get(word, ())


def _places(schema: Schema, api: Schema, at: str, within: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in within:
            yield from _places(api["components"]["schemas"][name], api, at, (*within, name))
        return
    for each in _inner(schema):
        yield from _places(each, api, at, within)
    for name, item in schema.get("properties", {}).items():
        yield f"{at}.{name}"
        yield from _places(item, api, f"{at}.{name}", within)
    if isinstance(items := schema.get("items"), dict):
        yield from _places(items, api, f"{at}[]", within)
    named = schema.get("additionalProperties")
    if named and isinstance(named, dict):
        yield f"{at}.{EACH}"
        yield from _places(named, api, f"{at}.{EACH}", within)
    named_at_all = schema.keys() & {"anyOf", "oneOf", "allOf", "enum", "const", "properties"}
    if not named_at_all and ("type" not in schema or (schema["type"] == "object" and not named)):
        yield f"{at}.{ANY}"


def _forms(schema: Schema, api: Schema, found: dict[str, list[str]]) -> None:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        form = api["components"]["schemas"][name]
        if name not in found:
            found[name] = sorted(form.get("properties", {}))
            _forms(form, api, found)
        return
    inside = [*_inner(schema), *schema.get("properties", {}).values()]
    inside += [schema[word] for word in ("items", "additionalProperties") if isinstance(schema.get(word), dict)]
    for each in inside:
        _forms(each, api, found)


if __name__ == "__main__":
    GOLDEN.write_text(golden(), "utf-8")
