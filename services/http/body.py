"""Reading the body of a request: the right kind, not too large, not too slow, before anything looks inside."""

import asyncio
from collections.abc import Iterable
from functools import lru_cache

from litestar.types import Receive, Scope

from services.http.cloud_events import BATCH, ONE
from services.http.positions import AT_LEAST_HEADER
from services.http.problems import Problem

JSON = "application/json"
SINGLE_AT_MOST = 1 << 20  # bytes
BATCH_AT_MOST = 8 << 20
SECONDS_AT_MOST = 30.0  # for the whole body; a sender slower than that resends

EVENTS_PATH = "/v1/events"


ONCE = frozenset(
    {b"host", b"authorization", b"content-type", b"content-encoding", b"idempotency-key", b"if-match"}
    | {AT_LEAST_HEADER.encode()}
)
"""Headers that say one thing. Given twice, two readers could take them for different things."""


def check_heading(scope: Scope) -> None:
    """Raises Problem for a header given twice, and for a request that does not name its host (RFC 9112, 3.2)."""
    given = [name for name, _ in scope["headers"] if name in ONCE]
    if len(set(given)) < len(given):
        raise Problem("invalid_header", "A header is given twice that says one thing: " + _twice(given))
    if scope["http_version"] == "1.1" and not header(scope, b"host"):
        raise Problem("invalid_header", "Host is missing.")


def _twice(given: list[bytes]) -> str:
    return ", ".join(sorted({name.decode() for name in given if given.count(name) > 1}))


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name (lower case)."""
    for key, value in scope["headers"]:
        if key == name:
            return value
    return None


def media_type(scope: Scope) -> str:
    """The content type without its parameters. Raises Problem for one that is not in UTF-8."""
    return _without_parameters(header(scope, b"content-type") or b"")


@lru_cache(maxsize=256)
def _without_parameters(given: bytes) -> str:
    kind, *parameters = given.decode("latin-1").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise Problem("unsupported_media_type", "JSON is in UTF-8.")
    return kind.strip().lower()


async def read_body(scope: Scope, receive: Receive, seconds: float = SECONDS_AT_MOST) -> bytes:
    """The whole body, empty where there is none. Raises Problem before more than the limit is held in memory."""
    encoding = header(scope, b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise Problem("unsupported_encoding")
    kind = media_type(scope)
    most = BATCH_AT_MOST if kind == BATCH and scope["path"] == EVENTS_PATH else SINGLE_AT_MOST
    length = header(scope, b"content-length")
    if length is not None and (not length.isdigit() or len(length) > 12 or int(length) > most):
        raise too_large(most)
    try:
        async with asyncio.timeout(seconds):
            body = await _gather(receive, most)
    except TimeoutError as error:
        raise Problem("too_slow") from error
    if body or scope["path"] == EVENTS_PATH:
        check_kind(kind, (ONE, BATCH) if scope["path"] == EVENTS_PATH else (JSON,))
    return body


def check_kind(kind: str, taken: Iterable[str]) -> None:
    """Raises Problem unless the content type is one of those taken."""
    if kind not in taken:
        raise Problem("unsupported_media_type", f"Taken here: {', '.join(taken)}.")


async def _gather(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":  # the sender went away, or what came is no HTTP any more
            raise Problem("incomplete")
        chunk: bytes = message.get("body", b"")
        if len(body) + len(chunk) > most:
            raise too_large(most)
        if not message.get("more_body", False):
            return bytes(body + chunk) if body else chunk
        body += chunk


def too_large(most: int) -> Problem:
    return Problem("too_large", f"At most {most} bytes are taken.")
