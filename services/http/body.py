"""Reading the body of a request: the right kind, not too large, not too slow, before anything looks inside."""

import asyncio
from collections.abc import Iterable
from functools import lru_cache

from litestar.types import Receive, Scope

from services.http.cloud_events import BATCH, ONE
from services.http.problems import Problem

JSON = "application/json"
SINGLE_AT_MOST = 1 << 20  # bytes
BATCH_AT_MOST = 8 << 20
SECONDS_AT_MOST = 30.0  # for the whole body; a sender slower than that resends

EVENTS_PATH = "/v1/events"


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name (lower case)."""
    for key, value in scope["headers"]:
        if key == name:
            return value
    return None


def media_type(scope: Scope) -> str:
    """The content type without its parameters. Raises Problem for one that is given twice or not in UTF-8."""
    values = [value for key, value in scope["headers"] if key == b"content-type"]
    if len(values) > 1:
        raise Problem("unsupported_media_type", "There are two Content-Type headers.")
    return _without_parameters(values[0] if values else b"")


@lru_cache(maxsize=256)
def _without_parameters(given: bytes) -> str:
    kind, *parameters = given.decode("latin-1").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise Problem("unsupported_media_type", "JSON is in UTF-8.")
    return kind.strip().lower()


async def read_body(scope: Scope, receive: Receive, seconds: float = SECONDS_AT_MOST) -> bytes:
    """The whole body, empty where there is none. Raises Problem before more than the limit is held in memory.

    Raises ConnectionAbortedError when the sender goes away.
    """
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
    chunks: list[bytes] = []
    room = most
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionAbortedError("the sender went away")
        chunk = message.get("body", b"")
        room -= len(chunk)
        if room < 0:
            raise too_large(most)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def too_large(most: int) -> Problem:
    return Problem("too_large", f"At most {most} bytes are taken.")
