"""The doors that are in no list of operations: signed in another way than by a key, or open to everyone."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from services.http.body import FORM, JSON, PARTS
from services.http.contract.headers import ALWAYS, COUNTED, refs
from services.http.contract.refusals import by_status, problem_response
from services.http.examples import CLINIC, VISIT
from services.http.inbound import Notice
from services.http.partners.token_door import ASSERTION_TYPE, GRANT_TYPE, TokenGiven, TokenRefused
from services.http.schemas import REF, Schema
from services.partners.granting import TOKEN_PATH

HTML = "text/html"
SIGNED, SERVICE = "Signed otherwise", "Service"
FORMS = (Notice, TokenGiven, TokenRefused)
"""What they take and give."""

_ALWAYS = ("invalid_header", "method_not_allowed", "internal", "busy")
_READ = ("too_slow", "too_large", "unsupported_media_type", "unsupported_encoding", "incomplete")
_TEXT: Schema = {"type": "string"}
_SIGNATURE = {
    "webhook-id": "The provider's name for the notice.",
    "webhook-timestamp": "Seconds of the epoch when it was sent; at most five minutes ago.",
    "webhook-signature": "After Standard Webhooks, with the secret that the provider shares with this service.",
}


def _part(name: str, said: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": said, "schema": schema or _TEXT}


def _answer(said: str, media_type: str, schema: Schema, example: Any = None, headers: Iterable[str] = ()) -> Schema:
    content = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"description": said, "headers": refs([*ALWAYS, *headers]), "content": {media_type: content}}


def _door(
    name: str,
    area: str,
    summary: str,
    answers: Mapping[str, Schema],
    problems: Iterable[str] = (),
    *,
    parameters: Iterable[Schema] = (),
    body: Schema | None = None,
) -> Schema:
    told = by_status([*_ALWAYS, *problems])
    found: Schema = {
        "operationId": name,
        "tags": [area],
        "summary": summary,
        "security": [],
        "parameters": [*parameters],
        "responses": {**{status: problem_response(told[status]) for status in sorted(told)}, **answers},
    }
    if body is not None:
        found["requestBody"] = body
    return found


def _page(name: str, summary: str, *parameters: Schema) -> Schema:
    problems = ("not_found",) if parameters else ()
    return _door(name, SERVICE, summary, {"200": _answer(summary, HTML, _TEXT)}, problems, parameters=parameters)


def _ref(kind: type) -> Schema:
    return {"$ref": REF + kind.__name__}


_STATUS: Schema = {"type": "object", "properties": {"status": {"enum": ["ok", "unready"]}}, "required": ["status"]}
_READY: Schema = {
    "type": "object",
    "properties": {
        "status": {"enum": ["ok", "unready"]},
        "database": {"enum": ["ok", "unreachable", "read_only", "refusing", "not_migrated", "newer"]},
        "valkey": {"enum": ["ok", "unreachable", "unasked"]},
    },
    "required": ["status", "database", "valkey"],
}
_UNREADY = {"status": "unready", "database": "unreachable", "valkey": "ok"}
_OUTCOME: Schema = {
    "type": "object",
    "properties": {"outcome": {"enum": ["recorded", "ignored"]}},
    "required": ["outcome"],
}
_ASSERTION: Schema = {
    "type": "object",
    "properties": {
        "grant_type": {"const": GRANT_TYPE},
        "client_assertion_type": {"const": ASSERTION_TYPE},
        "client_assertion": {"type": "string", "description": "A JWT of at most five minutes, RS384 or ES384."},
        "scope": {"type": "string", "description": "Scopes with blanks between; all that the partner has without."},
    },
    "required": ["grant_type", "client_assertion_type", "client_assertion"],
}
_TOKEN_REFUSED = {"error": "invalid_client", "error_description": "The assertion is not accepted."}
_TOKEN_GIVEN = {"access_token": "co_at_...", "token_type": "Bearer", "expires_in": 300, "scope": "read reports"}
_LETTER = _part("token", "As the letter has it: signed, for one patient.")
_CLICK = {"schema": {"type": "object"}, "examples": {"one click": {"value": {"List-Unsubscribe": "One-Click"}}}}

PLAIN: Mapping[tuple[str, str], Schema] = MappingProxyType(
    {
        ("post", TOKEN_PATH): _door(
            "giveToken",
            SIGNED,
            "A token for a partner's assertion (RFC 6749, RFC 7523)",
            {
                "200": _answer("The token.", JSON, _ref(TokenGiven), _TOKEN_GIVEN, COUNTED),
                "400": {
                    "description": "The form, or the scope, is not as it must be; or a header is not.",
                    "headers": refs([*ALWAYS, *COUNTED]),
                    "content": {
                        JSON: {
                            "schema": _ref(TokenRefused),
                            "example": {"error": "invalid_scope", "error_description": "..."},
                        },
                        **problem_response(["invalid_header", "incomplete"])["content"],
                    },
                },
                "401": _answer("No token.", JSON, _ref(TokenRefused), _TOKEN_REFUSED, COUNTED),
            },
            (*_READ, "too_many_requests"),
            body={
                "required": True,
                "content": {
                    FORM: {
                        "schema": _ASSERTION,
                        "examples": {
                            "an assertion": {
                                "value": {
                                    "grant_type": GRANT_TYPE,
                                    "client_assertion_type": ASSERTION_TYPE,
                                    "client_assertion": "eyJhbGciOiJFUzM4NCJ9...",
                                    "scope": "read reports",
                                }
                            }
                        },
                    }
                },
            },
        ),
        ("post", "/v1/inbound/{channel}"): _door(
            "takeNotice",
            SIGNED,
            "A provider's word on one message",
            {"200": _answer("What became of it.", JSON, _OUTCOME, {"outcome": "recorded"})},
            (*_READ, "malformed_json", "too_deep", "invalid", "unauthenticated", "not_found"),
            parameters=[
                _part("channel", "By which it was sent.", {"enum": ["email", "sms", "push"]}),
                *(
                    {"name": name, "in": "header", "required": True, "description": said, "schema": _TEXT}
                    for name, said in _SIGNATURE.items()
                ),
            ],
            body={
                "required": True,
                "content": {
                    JSON: {
                        "schema": _ref(Notice),
                        "examples": {
                            "it bounced": {
                                "value": {"type": "bounced", "data": {"organisation_id": CLINIC, "effect_id": VISIT}}
                            }
                        },
                    }
                },
            },
        ),
        ("get", "/v1/unsubscribe/{token}"): _door(
            "askUnsubscribe",
            SIGNED,
            "The page of the link in a letter; asks before anything ends",
            {"200": _answer("The question.", HTML, _TEXT)},
            (*_READ, "not_found"),
            parameters=[_LETTER],
        ),
        ("post", "/v1/unsubscribe/{token}"): _door(
            "unsubscribe",
            SIGNED,
            "No more reminders, by one click (RFC 8058)",
            {"200": _answer("The consent is withdrawn.", HTML, _TEXT)},
            (*_READ, "not_found"),
            parameters=[_LETTER],
            body={"required": False, "content": {FORM: _CLICK, PARTS: _CLICK}},
        ),
        ("get", "/livez"): _door(
            "livez", SERVICE, "The process answers", {"200": _answer("It does.", JSON, _STATUS, {"status": "ok"})}
        ),
        ("get", "/readyz"): _door(
            "readyz",
            SERVICE,
            "Whether it can serve",
            {
                "200": _answer("It can.", JSON, _READY, {"status": "ok", "database": "ok", "valkey": "ok"}),
                "503": _answer("It cannot.", JSON, _READY, _UNREADY, ["Retry-After"]),
            },
        ),
        ("get", "/openapi.json"): _door(
            "openapi", SERVICE, "This description", {"200": _answer("OpenAPI 3.1.", JSON, {"type": "object"})}
        ),
        ("get", "/asyncapi.json"): _door(
            "asyncapi",
            SERVICE,
            "The events that go in and come out",
            {"200": _answer("AsyncAPI 3.0.", JSON, {"type": "object"})},
        ),
        ("get", "/docs"): _page("docs", "The pages for programmers"),
        ("get", "/problems/{code}"): _page("problem", "What a code means", _part("code", "Of a problem.")),
        ("get", "/docs/start"): _page("guide", "From nothing to a first alert, and the pages about each part"),
        ("get", "/definition/adherence"): _page("definition", "How adherence is counted"),
        ("get", "/definition/cases"): _page("definitionCases", "The worked cases of the definition"),
    }
)
"""By method and address. Files that those pages load are not listed."""
