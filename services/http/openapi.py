"""The description of the API (OpenAPI 3.1), made from the same list and the same types that serve it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from services.http.answer_examples import ANSWERS
from services.http.codes import MEANINGS
from services.http.operation import Operation
from services.http.operations import OPERATIONS
from services.http.positions import AT_LEAST_HEADER, HEADER
from services.http.problems import MEDIA_TYPE
from services.http.schemas import REF, Schema, in_points, schemas

ALWAYS_POSSIBLE = ("invalid_header", "unauthenticated", "forbidden", "method_not_allowed", "internal", "busy")
WITH_QUERY = ("invalid_parameter",)
WITH_BODY = (
    "malformed_json",
    "too_deep",
    "invalid",
    "incomplete",
    "too_slow",
    "too_large",
    "unsupported_media_type",
    "unsupported_encoding",
)

REQUEST_HEADERS: Mapping[str, Schema] = {
    "accept-language": {
        "name": "Accept-Language",
        "description": "Of the emergency text, for a patient of whom no language is known: en, de, es or fr.",
        "schema": {"type": "string"},
    },
    "idempotency-key": {
        "name": "Idempotency-Key",
        "description": "Your name for this wish: sent again under it, it is done once.",
        "schema": {"type": "string", "pattern": r"^[!#-~]([ -~]{0,198}[!#-~])?$"},
    },
    "if-match": {
        "name": "If-Match",
        "description": "The version you saw (ETag); refused with 412 where it has moved on.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    },
    "last-event-id": {
        "name": "Last-Event-ID",
        "description": "The id of the last event that you have seen, or the position of an answer: goes on behind it.",
        "schema": {"type": "string"},
    },
    AT_LEAST_HEADER: {
        "name": "Carryover-At-Least",
        "description": "As the parameter `at_least`: a position to wait for, at most half a second.",
        "schema": {"type": "string"},
    },
}

PARAMETERS: Mapping[str, str] = {
    "as_of": (
        "The past: an instant, for what was recorded by then (what is being written at this very moment may still come "
        "in); or the `position` of an answer, for that answer."
    ),
    "at": "With a position as `as_of`: the moment that closes the days; `at` of an answer gives that answer again.",
    "difference": "With `as_of`: also what is known otherwise now, of the days that were closed then.",
    "explain": "Also what the figures are made of: slots, the events that met them, versions, zones; or the reports.",
    "at_least": "A position that a write answered: wait until it is in, at most half a second.",
    "clinic": "Only of this clinic.",
    "cursor": "The `next_cursor` of the page before.",
    "first_day": "From this local date on; without it from 28 days before the last one.",
    "from": "From this instant on; without it from 90 days before now, or before `to` where that is earlier.",
    "last_day": "Until this local date, it included; without it until today.",
    "limit": "How many on a page.",
    "owner": "Only those that this member of staff is to answer now: their own, covered, or passed on to them.",
    "patient": "Only of this patient.",
    "region": "Only there.",
    "status": "Only those that stand so.",
    "therapist": "Only of this therapist.",
    "to": "Until just before this instant; without it until a day after now.",
}

ANSWER_HEADERS: Mapping[str, Schema] = {
    HEADER: {"description": "The last position written; hand it to a query.", "schema": {"type": "string"}},
    "etag": {"description": "The version of the stream.", "schema": {"type": "string"}},
}


@cache
def description() -> bytes:
    """The whole document as JSON."""
    return msgspec.json.encode(document())


def document() -> Schema:
    paths: dict[str, Schema] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method.lower()] = describe(operation)
    answers = [answer for operation in OPERATIONS for answer in operation.answers]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Carryover",
            "version": version("carryover"),
            "description": (
                "Home exercise programs from one visit to the next. Ratings are numbers from 0 to 10 with at most one "
                "decimal; instants carry an offset. Every write answers with a position; every reading takes it as "
                "`at_least`. Errors are problem+json (RFC 9457); their `code` is stable."
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas(answers),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key, co_live_..."}},
        },
    }


def describe(operation: Operation) -> Schema:
    found: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": [*path_parameters(operation.path), *query_parameters(operation.query)],
        "responses": {"200": answered(operation), **problems(operation)},
    }
    found["parameters"] += [{"in": "header", **REQUEST_HEADERS[name]} for name in operation.headers]
    if operation.description:
        found["description"] = operation.description
    if operation.bodies:
        found["requestBody"] = {
            "required": not any(body.optional for body in operation.bodies),
            "content": {
                body.media_type: {
                    "schema": {"$ref": REF + body.component},
                    "examples": {name: {"value": example} for name, example in body.examples.items()},
                }
                for body in operation.bodies
            },
        }
    return found


def path_parameters(path: str) -> list[Schema]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    texts = {"patient_id": "Our id; for a partner also `ext:` and its own."}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"} if name in texts else {"type": "string", "format": "uuid"},
            **({"description": texts[name]} if name in texts else {}),
        }
        for name in names
    ]


def query_parameters(form: type[Struct]) -> list[Schema]:
    (_,), found = msgspec.json.schema_components([form], ref_template=REF + "{name}")
    properties = found[form.__name__]["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": PARAMETERS[name],
            "schema": in_points(without_null(schema)),
        }
        for name, schema in properties.items()
    ]


def without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter that is left out is not null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else {key: value for key, value in schema.items() if value is not None}


def answered(operation: Operation) -> Schema:
    refs = [{"$ref": REF + answer.__name__} for answer in operation.answers]
    content: Schema = {"schema": refs[0] if len(refs) == 1 else {"anyOf": refs}}
    if operation.name in ANSWERS:
        content["example"] = ANSWERS[operation.name]
    if operation.answer_example is not None:
        content["example"] = operation.answer_example
    found: Schema = {"description": operation.summary, "content": {operation.answer_type: content}}
    if operation.answer_headers:
        found["headers"] = {name: ANSWER_HEADERS[name] for name in operation.answer_headers}
    return found


def problems(operation: Operation) -> dict[str, Schema]:
    """By status, with an example for each code."""
    codes = [*ALWAYS_POSSIBLE, *WITH_QUERY, *operation.problems]
    if operation.bodies:
        codes += WITH_BODY
    by_status: dict[str, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        by_status[str(MEANINGS[code].status)].append(code)
    if operation.bodies:
        by_status.setdefault("422", [])
    return {status: problem_response(status, by_status[status]) for status in sorted(by_status)}


def problem_response(status: str, codes: Iterable[str]) -> Schema:
    examples = {code: {"value": problem_example(code)} for code in codes}
    titles = " ".join(MEANINGS[code].title for code in examples) or "The domain refuses it; `code` says why."
    return {
        "description": titles,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF + "ProblemBody"}, "examples": examples}},
    }


def problem_example(code: str) -> Schema:
    return {
        "type": f"/problems/{code}",
        "title": MEANINGS[code].title,
        "status": MEANINGS[code].status,
        "code": code,
        "instance": "urn:uuid:7b1f6a52-7b9f-4d0e-9a53-0d2f7a6b1c3e",
    }
