"""One operation of the written list, as OpenAPI describes it."""

from services.http.access import ACCESS
from services.http.answer_examples import ANSWERS
from services.http.contract.areas import area_of
from services.http.contract.headers import ALWAYS, COUNTED, asked_headers, is_single, refs, told_headers
from services.http.contract.parameters import FORMAT_PARAMETER, path_parameters, query_parameters
from services.http.contract.refusals import problems
from services.http.contract.security import security_of, who_may
from services.http.csv import CSV
from services.http.operation import Operation
from services.http.schemas import REF, Schema


def describe(operation: Operation) -> Schema:
    listed = [FORMAT_PARAMETER] if operation.rows is not None else []
    found: Schema = {
        "operationId": operation.name,
        "tags": [area_of(operation)],
        "summary": operation.summary,
        "description": " ".join(filter(None, (operation.description, who_may(ACCESS[operation.name])))),
        "security": security_of(ACCESS[operation.name]),
        "parameters": [
            *path_parameters(operation.path),
            *query_parameters(operation.query),
            *listed,
            *asked_headers(operation),
        ],
        "responses": {
            str(operation.answer_status): answered(operation),
            **not_modified(operation),
            **problems(operation),
        },
    }
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


def answered(operation: Operation) -> Schema:
    """The answer where all is well."""
    answers = [{"$ref": REF + answer.__name__} for answer in operation.answers]
    content: Schema = {"schema": answers[0] if len(answers) == 1 else {"anyOf": answers}}
    if operation.name in ANSWERS:
        content["example"] = ANSWERS[operation.name]
    if operation.answer_example is not None:
        content["example"] = operation.answer_example
    found: Schema = {
        "description": operation.summary,
        "headers": told_headers(operation),
        "content": {operation.answer_type: content},
    }
    if operation.rows is not None:
        found["content"][CSV] = {"schema": {"type": "string"}}
    return found


def not_modified(operation: Operation) -> dict[str, Schema]:
    """For a single thing that the asker has already."""
    if not is_single(operation):
        return {}
    headers = refs([*ALWAYS, *COUNTED, "ETag"])
    return {"304": {"description": "Nothing has changed since the ETag in If-None-Match.", "headers": headers}}
