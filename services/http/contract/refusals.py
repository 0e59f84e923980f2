"""What each operation may answer where it is not all well: problems by status, with an example for each code."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from services.http.access import ACCESS
from services.http.codes import MEANINGS
from services.http.contract.headers import ALWAYS, COUNTED, refs
from services.http.idempotency import NEVER_WAITS
from services.http.operation import Operation
from services.http.problems import MEDIA_TYPE
from services.http.schemas import REF, Schema

ANYWHERE = ("invalid_header", "too_many_requests", "method_not_allowed", "internal", "busy")
WITH_PARAMETERS = ("invalid_parameter",)
FRAMING = ("incomplete", "too_slow", "too_large", "unsupported_media_type", "unsupported_encoding")
"""Of whatever is sent along, also where nothing is wanted: a body is read before anything is done."""

WITH_BODY = ("malformed_json", "too_deep", "invalid")
WITH_KEY = ("unauthenticated", "forbidden")
ONCE = ("in_flight", "id_reused")
"""Under an Idempotency-Key."""

EXAMPLES = "#/components/examples/"

TOO_MANY, AWAY = 429, 503
AGAIN = frozenset({TOO_MANY, AWAY})


def codes_of(operation: Operation) -> Iterator[str]:
    """Every code that it may answer, apart from what only the domain knows."""
    yield from (*ANYWHERE, *WITH_PARAMETERS, *FRAMING, *operation.problems)
    access = ACCESS[operation.name]
    if not access.open:
        yield from WITH_KEY
        if operation.method != "GET" and access.roles:
            yield "cross_site"
        if operation.method != "GET" and operation.run is not None and operation.name not in NEVER_WAITS:
            yield from ONCE
    if "if-match" in operation.headers:
        yield "version_conflict"
    if operation.bodies:
        yield from WITH_BODY


def problems(operation: Operation) -> dict[str, Schema]:
    """By status."""
    found = by_status(codes_of(operation))
    if operation.bodies and not ACCESS[operation.name].open:
        found.setdefault("422", [])
    return {status: problem_response(found[status]) for status in sorted(found)}


def by_status(codes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        found[str(MEANINGS[code].status)].append(code)
    return dict(found)


def problem_response(codes: Iterable[str]) -> Schema:
    """The answer for codes that share a status."""
    examples = {code: {"$ref": EXAMPLES + code} for code in codes}
    titles = " ".join(MEANINGS[code].title for code in examples) or "The domain refuses it; `code` says why."
    statuses = {MEANINGS[code].status for code in examples}
    more = [
        *(["Allow"] if "method_not_allowed" in examples else []),
        *(["Retry-After"] if statuses & AGAIN or any(MEANINGS[code].again for code in examples) else []),
    ]
    return {
        "description": titles,
        "headers": refs([*ALWAYS, *COUNTED, *more]),
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF + "ProblemBody"}, "examples": examples}},
    }


def problem_example(code: str) -> Schema:
    """Where `EXAMPLES` leads."""
    return {
        "type": f"/problems/{code}",
        "title": MEANINGS[code].title,
        "status": MEANINGS[code].status,
        "code": code,
        "instance": "urn:uuid:7b1f6a52-7b9f-4d0e-9a53-0d2f7a6b1c3e",
    }
