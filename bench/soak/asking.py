"""One request of the soak: what is sent, and what every right answer to it looks like."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from services.http.body import EVENTS_PATH

STATUS, STORED = b'"status":"', b'"status":"stored"'
"""What the answer to a command or an event says of it: anything good, or that it was new."""

_encode = msgspec.json.Encoder().encode


class Ask(NamedTuple):
    """`kind` is what it counts as; `then` is given the body of the answer."""

    kind: str
    raw: bytes
    status: int
    says: bytes
    then: Callable[[bytes], None] | None = None


def get(kind: str, path: str, key: str, says: bytes, then: Callable[[bytes], None] | None = None) -> Ask:
    head = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {key}\r\naccept: application/json\r\n\r\n"
    return Ask(kind, head.encode(), 200, says, then)


def post(
    kind: str, path: str, key: str, body: Any, *, status: int, says: bytes, media_type: str = "application/json"
) -> Ask:
    text = _encode(body)
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {key}\r\n"
        f"content-type: {media_type}\r\naccept: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
    )
    return Ask(kind, head.encode() + text, status, says)


def event(kind: str, key: str, body: Any, *, status: int = 200, says: bytes = STORED) -> Ask:
    """One CloudEvent."""
    return post(kind, EVENTS_PATH, key, body, status=status, says=says, media_type="application/cloudevents+json")
