"""CloudEvents in binary mode: what says whose report it is stands in headers, and the body is the report alone.

It becomes the same event in one piece that the structured mode sends, so that both are read by the same eyes. What is
wrong with an attribute is then told by its place there: `/id` for `ce-id`.
"""

import re
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec import Raw

from services.http.body import JSON, OF_AN_EVENT, OF_BINARY_MODE, Heading
from services.http.cloud_events import ONE
from services.http.forms import UNREADABLE
from services.http.problems import Problem, problem_of
from services.http.red_flags import may_hold_one, with_general_text

_TYPE = OF_AN_EVENT + b"type"
_NAME = re.compile(r"[a-z0-9]{1,20}")  # of an attribute (CloudEvents 1.0, naming conventions)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_OF_THE_BODY = frozenset({"data", "database64", "datacontenttype"})
"""What binary mode says by the body and its type; a header for it would be a second word on it."""


def is_binary(kind: str, heading: Heading) -> bool:
    """Whether the request is an event in binary mode: the type of its body says so, and it has a version."""
    return kind == JSON and OF_BINARY_MODE in heading


def in_one_piece(kind: str, heading: Heading, body: bytes) -> tuple[str, bytes]:
    """The type and the body of the same event in structured mode; what is no binary mode as it came.

    Raises Problem: where the type is a red flag's, with whom to call.
    """
    if not is_binary(kind, heading):
        return kind, body
    try:
        return ONE, _structured(heading, body)
    except Problem as problem:
        if may_hold_one(unquote_to_bytes(heading.get(_TYPE, b""))):
            raise with_general_text(problem, heading.get(b"accept-language")) from problem
        raise


def _structured(heading: Heading, body: bytes) -> bytes:
    event: dict[str, str | Raw] = {
        attribute_name(name): attribute(name, value) for name, value in heading.items() if name.startswith(OF_AN_EVENT)
    }
    try:
        event["data"] = Raw(msgspec.json.decode(body, type=Raw))  # one value and no more, or it could say who sent it
    except UNREADABLE as error:
        raise problem_of(error, "/data") from error
    return msgspec.json.encode(event)


def attribute_name(header: bytes) -> str:
    """Raises Problem."""
    name = header[len(OF_AN_EVENT) :].decode("latin-1")
    if _NAME.fullmatch(name) is None or name in _OF_THE_BODY:
        raise Problem("invalid_header", f"{header.decode('latin-1')} is no attribute of an event in binary mode.")
    return name


def attribute(header: bytes, value: bytes) -> str:
    """The text in a header: out of its quotes, and percent-decoded once (HTTP binding 1.0, 3.1.3.2). Raises Problem."""
    given = value.strip(b" \t")
    if len(given) > 1 and given.startswith(b'"') and given.endswith(b'"'):
        given = _ESCAPED.sub(rb"\1", given[1:-1])
    try:
        if _PERCENT.search(given):
            raise ValueError("a percent sign without two hexadecimal digits")
        return unquote_to_bytes(given).decode()
    except ValueError as error:  # UnicodeDecodeError is one
        name = header.decode("latin-1")
        raise Problem("invalid_header", f"{name} is not percent-encoded UTF-8.") from error
