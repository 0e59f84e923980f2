"""The headers of requests and answers, as the description tells them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from services.http.access import ACCESS
from services.http.csv import JSON
from services.http.idempotency import NEVER_WAITS
from services.http.listed import AS_OF, LAG_EVENTS, NEXT_CURSOR, STALE
from services.http.operation import Operation
from services.http.positions import AT_LEAST_HEADER
from services.http.schemas import Schema
from services.http.sign_in.answers import SignInAnswer
from services.http.sign_in.cookie import CSRF_HEADER

REF = "#/components/headers/"

_ATTRIBUTES: Mapping[str, tuple[str, Schema]] = {
    "specversion": ("`1.0`: the event stands in headers, and the body is its data alone.", {"pattern": r"^1\.0$"}),
    "id": ("Your name for the event.", {"maxLength": 600}),
    "source": ("Whose name it is.", {"maxLength": 1_500}),
    "type": ("What happened.", {"maxLength": 600}),
    "subject": ("The patient: our id, or `ext:` and your own.", {"maxLength": 612}),
    "time": ("When it happened.", {"maxLength": 100}),
    "senttime": ("Your clock when you sent it.", {"maxLength": 100}),
}
"""Of an event in binary mode, percent-encoded where they are not plain ASCII."""

ASKED: Mapping[str, Schema] = MappingProxyType(
    {
        **{
            f"ce-{name}": {"name": f"ce-{name}", "description": said, "schema": {"type": "string", **form}}
            for name, (said, form) in _ATTRIBUTES.items()
        },
        "accept-language": {
            "name": "Accept-Language",
            "description": (
                "Of the emergency text, for a patient of whom no language is known, and of the library's texts: en, "
                "de, es or fr."
            ),
            "schema": {"type": "string"},
            "example": "de",
        },
        "range": {
            "name": "Range",
            "description": "One range of bytes; at most 4 MiB of it are answered at once.",
            "schema": {"type": "string"},
            "example": "bytes=0-",
        },
        "idempotency-key": {
            "name": "Idempotency-Key",
            "description": (
                "Your name for this wish: sent again under it, it is done once, and answered the same but for what is "
                "shown once."
            ),
            "schema": {"type": "string", "pattern": r"^[!#-~]([ !#-~]{0,198}[!#-~])?$"},
            "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
        },
        "if-match": {
            "name": "If-Match",
            "description": "The version you saw (ETag); refused with 412 where it has moved on.",
            "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}(\.[0-9a-f]{24})?"$'},
            "example": '"3"',
        },
        "if-none-match": {
            "name": "If-None-Match",
            "description": "The ETag of an earlier answer: where nothing has changed, it is not given again (304).",
            "schema": {"type": "string"},
        },
        "last-event-id": {
            "name": "Last-Event-ID",
            "description": (
                "The id of the last event that you have seen, or the position of an answer: goes on behind it."
            ),
            "schema": {"type": "string"},
        },
        AT_LEAST_HEADER: {
            "name": "Carryover-At-Least",
            "description": "As the parameter `at_least`: a position to wait for, at most half a second.",
            "schema": {"type": "string"},
        },
        CSRF_HEADER: {
            "name": "X-Carryover-Csrf",
            "description": "Whoever comes by the cookie of a sign-in sends what `GET /v1/sign-in` tells as `csrf`.",
            "schema": {"type": "string"},
        },
    }
)
"""By the name in lower case."""

TOLD: Mapping[str, Schema] = MappingProxyType(
    {
        "Carryover-Request": {
            "description": "The number of the request: every event that it led to carries it, and so does our log.",
            "schema": {"type": "string", "format": "uuid"},
        },
        "RateLimit-Policy": {
            "description": "The quota that counts (draft-ietf-httpapi-ratelimit-headers): `q` in `w` seconds.",
            "schema": {"type": "string"},
            "example": '"requests";q=12000;w=60',
        },
        "RateLimit": {
            "description": "About how much of it is left (`r`), and in how many seconds it begins anew (`t`).",
            "schema": {"type": "string"},
            "example": '"requests";r=11987;t=42',
        },
        "Retry-After": {
            "description": "Seconds after which asking again makes sense.",
            "schema": {"type": "integer", "minimum": 0},
        },
        "Allow": {"description": "The methods that are taken.", "schema": {"type": "string"}, "example": "GET, POST"},
        "Location": {"description": "Where to go on.", "schema": {"type": "string"}},
        "Set-Cookie": {
            "description": "The sign-in, in `__Host-carryover`: Secure, HttpOnly, SameSite=Lax.",
            "schema": {"type": "string"},
        },
        "Carryover-Position": {
            "description": "The last position written; hand it to a query.",
            "schema": {"type": "string"},
        },
        "ETag": {
            "description": "Of the stream; weak where it is made of several.",
            "schema": {"type": "string"},
        },
        "Vary": {
            "description": "Lists are answered as `Accept` says, some texts as `Accept-Language` does.",
            "schema": {"type": "string"},
        },
        "Content-Language": {
            "description": "The language of the texts in the answer.",
            "schema": {"type": "string", "enum": ["en", "de", "es", "fr"]},
        },
        "Carryover-Next-Cursor": {
            "description": "In CSV: the cursor of the page behind this one.",
            "schema": {"type": "string"},
        },
        "Carryover-As-Of": {
            "description": "In CSV: everything up to this position is in it.",
            "schema": {"type": "string"},
        },
        "Carryover-Lag-Events": {
            "description": "In CSV: how many more events the log holds.",
            "schema": {"type": "integer"},
        },
        "Carryover-Stale": {
            "description": "In CSV: whether it lacks what was asked for.",
            "schema": {"type": "string", "enum": ["true", "false"]},
        },
    }
)
"""By the name as it is usually written."""

_AS_WRITTEN: Mapping[str, str] = MappingProxyType({name.lower(): name for name in TOLD})

ALWAYS = ("Carryover-Request",)
COUNTED = ("RateLimit-Policy", "RateLimit")
"""Of an answer to whom a quota counts: whoever is known, and whoever tries to be."""


def asked_headers(operation: Operation) -> list[Schema]:
    """What a request may carry."""
    names = dict.fromkeys(operation.headers)
    if operation.method != "GET" and not ACCESS[operation.name].open:
        if operation.name not in NEVER_WAITS and operation.run is not None:
            names |= {"idempotency-key": None}
        if ACCESS[operation.name].roles:
            names |= {CSRF_HEADER: None}
    if is_single(operation):
        names |= {"if-none-match": None}
    return [{"in": "header", "required": False, **ASKED[name]} for name in names]


def told_headers(operation: Operation) -> Schema:
    """What an answer carries where all is well."""
    names = [*operation.answer_headers]
    if SignInAnswer in operation.answers:
        names += ["set-cookie"]
    if operation.rows is not None:
        names += ["vary", NEXT_CURSOR, AS_OF, LAG_EVENTS, STALE]
    elif is_single(operation):
        names += ["etag"]
    return refs([*ALWAYS, *COUNTED, *(_AS_WRITTEN[name] for name in dict.fromkeys(names))])


def refs(names: Iterable[str]) -> Schema:
    return {name: {"$ref": REF + name} for name in names}


def is_single(operation: Operation) -> bool:
    """Whether it answers one thing in JSON, which is not given again to who has it."""
    return operation.method == "GET" and operation.rows is None and operation.answer_type == JSON
