"""The description of the API (OpenAPI 3.1), made from the same list and the same types that serve it."""

from collections import defaultdict
from functools import cache
from importlib.metadata import version

import msgspec

from services.http.codes import MEANINGS
from services.http.contract.areas import AREAS
from services.http.contract.described import describe
from services.http.contract.headers import TOLD
from services.http.contract.plain_doors import FORMS, PLAIN
from services.http.contract.refusals import problem_example
from services.http.contract.security import SCHEMES
from services.http.operations import OPERATIONS
from services.http.schemas import Schema, schemas

ABOUT = (
    "Home exercise programs from one visit to the next. Ratings are numbers from 0 to 10 with at most one decimal; "
    "instants carry an offset. Every write answers with a position; every reading takes it as `at_least`. Errors are "
    "problem+json (RFC 9457); their `code` is stable. Bodies are strict: a field that is not known is refused. Answers "
    "may have more fields in later versions; nothing that is there goes without a new major version."
)


@cache
def description() -> bytes:
    """The whole document as JSON."""
    return msgspec.json.encode(document())


def document() -> Schema:
    paths: dict[str, Schema] = defaultdict(dict)
    for operation in OPERATIONS:
        paths[operation.path][operation.method.lower()] = describe(operation)
    for (method, path), described in PLAIN.items():
        paths[path][method] = described
    answers = [answer for operation in OPERATIONS for answer in operation.answers]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Carryover", "version": version("carryover"), "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"key": []}, {"signIn": []}],
        "tags": [{"name": name, "description": said} for name, said in AREAS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas([*answers, *FORMS]),
            "headers": dict(TOLD),
            "examples": {code: {"value": problem_example(code)} for code in MEANINGS},
            "securitySchemes": dict(SCHEMES),
        },
    }
